// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/http/exchange.ts';
import type { Part } from '../../../../src/http/part.ts';
import type { Sender } from '../../../../src/http/protocol.ts';
import { Conversation, type Step } from '../../../unit/http/http1/conversation.ts';

/** An exchange as the programs at both ends could have seen it. Contents are latin1. */
export interface SeenExchange {
  method: string;
  target: string;
  status: number;
  request: string;
  response: string;
}

export interface Reading {
  exchanges: SeenExchange[];
  ended: Exchange[];
  parts: Record<Sender, Part[]>;
}

const PIECE_BYTES = 7;

/** Reads a recording, as it went by and in small pieces, which must be the same; every exchange is complete. */
export function readRecording(steps: readonly Step[]): Reading {
  const reading = read(steps);
  assert.deepEqual(read(steps.flatMap(inPieces)).exchanges, reading.exchanges);
  for (const { requestBodyBytes, responseBodyBytes, failure, key } of reading.ended) {
    assert.equal(failure, undefined);
    assert.equal(requestBodyBytes, contentOf(reading.parts.client, key).length);
    assert.equal(responseBodyBytes, contentOf(reading.parts.server, key).length);
  }
  return reading;
}

export function read(steps: readonly Step[]): Reading {
  const conversation = new Conversation();
  for (const [index, step] of steps.entries()) conversation.run(step, BigInt(index));
  assert.deepEqual([conversation.waiting('client'), conversation.waiting('server')], [0, 0]);
  const { ended, parts } = conversation;
  assert.equal(conversation.started.length, ended.length);
  const exchanges = ended.map(({ request, response, key }) => ({
    method: request?.method ?? '',
    target: request?.target ?? '',
    status: response?.status ?? 0,
    request: contentOf(parts.client, key),
    response: contentOf(parts.server, key),
  }));
  return { exchanges, ended, parts };
}

function inPieces(step: Step): Step[] {
  if (step.kind !== 'bytes') return [step];
  const { bytes } = step;
  const count = Math.ceil(bytes.length / PIECE_BYTES);
  return Array.from({ length: count }, (_, index) => ({
    ...step,
    bytes: bytes.subarray(index * PIECE_BYTES, (index + 1) * PIECE_BYTES),
  }));
}

/** What is shown as the content of an exchange; a mask for each byte that is encoded. */
function contentOf(parts: readonly Part[], key: number): string {
  return parts
    .filter(({ role, exchange }) => role === 'content' && exchange?.key === key)
    .map(({ content, length }) =>
      content.kind === 'text' ? content.bytes.reveal().toString('latin1') : '*'.repeat(length),
    )
    .join('');
}
