// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Part, Text } from '../../../../src/http/part.ts';
import { SENDERS, type Sender } from '../../../../src/http/protocol.ts';
import { Conversation, close, end, type Step } from './conversation.ts';

/** Complete requests, one that is over the bound, and the head and trailers of a message in each direction. */
const MAX_HELD = 262_144 + 6 * 65_536;

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

/** What holds of any bytes, in any order, with any gaps. */
export function checkConversation(steps: readonly Step[]): Conversation {
  const conversation = new Conversation();
  const isLost = { client: false, server: false };
  const given: Record<Sender, Buffer[]> = { client: [], server: [] };
  for (const [index, step] of steps.entries()) {
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
