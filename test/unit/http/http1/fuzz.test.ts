// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { Part, Text } from '../../../../src/http/part.ts';
import type { Sender } from '../../../../src/http/protocol.ts';
import type { Step } from './conversation.ts';
import { Conversation, close, end, gap } from './conversation.ts';
import { Random } from './random.ts';
import type { Piece } from './random-exchange.ts';
import { randomExchange } from './random-exchange.ts';
import { summaryOf } from './transcript.ts';

const SENDERS = ['client', 'server'] as const;
/** Complete requests, one that is over the bound, and the head and trailers of a message in each direction. */
const MAX_HELD = 262_144 + 6 * 65_536;
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

function mutate(random: Random, bytes: Buffer): Buffer {
  const at = random.below(bytes.length + 1);
  const to = Math.min(bytes.length, at + random.below(20));
  switch (random.below(4)) {
    case 0:
      return Buffer.concat([bytes.subarray(0, at), bytes.subarray(to)]);
    case 1:
      return Buffer.concat([bytes.subarray(0, at), Buffer.from(random.pick(TOKENS)), bytes.subarray(at)]);
    case 2:
      return Buffer.concat([bytes.subarray(0, to), bytes.subarray(at, to), bytes.subarray(to)]);
    default:
      return Buffer.concat([bytes.subarray(0, at), random.bytes(to - at), bytes.subarray(to)]);
  }
}

/** Both directions of some exchanges, damaged, in pieces, in any order, with gaps and ends. */
function damagedSteps(random: Random): Step[] {
  const exchanges = Array.from({ length: 1 + random.below(6) }, (_, index) => randomExchange(random, index));
  const queues = SENDERS.map((from) => {
    let bytes: Buffer = Buffer.concat(
      exchanges.flatMap((each) => each[from === 'client' ? 'request' : 'response']).map((piece) => piece.bytes),
    );
    if (random.once(20)) bytes = random.bytes(200);
    for (let count = random.below(4); count > 0; count--) bytes = mutate(random, bytes);
    return random
      .cut(bytes, random.pick([1, 5, 40, 1000]))
      .map((piece): Step => ({ kind: 'bytes', from, bytes: piece }));
  });
  const steps: Step[] = [];
  while (queues.some((queue) => queue.length > 0)) {
    const from = random.pick(SENDERS);
    const next = queues[SENDERS.indexOf(from)]?.shift();
    if (next !== undefined) steps.push(next);
    if (random.once(60)) steps.push(gap(from, random.pick(['unknown', 0, 1, 3, 20])));
    if (random.once(300)) steps.push(end(from));
    if (random.once(600)) steps.push(close);
  }
  return [...steps, end(random.pick(SENDERS)), ...SENDERS.map(end)];
}

function checkParts(parts: readonly Part[], input: Buffer): void {
  const ended = new Set<Text>();
  const open = new Set<Text>();
  let at = 0;
  for (const { content, length } of parts) {
    if ('text' in content) {
      assert.ok(!ended.has(content.text), 'nothing comes after the end of a text');
      open.add(content.text);
    }
    if (content.kind === 'text') assert.deepEqual(content.bytes.reveal(), input.subarray(at, at + length));
    if (content.kind === 'text-end') {
      ended.add(content.text);
      open.delete(content.text);
    }
    at += length;
  }
  assert.equal(open.size, 0, 'every text ends');
}

function checkDamaged(seed: number): Conversation {
  const conversation = new Conversation();
  const isLost = { client: false, server: false };
  const given: Record<Sender, Buffer[]> = { client: [], server: [] };
  for (const [index, step] of damagedSteps(new Random(seed)).entries()) {
    const before = { client: conversation.parts.client.length, server: conversation.parts.server.length };
    if (step.kind === 'bytes') given[step.from].push(step.bytes);
    if (step.kind === 'close') SENDERS.forEach((from) => conversation.run(end(from), BigInt(index)));
    conversation.run(step, BigInt(index));
    assert.ok(conversation.http.heldBytes <= MAX_HELD);
    for (const from of SENDERS) {
      const masked = conversation.parts[from]
        .slice(before[from])
        .every(({ content }) => content.kind === 'mask' && content.reason === 'lost');
      assert.ok(!isLost[from] || masked, 'after a loss there are only masks');
      assert.ok(!isLost[from] || conversation.http.isLost(from), 'a loss is for good');
      isLost[from] = conversation.http.isLost(from);
    }
  }
  conversation.run(close, 0n);
  assert.equal(conversation.http.heldBytes, 0);
  for (const from of SENDERS) {
    checkParts(conversation.parts[from], Buffer.concat(given[from]));
    for (const { exchange } of conversation.parts[from])
      assert.ok(exchange === undefined || conversation.ended.includes(exchange));
  }
  assert.ok(
    conversation.started.every((exchange) => conversation.ended.includes(exchange)),
    'what started ends',
  );
  return conversation;
}

/** Content is left out at random; the pieces of both directions in an order in which they can be sent. */
function checkValid(seed: number): void {
  const random = new Random(seed);
  const conversation = new Conversation();
  const exchanges = Array.from({ length: 1 + random.below(8) }, (_, index) => randomExchange(random, index));
  const feed = (from: Sender, pieces: Piece[]) => {
    for (const { bytes, isContent } of pieces) {
      for (const piece of random.cut(bytes, random.pick([1, 5, 1000]))) {
        conversation.run(
          isContent && random.once(3) ? gap(from, piece.length) : { kind: 'bytes', from, bytes: piece },
          0n,
        );
      }
    }
  };
  for (let [sent, answered] = [0, 0]; answered < exchanges.length; ) {
    const isRequest = sent < exchanges.length && (sent === answered || random.once(2));
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
    for (let seed = 1; seed <= 3000; seed++) {
      let conversation: Conversation;
      try {
        conversation = checkDamaged(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
      for (const { failure = 'complete' } of conversation.ended)
        failures.set(failure, (failures.get(failure) ?? 0) + 1);
    }
    // The damage is not so great that nothing is left to test, nor so small that nothing happens.
    for (const failure of ['complete', 'lost', 'closed', 'malformed'])
      assert.ok((failures.get(failure) ?? 0) > 300, failure);
    assert.ok((failures.get('limit') ?? 0) > 0);
  });

  test('valid conversations of which content is missing', () => {
    for (let seed = 1; seed <= 1000; seed++) {
      try {
        checkValid(seed);
      } catch (error) {
        throw new Error(`seed ${seed}`, { cause: error });
      }
    }
  });
});
