// SPDX-License-Identifier: Apache-2.0
import type { Case } from '../unit/redact/corpus/case.ts';

/** How the bytes of a conversation become calls: of at most so many bytes, sent and received. */
export interface Sizes {
  send: number;
  receive: number;
}

const MOST = 65_536;
const WHOLE: Sizes = { send: MOST, receive: MOST };

/** Lines for test/workload/scenario_replay.c: one connection. */
export function conversation({ steps }: Case, { send, receive }: Sizes = WHOLE): string {
  const lines = steps.map(({ from, bytes }) => `${from} ${send} ${receive} ${bytes.toString('hex')}\n`);
  return `open\n${lines.join('')}`;
}

/** The same with each step in two calls, the first of which has so many bytes; `between` stands between those of the longest. */
export function conversationCutAt({ steps }: Case, at: number, between = ''): string {
  const most = Math.max(...steps.map(({ bytes }) => bytes.length));
  const longest = steps.find(({ bytes }) => bytes.length === most);
  const lines = steps.flatMap((step) => {
    const { from, bytes } = step;
    const line = (piece: Buffer): string =>
      piece.length > 0 ? `${from} ${MOST} ${MOST} ${piece.toString('hex')}\n` : '';
    return [line(bytes.subarray(0, at)), step === longest ? between : '', line(bytes.subarray(at))];
  });
  return `open\n${lines.join('')}`;
}
