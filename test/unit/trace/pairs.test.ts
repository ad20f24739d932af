// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { Pairs, type Role, type ShownRequest } from '../../../src/trace/pairs.ts';
import type { TraceParent } from '../../../src/trace/trace-parent.ts';

const ids = (traceId: string) => ({ traceId, traceFlags: 1, clientSpanId: 'c' });

/** The ends of one connection: the client has connected. */
const ENDS: Record<Role, ShownRequest['origin']> = {
  client: {
    networkNamespace: 1n,
    localAddress: '127.0.0.1',
    localPort: 50_000,
    peerAddress: '127.0.0.2',
    peerPort: 443,
    sentStart: 1_000,
    receivedStart: 2_001,
  },
  server: {
    networkNamespace: 1n,
    localAddress: '127.0.0.2',
    localPort: 443,
    peerAddress: '127.0.0.1',
    peerPort: 50_000,
    sentStart: 2_001,
    receivedStart: 1_001,
  },
};

const shown = (role: Role, more: Partial<ShownRequest['origin']> = {}, key = 0): ShownRequest => ({
  origin: { ...ENDS[role], ...more },
  role,
  key,
  parent: undefined,
});

const parentOf = (traceId: string, spanId: string, traceFlags: number, isDecided = true): TraceParent => ({
  span: { traceId, spanId, traceFlags, isRemote: true },
  isDecided,
});

test('a request is found by its other end, once', () => {
  const pairs = new Pairs();
  assert.equal(pairs.find(shown('client')), undefined);
  const pair = pairs.add(shown('client'), ids('t'));
  assert.deepEqual(pair, { ...ids('t'), client: true, server: false });
  assert.equal(pairs.find(shown('client')), undefined);
  assert.equal(pairs.find(shown('server', {}, 1)), undefined);
  assert.equal(pairs.find(shown('server')), pair);
  assert.deepEqual([pair.client, pair.server], [true, true]);
  assert.equal(pairs.find(shown('server')), undefined);
});

test('a later request with the same key takes its place', () => {
  const pairs = new Pairs();
  pairs.add(shown('client'), ids('first'));
  pairs.add(shown('client'), ids('second'));
  assert.equal(pairs.find(shown('server'))?.traceId, 'second');
});

test('65,536 requests are remembered', () => {
  const pairs = new Pairs();
  for (let i = 0; i <= 65_536; i++) pairs.add(shown('client', {}, i), ids(`${i}`));
  assert.equal(pairs.find(shown('server', {}, 0)), undefined);
  assert.equal(pairs.find(shown('server', {}, 1))?.traceId, '1');
  assert.equal(pairs.find(shown('server', {}, 65_536))?.traceId, '65536');
});

describe('whoever has the same addresses and ports', () => {
  for (const first of ['client', 'server'] as const) {
    const second = first === 'client' ? 'server' : 'client';
    const isPaired = (of: Partial<ShownRequest['origin']>): boolean => {
      const pairs = new Pairs();
      pairs.add(shown(first, of), ids('t'));
      return pairs.find(shown(second)) !== undefined;
    };

    test(`in another network namespace is no ${first} of the connection`, () => {
      assert.equal(isPaired({}), true);
      assert.equal(isPaired({ networkNamespace: 2n }), false);
      assert.equal(isPaired({ networkNamespace: 2n ** 64n + 1n }), false);
    });

    test(`is its ${first} if both directions begin where the other end says, or one before`, () => {
      const allowed = (field: 'sentStart' | 'receivedStart'): number[] =>
        [-2, -1, 0, 1, 2].filter((by) => isPaired({ [field]: ENDS[first][field] + by }));
      assert.deepEqual(allowed('sentStart'), first === 'client' ? [0, 1] : [-1, 0]);
      assert.deepEqual(allowed('receivedStart'), first === 'client' ? [0, 1] : [-1, 0]);
    });
  }
});

test("TCP's numbers begin again at 0", () => {
  const pairs = new Pairs();
  pairs.add(shown('client', { sentStart: 0xffff_ffff, receivedStart: 0 }), ids('t'));
  assert.equal(pairs.find(shown('server', { sentStart: 0, receivedStart: 0 }))?.traceId, 't');
});

describe('an end whose own bytes say something else of the trace is another request', () => {
  const said = parentOf('a', 'b', 1);
  for (const [name, first, second] of [
    ['a trace', said, undefined],
    ['none', undefined, said],
    ['another trace', said, parentOf('c', 'b', 1)],
    ['another span', said, parentOf('a', 'c', 1)],
    ['another decision', said, parentOf('a', 'b', 0)],
    ['no decision', parentOf('a', 'b', 0), parentOf('a', 'b', 0, false)],
  ] as const)
    test(name, () => {
      const pairs = new Pairs();
      const pair = pairs.add({ ...shown('client'), parent: first }, ids('t'));
      assert.equal(pairs.find({ ...shown('server'), parent: second }), undefined);
      assert.equal(pair.server, false);
      assert.equal(pairs.find({ ...shown('server'), parent: first }), pair);
    });
});
