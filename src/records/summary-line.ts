// SPDX-License-Identifier: Apache-2.0
import type { Call, CallOrigin, Origin } from '../capture/event.ts';

export const SNIPPET_CHARACTERS = 120;

/**
 * The readable body of a record: `TX ktls_client[1234] 99 B GET /get HTTP/1.1`. The snippet is the plaintext's first
 * line; another record type than application data is named before it. A record that shows the rest of a call says
 * where in the call it starts: `TX nginx[7] 20000 B +16384 the rest`.
 */
export function summaryLine(call: Call, callOffset: number, text: string): string {
  const head = `${summaryStart(call.origin)}${summaryFacts(call, callOffset)}`;
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const snippet = printable(firstCharacters(line, SNIPPET_CHARACTERS));
  return snippet === '' ? head : `${head} ${snippet}`;
}

/** What all calls of an origin begin with. */
export function summaryStart(origin: CallOrigin): string {
  return `${origin.direction} ${threadLabel(origin)} `;
}

export function summaryFacts({ origin, length }: Call, callOffset: number): string {
  const type = origin.recordType === 'application_data' ? '' : ` ${origin.recordType}`;
  const start = callOffset === 0 ? '' : ` +${callOffset}`;
  return `${length} B${start}${type}`;
}

function firstCharacters(text: string, count: number): string {
  // A code point is one or two UTF-16 units.
  const near = text.slice(0, 2 * count);
  return near.length <= count ? near : Array.from(near).slice(0, count).join('');
}

/** `ktls_client[1234]` */
export function threadLabel({ comm, pid }: Origin): string {
  return `${printable(comm)}[${pid}]`;
}

/** A program names its own threads: their names too may hold controls. Each takes the place of one character. */
function printable(text: string): string {
  return text.replace(/\p{Cc}/gu, ' ');
}
