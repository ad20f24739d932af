// SPDX-License-Identifier: Apache-2.0

import { byteSet } from './byte-set.ts';
import type { Plan } from './plan.ts';
import type { View } from './units.ts';

/** What is before the index is read; the value ends there, or goes on. */
export interface Reading {
  readonly at: number;
  readonly isEnd: boolean;
}

/** How a value is written: what ends it. */
export interface Syntax {
  readonly name: string;
  /** Characters that end it. */
  readonly ends: Uint8Array;
  /** It has quotes, and ends with the same. */
  readonly isQuoted?: true;
  /** A line that begins with a blank continues it (RFC 9112, 5.2). */
  readonly folds?: true;
  /** `&name=` ends it, and no other ampersand does. */
  readonly endsAtPair?: true;
  /** A backslash at the end of its line lets it go on. */
  readonly continues?: true;
  /** A number sign behind a blank ends it. */
  readonly hasComments?: true;
  /** What ends it is of the value where it is written twice. */
  readonly isDoubled?: true;
  /** Lines that are indented more than the key belong to it. */
  readonly isBlock?: true;
  /** It consists of certain bytes alone, escapes included: those that are not in `ends`. */
  readonly body?: true;
  /** Its beginning is proof enough. */
  readonly isCertain?: true;
  /** `]]>` ends it. */
  readonly isCdata?: true;
  /** It has a reader of its own, which goes on at the index, and knows where the value began. */
  read?(view: View, at: number, start: number, plan: Plan): Reading;
}

const WHITE = '\0- ';
const LINE = '\n\r\0';

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
  form: { name: 'form', ends: byteSet({ bytes: '&\r\n' }), continues: true },
  query: { name: 'query', ends: byteSet({ ranges: WHITE, bytes: '&#"<>' }) },
  /** The same in a line without quotes and tags: they are of the value. */
  lineQuery: { name: 'query', ends: byteSet({ ranges: WHITE, bytes: '&' }) },
  lineList: { name: 'list', ends: byteSet({ ranges: WHITE, bytes: ';' }) },
  list: { name: 'list', ends: byteSet({ ranges: WHITE, bytes: ';"<>' }), endsAtPair: true },
  /** Between blanks, in a sentence, a log or a command. */
  word: { name: 'word', ends: byteSet({ ranges: WHITE, bytes: '"\'`,;<>|)]}&' }) },
  /** Of a command, or a variable before one. */
  argument: { name: 'argument', ends: byteSet({ ranges: WHITE, bytes: '"\'`,;' }) },
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
  block: { name: 'block', ends: byteSet({}), isBlock: true },
} as const satisfies Record<string, Syntax>;
