// SPDX-License-Identifier: Apache-2.0

import { byteSet } from './bytes.ts';
import type { Reading, Syntax } from './plan.ts';
import { type Unit, unitAt, type View } from './units.ts';

const WHITE = '\0- ';
const LINE = '\n\r\0';

/** What ends a percent-encoded text. */
export const endsEncoded = byteSet({ ranges: WHITE, bytes: '&"<>' });

/** One row a syntax. */
export const SYNTAXES = {
  string: { name: 'string', ends: byteSet({}), isQuoted: true },
  header: { name: 'header', ends: byteSet({ bytes: '\r\n' }), folds: true, isCertain: true },
  /** A part of a form with several. */
  part: { name: 'part', ends: byteSet({}), isCertain: true },
  line: { name: 'line', ends: byteSet({ bytes: LINE }), continues: true },
  /** The same with a comment behind it. */
  yaml: { name: 'line', ends: byteSet({ bytes: LINE }), hasComments: true },
  /** A line of pairs, or one pair that has the line. */
  pairs: { name: 'pairs', ends: byteSet({ bytes: LINE }), endsAtPair: true, continues: true },
  /** The same of an environment: its values have any sign. */
  variable: { name: 'pairs', ends: byteSet({ bytes: LINE }), continues: true },
  form: { name: 'form', ends: byteSet({ bytes: '&\r\n' }), continues: true },
  query: { name: 'query', ends: byteSet({ ranges: WHITE, bytes: '&#"<>' }) },
  /** The same in a line without quotes and tags: they are of the value. */
  lineQuery: { name: 'query', ends: byteSet({ ranges: WHITE, bytes: '&' }) },
  lineList: { name: 'list', ends: byteSet({ ranges: WHITE, bytes: ';' }) },
  list: { name: 'list', ends: byteSet({ ranges: WHITE, bytes: ';"<>' }), endsAtPair: true },
  /** Between blanks, in a sentence, a log or a command. */
  word: { name: 'word', ends: byteSet({ ranges: WHITE, bytes: '"\'`,;<>|)]}&' }) },
  /** Of a log that is made of pairs with a blank between them. */
  field: { name: 'field', ends: byteSet({ ranges: WHITE }) },
  /** Of a command, or a variable before one. */
  argument: { name: 'argument', ends: byteSet({ ranges: WHITE, bytes: '"\'`,;' }) },
  /** Of lines whose values have one of these signs between them. */
  commaCell: { name: 'cell', ends: byteSet({ bytes: `,${LINE}` }) },
  semicolonCell: { name: 'cell', ends: byteSet({ bytes: `;${LINE}` }) },
  tabCell: { name: 'cell', ends: byteSet({ bytes: `\t${LINE}` }) },
  /** Between vertical lines. */
  pipeCell: { name: 'cell', ends: byteSet({ bytes: `|${LINE}` }) },
  boxCell: { name: 'cell', ends: byteSet({ bytes: `\xe2${LINE}` }) },
  element: { name: 'element', ends: byteSet({ bytes: '<' }) },
  cdata: { name: 'cdata', ends: byteSet({ bytes: ']' }), isCdata: true },
  attribute: { name: 'attribute', ends: byteSet({ ranges: WHITE, bytes: '>' }) },
  braced: { name: 'braced', ends: byteSet({ bytes: '}\n' }), isDoubled: true },
  /** A private key in armour, to the line that ends it. */
  pem: { name: 'pem', ends: byteSet({}), isCertain: true },
  /** So many bytes as were told. */
  bytes: {
    name: 'bytes',
    ends: byteSet({}),
    read: ({ end }, at, start, { length = 0 }) => ({
      at: Math.max(at, Math.min(end, start + length)),
      isEnd: start + length <= end,
    }),
  },
  /** Up to the same mark that it began with. */
  dollars: {
    name: 'dollars',
    ends: byteSet({}),
    read: (view, at, _, { boundary = '', isEncoded = false }) => toBoundary(view, at, boundary, isEncoded),
  },
  block: { name: 'block', ends: byteSet({}), isBlock: true },
} as const satisfies Record<string, Syntax>;

/** Up to that text, however its characters are written. */
function toBoundary(view: View, from: number, boundary: string, isEncoded: boolean): Reading {
  let at = from;
  for (let unit = unitAt(view, at); unit !== undefined; unit = unitAt(view, at)) {
    let [behind, length] = [unit as Unit | undefined, 0];
    let next = at;
    for (; length < boundary.length && behind?.code === boundary.charCodeAt(length); length += 1) {
      next += behind.length;
      behind = unitAt(view, next);
    }
    if (length === boundary.length) return { at, isEnd: true };
    if (behind === undefined && !view.isEnded) break;
    if (isEncoded && unit.style === 'raw' && endsEncoded[unit.code] === 1) return { at, isEnd: true };
    at += unit.length;
  }
  return { at, isEnd: false };
}
