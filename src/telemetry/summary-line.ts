// SPDX-License-Identifier: Apache-2.0
import type { Call } from '../capture/event.ts';
import { printable, threadLabel } from './thread-label.ts';

const SNIPPET_CHARACTERS = 120;

/**
 * The readable body of a record: `TX ktls_client[1234] 99 B GET /get HTTP/1.1`. The snippet is the plaintext's first
 * line; another record type than application data is named before it. A record that shows the rest of a call says
 * where in the call it starts: `TX nginx[7] 20000 B +16384 the rest`.
 */
export function summaryLine(call: Call, callOffset: number, text: string): string {
  const type = call.recordType === 'application_data' ? '' : ` ${call.recordType}`;
  const start = callOffset === 0 ? '' : ` +${callOffset}`;
  const head = `${call.direction} ${threadLabel(call)} ${call.length} B${start}${type}`;
  const line = /^[^\r\n]*/.exec(text)?.[0] ?? '';
  const snippet = printable(firstCharacters(line, SNIPPET_CHARACTERS));
  return snippet === '' ? head : `${head} ${snippet}`;
}

function firstCharacters(text: string, count: number): string {
  // A code point is one or two UTF-16 units.
  const near = text.slice(0, 2 * count);
  return near.length <= count ? near : Array.from(near).slice(0, count).join('');
}
