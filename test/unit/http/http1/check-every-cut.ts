// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { Exchange } from '../../../../src/http/exchange.ts';
import { Conversation, type Step } from './conversation.ts';
import { summaryOf } from './transcript.ts';

export interface Expected {
  client?: string[];
  server?: string[];
  /** In the order of their ends. */
  exchanges: string[];
}

interface Outcome {
  client: string[];
  server: string[];
  exchanges: string[];
  contents: Pick<Exchange, 'request' | 'response' | 'requestTrailers' | 'responseTrailers'>[];
}

/** The n-th step is at time n, however it is cut. */
function run(steps: readonly Step[], cut: (step: number, bytes: Buffer) => Buffer[]): Outcome {
  const conversation = new Conversation();
  for (const [index, step] of steps.entries()) {
    const pieces = step.kind === 'bytes' ? cut(index, step.bytes).map((bytes) => ({ ...step, bytes })) : [step];
    for (const piece of pieces) conversation.run(piece, BigInt(index));
  }
  return {
    client: conversation.transcript('client'),
    server: conversation.transcript('server'),
    exchanges: conversation.ended.map(summaryOf),
    contents: conversation.ended.map(({ request, response, requestTrailers, responseTrailers }) => ({
      request,
      response,
      requestTrailers,
      responseTrailers,
    })),
  };
}

/** Whole, each step cut in two at every position, and byte by byte: always the same. Returns what came of it. */
export function checkEveryCut(steps: readonly Step[], expected: Expected): Outcome {
  const whole = run(steps, (_, bytes) => [bytes]);
  assert.deepEqual(whole.exchanges, expected.exchanges);
  if (expected.client) assert.deepEqual(whole.client, expected.client);
  if (expected.server) assert.deepEqual(whole.server, expected.server);
  for (const [index, step] of steps.entries()) {
    if (step.kind !== 'bytes') continue;
    for (let at = 1; at < step.bytes.length; at++) {
      const cut = run(steps, (other, bytes) =>
        other === index ? [bytes.subarray(0, at), bytes.subarray(at)] : [bytes],
      );
      assert.deepEqual(cut, whole, `step ${index} cut at ${at}`);
    }
  }
  assert.deepEqual(
    run(steps, (_, bytes) => [...bytes].map((byte) => Buffer.of(byte))),
    whole,
    'byte by byte',
  );
  return whole;
}
