// SPDX-License-Identifier: Apache-2.0
import { gzipSync } from 'node:zlib';
import type { Maker } from '../corpus/maker.ts';
import { BINARY, JSON_TYPE, type MaskedRow, masked, TEXT } from './row.ts';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
/** Few letters in a row are of no other text by chance. */
const BASE62 = `${LETTERS}${LETTERS.toUpperCase()}0123456789`;

const gzip = (m: Maker, text: string, options = {}): string => {
  const bytes = gzipSync(Buffer.from(text, 'latin1'), options).toString('latin1');
  // What is known of any is its first 10 bytes.
  m.keep(bytes.slice(10));
  return bytes;
};

const TEXTS: readonly [string, (m: Maker) => string][] = [
  ['JSON', (m) => gzip(m, JSON.stringify({ user: 'ada', note: m.random.text(LETTERS, 60) }))],
  ['stored, not compressed', (m) => gzip(m, m.random.text(BASE62, 60), { level: 0 })],
  ['long', (m) => gzip(m, m.random.text(LETTERS, 600))],
];

const of = (type: string): MaskedRow[] =>
  masked('gzip without Content-Encoding', type, TEXTS, {
    bare: 'binary',
    looks: ['word'],
    shows: [],
    onlyHttp: true,
    whenLost: 'unknown',
  });

export const GZIP: readonly MaskedRow[] = [...of(BINARY), ...of(JSON_TYPE), ...of(TEXT)].map((row) => ({
  ...row,
  name: `${row.name}, ${row.contentType}`,
}));
