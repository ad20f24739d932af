// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc, { type Arbitrary } from 'fast-check';
import { SENDERS, type Sender } from '../../../../src/http/protocol.ts';
import { bytes, cut, cycle, list, onceIn, rarely } from '../../arbitraries.ts';
import { checkConversation } from './check-conversation.ts';
import { Conversation, close, end, gap, type Step } from './conversation.ts';
import { summaryOf } from './transcript.ts';
import { type Piece, validExchanges } from './valid-exchange.ts';

const TOKENS = [
  '\r\n',
  '\r',
  '\n',
  '\0',
  '\r\n\r\n',
  ' ',
  '0',
  'fffffffff',
  ';',
  ':',
  'Content-Length: 3\r\n',
  'Transfer-Encoding: chunked\r\n',
  'Upgrade: x\r\n',
  'Connection: close\r\n',
  'HTTP/1.0',
  '101',
  'CONNECT',
  'HEAD',
];

type Damage =
  | { kind: 'removed'; at: number; length: number }
  | { kind: 'doubled'; at: number; length: number }
  | { kind: 'inserted'; at: number; token: string }
  | { kind: 'overwritten'; at: number; by: Buffer };

const place = fc.nat(5000);
const damage: Arbitrary<Damage> = fc.oneof(
  fc.record({ kind: fc.constant('removed' as const), at: place, length: fc.nat(19) }),
  fc.record({ kind: fc.constant('doubled' as const), at: place, length: fc.nat(19) }),
  fc.record({ kind: fc.constant('inserted' as const), at: place, token: fc.constantFrom(...TOKENS) }),
  fc.record({ kind: fc.constant('overwritten' as const), at: place, by: bytes(0, 19) }),
);

/** Places are counted from the start again behind the end. */
function damaged(whole: Buffer, one: Damage): Buffer {
  const at = one.at % (whole.length + 1);
  const behind = (length: number): Buffer => whole.subarray(Math.min(whole.length, at + length));
  const before = whole.subarray(0, at);
  switch (one.kind) {
    case 'removed':
      return Buffer.concat([before, behind(one.length)]);
    case 'doubled':
      return Buffer.concat([whole.subarray(0, at + one.length), whole.subarray(at)]);
    case 'inserted':
      return Buffer.concat([before, Buffer.from(one.token), behind(0)]);
    case 'overwritten':
      return Buffer.concat([before, one.by.subarray(0, whole.length - at), behind(one.by.length)]);
  }
}

const otherOf = (from: Sender): Sender => (from === 'client' ? 'server' : 'client');
const sender = fc.constantFrom(...SENDERS);
const pieceLengths = fc
  .constantFrom(1, 5, 40, 1000)
  .chain((longest) => list(fc.integer({ min: 1, max: longest }), 1, 40));
const direction = fc.record({ noise: rarely(20, bytes(200, 200)), damages: list(damage, 0, 3), pieceLengths });
/** Which direction moves on next, if it has bytes left, and what comes then besides. */
const turn = fc.record({
  from: sender,
  gap: rarely(60, fc.constantFrom('unknown' as const, 0, 1, 3, 20)),
  isEnd: onceIn(300),
  isClose: onceIn(600),
});

/** Both directions of some exchanges, damaged, in pieces, in any order, with gaps and ends. */
const damagedSteps: Arbitrary<Step[]> = fc
  .record({
    exchanges: validExchanges(6),
    client: direction,
    server: direction,
    turns: list(turn, 1, 200),
    firstEnd: sender,
  })
  .map(({ exchanges, client, server, turns, firstEnd }) => {
    const queueOf = (from: Sender, { noise, damages, pieceLengths: lengths }: typeof client): Step[] => {
      const pieces = exchanges.flatMap(({ request, response }) => (from === 'client' ? request : response));
      const whole = noise ?? Buffer.concat(pieces.map((piece) => piece.bytes));
      const sent = damages.reduce(damaged, whole);
      return cut(sent, cycle(lengths)).map((piece) => ({ kind: 'bytes', from, bytes: piece }));
    };
    const queues = { client: queueOf('client', client), server: queueOf('server', server) };
    const nextTurn = cycle(turns);
    const steps: Step[] = [];
    while (queues.client.length > 0 || queues.server.length > 0) {
      const { from, gap: missing, isEnd, isClose } = nextTurn();
      const next = (queues[from].length > 0 ? queues[from] : queues[otherOf(from)]).shift();
      if (next !== undefined) steps.push(next);
      if (missing !== undefined) steps.push(gap(from, missing));
      if (isEnd) steps.push(end(from));
      if (isClose) steps.push(close);
    }
    return [...steps, end(firstEnd), ...SENDERS.map(end)];
  });

const validConversation = fc.record({
  exchanges: validExchanges(8),
  pieces: list(
    fc.record({
      length: fc.constantFrom(1, 5, 1000).chain((most) => fc.integer({ min: 1, max: most })),
      isLost: onceIn(3),
    }),
    1,
    40,
  ),
  order: list(fc.boolean(), 1, 16),
});

type Given<T> = T extends Arbitrary<infer U> ? U : never;

/** Some content is left out; the pieces of both directions come in an order in which they can be sent. */
function checkValid({ exchanges, pieces, order }: Given<typeof validConversation>): void {
  const conversation = new Conversation();
  const nextPiece = cycle(pieces);
  const isRequestNext = cycle(order);
  const feed = (from: Sender, all: Piece[]) => {
    for (const { bytes: whole, isContent } of all) {
      for (let at = 0; at < whole.length; ) {
        const { length, isLost } = nextPiece();
        const piece = whole.subarray(at, at + length);
        conversation.run(isContent && isLost ? gap(from, piece.length) : { kind: 'bytes', from, bytes: piece }, 0n);
        at += length;
      }
    }
  };
  for (let [sent, answered] = [0, 0]; answered < exchanges.length; ) {
    const isRequest = sent < exchanges.length && (sent === answered || isRequestNext());
    if (isRequest) feed('client', exchanges[sent++]?.request ?? []);
    else feed('server', exchanges[answered++]?.response ?? []);
  }
  conversation.run(close, 0n);
  const summaries = conversation.ended.map((exchange) => summaryOf(exchange).replace(/^\d+ /, ''));
  assert.deepEqual(
    summaries,
    exchanges.map(({ summary }) => `${summary} @0-0 complete`),
  );
}

describe('whatever is sent', () => {
  test('damaged conversations', () => {
    const failures = new Map<string, number>();
    const holds = fc.property(damagedSteps, (steps) => {
      for (const { failure = 'complete' } of checkConversation(steps).ended)
        failures.set(failure, (failures.get(failure) ?? 0) + 1);
    });
    fc.assert(holds, { seed: 1, numRuns: 3000 });
    // The damage is not so great that nothing is left to test, nor so small that nothing happens.
    for (const failure of ['complete', 'lost', 'closed', 'malformed'])
      assert.ok((failures.get(failure) ?? 0) > 300, failure);
    assert.ok((failures.get('limit') ?? 0) > 0);
  });

  test('valid conversations of which content is missing', () => {
    fc.assert(fc.property(validConversation, checkValid), { seed: 1, numRuns: 1000 });
  });
});
