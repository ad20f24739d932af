// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tlsArrives } from '../../../src/run/wait-for-tls.ts';

const NEVER = new AbortController().signal;

function answers(...values: readonly boolean[]): { ask: () => boolean; asked: () => number } {
  let asked = 0;
  return { ask: () => values[Math.min(asked++, values.length - 1)] ?? false, asked: () => asked };
}

test('TLS that is there is not waited for', async () => {
  const { ask, asked } = answers(true);
  let waits = 0;
  assert.equal(await tlsArrives(ask, NEVER, () => waits++), true);
  assert.deepEqual([asked(), waits], [1, 0]);
});

test('it is asked for until it is there, and the wait is told once', async () => {
  const { ask, asked } = answers(false, false, false, true);
  let waits = 0;
  assert.equal(await tlsArrives(ask, NEVER, () => waits++), true);
  assert.deepEqual([asked(), waits], [4, 1]);
});

test('a stop ends the wait', async () => {
  const stop = new AbortController();
  const wait = tlsArrives(
    () => false,
    stop.signal,
    () => stop.abort(),
  );
  assert.equal(await wait, false);
});
