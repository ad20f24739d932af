// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Pairs } from '../../../src/trace/pairs.ts';

const ids = (traceId: string) => ({ traceId, traceFlags: 1, clientSpanId: 'c' });

test('a request is found by its other end, once', () => {
  const pairs = new Pairs();
  assert.equal(pairs.find('key', 'client'), undefined);
  const pair = pairs.add('key', 'client', ids('t'));
  assert.deepEqual(pair, { ...ids('t'), client: true, server: false });
  assert.equal(pairs.find('key', 'client'), undefined);
  assert.equal(pairs.find('another key', 'server'), undefined);
  assert.equal(pairs.find('key', 'server'), pair);
  assert.deepEqual([pair.client, pair.server], [true, true]);
  assert.equal(pairs.find('key', 'server'), undefined);
});

test('a later request with the same key takes its place', () => {
  const pairs = new Pairs();
  pairs.add('key', 'client', ids('first'));
  pairs.add('key', 'client', ids('second'));
  assert.equal(pairs.find('key', 'server')?.traceId, 'second');
});

test('65,536 requests are remembered', () => {
  const pairs = new Pairs();
  for (let i = 0; i <= 65_536; i++) pairs.add(`${i}`, 'client', ids(`${i}`));
  assert.equal(pairs.find('0', 'server'), undefined);
  assert.equal(pairs.find('1', 'server')?.traceId, '1');
  assert.equal(pairs.find('65536', 'server')?.traceId, '65536');
});
