// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';
import { decodeKey } from './decode-key.ts';
import { hints, MAX_KEY } from './key-hints.ts';
import { ruleOfKey } from './key-names.ts';

const NAMESPACED = /^[\w.-]+:[\w.-]+$/;
// Of secrets in a store; of files and MIME types too, which are none.
const PATH =
  /^(?!(?:application|audio|build|dist|font|image|lib|message|model|multipart|node_modules|src|test|text|types|video)\/)[\w.-]+\/[\w.-]+$/;
const MAX_BACKSLASHES = 8;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const isQuotedKeyByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.%[]$@/: \\()' });

export interface QuotedKey {
  rule: string;
  /** Index of the quote before it. */
  index: number;
  quote: number;
  /** Backslashes before the quotes: JSON in JSON. */
  level: number;
}

/** The secret's key between this quote and the one before. */
export function quotedKeyBefore(bytes: Buffer, end: number): QuotedKey | undefined {
  const quote = bytes[end] ?? 0;
  let level = 0;
  while (bytes[end - 1 - level] === BACKSLASH && level < MAX_BACKSLASHES) level += 1;
  const last = end - 1 - level;
  let first = last + 1;
  let state = 0;
  let isHinted = false;
  let hasEscape = false;
  for (let byte = bytes[first - 1]; byte !== undefined && isQuotedKeyByte[byte] === 1; byte = bytes[first - 1]) {
    if (last + 1 - first >= MAX_KEY) break;
    state = hints.next[256 * state + byte] ?? 0;
    if (hints.found[state] !== 0) isHinted = true;
    if (byte === BACKSLASH || byte === PERCENT) hasEscape = true;
    first -= 1;
  }
  const text = bytes.toString('latin1', first, last + 1);
  const isWhole = bytes[first - 1] === quote;
  const isEndOfKey = last + 1 - first === MAX_KEY && !text.includes(' ');
  if ((!isHinted && !hasEscape) || !(isWhole || isEndOfKey)) return undefined;
  // A colon and a blank stand in URLs and sentences, but one between two names is a namespace's.
  const isKey = !/[:/]/.test(text) || NAMESPACED.test(text) || PATH.test(text);
  const rule = isKey ? ruleOfKey(decodeKey(text, false)) : undefined;
  return rule === undefined ? undefined : { rule, index: first - 1, quote, level };
}
