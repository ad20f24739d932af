// SPDX-License-Identifier: Apache-2.0
import { LF } from '../scan/byte-set.ts';
import { Literals } from '../scan/literals.ts';

const METHOD = Buffer.from('CONNECT ');
// As it is, in JSON, in a query, and in a query's query; and where a URL's authority stands alone.
const texts = ['://', ':\\/\\/', '%3a%2f%2f', '%253a%252f%252f', ':authority: ', '\nhost: ', 'connect '];

/** What the authority of a URL begins behind. */
export const urlStarts = new Literals(texts, { ignoreCase: true });

/** How the authority is written that begins behind the start which was found; undefined: none does. */
export function authorityAfter(found: number, bytes: Buffer, end: number): 'plain' | 'encoded' | undefined {
  const text = texts[found - 1] ?? '';
  if (text.startsWith('%')) return 'encoded';
  return text.length !== METHOD.length || isConnection(bytes, end) ? 'plain' : undefined;
}

/** Whether the method of a request's first line ends here. */
function isConnection(bytes: Buffer, end: number): boolean {
  const start = end - METHOD.length;
  const before = bytes[start - 1];
  return bytes.subarray(start, end).equals(METHOD) && (before === undefined || before === LF);
}
