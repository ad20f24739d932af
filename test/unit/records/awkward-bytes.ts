// SPDX-License-Identifier: Apache-2.0

import fc, { type Arbitrary } from 'fast-check';
import { list } from '../arbitraries.ts';

/** What stresses escaping: whole and broken characters, controls, backslashes, escapes. */
const FRAGMENTS = [
  'a',
  'x',
  '\\',
  '\\x',
  '\\\\x41',
  '\\x5c',
  '\\x00',
  '\n',
  '\r\n',
  '\t',
  '\0',
  '\x1b[2J',
  '\x7f',
  '\x80',
  '\x9f',
  '\xa0',
  'é',
  '\u07ff',
  '\u0800',
  '漢',
  '\ufeff',
  '\uffff',
  '😀',
  '\u{10ffff}',
  'plain text of some length',
].map((text) => Buffer.from(text));
const BROKEN = [
  '80',
  'bf',
  'c0af',
  'c1',
  'c2',
  'e0',
  'e080',
  'e28',
  'e2 82',
  'ed a0 80',
  'f0 9f',
  'f0 9f 98',
  'f4 90 80 80',
  'f5',
  'ff',
].map((hex) => Buffer.from(hex.replaceAll(' ', ''), 'hex'));

/** Up to `fragments` pieces of the kinds above, one after the other. */
export function awkwardBytes(fragments: number): Arbitrary<Buffer> {
  return list(fc.constantFrom(...FRAGMENTS, ...BROKEN), 0, fragments).map((pieces) => Buffer.concat(pieces));
}
