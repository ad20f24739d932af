// SPDX-License-Identifier: Apache-2.0
import { checkConversation } from '../../unit/http/http2/check-conversation.ts';
import type { Step as Http2Step } from '../../unit/http/http2/conversation.ts';
import { decodeSteps } from '../steps.ts';

const SEEING = [{}, { areCalls: true }, { isAmid: true, areCalls: true }] as const;

/** HTTP/2: a byte that says what is seen of the connection, and its steps. Parts add up, each exchange ends once. */
export function fuzz(data: Buffer): void {
  const seeing = SEEING[(data[0] ?? 0) % SEEING.length];
  const steps: Http2Step[] = [];
  let gap: number | 'unknown' = 0;
  for (const step of decodeSteps(data.subarray(1))) {
    if (step.kind === 'gap') gap = step.bytes;
    if (step.kind !== 'bytes' || step.bytes.length === 0) continue;
    steps.push({ from: step.from, bytes: step.bytes, gap });
    gap = 0;
  }
  checkConversation(steps, seeing);
}
