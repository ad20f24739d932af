// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { test } from 'node:test';
import { sleep } from '../../../src/base/sleep.ts';

const HOUR_MILLIS = 3_600_000;

test('a sleep ends by itself, or by any of its signals, and leaves nothing with them', async () => {
  const signals = [new AbortController(), new AbortController()] as const;
  const [first, second] = signals;
  const listeners = () => signals.map(({ signal }) => getEventListeners(signal, 'abort').length);
  await sleep(1, [first.signal, second.signal]);
  assert.deepEqual(listeners(), [0, 0]);
  const woken = sleep(HOUR_MILLIS, [first.signal, second.signal]);
  assert.deepEqual(listeners(), [1, 1]);
  second.abort();
  await woken;
  assert.deepEqual(listeners(), [0, 0]);
  await sleep(HOUR_MILLIS, [first.signal, second.signal]);
  assert.deepEqual(listeners(), [0, 0]);
});
