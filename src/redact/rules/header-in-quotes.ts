// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';
import { isKnownHeader, ruleOfHeader } from './key-names.ts';

const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const MAX_BACKSLASHES = 16;
const ESCAPED_LINE_END = /^[rn]/;
const isQuote = byteSet({ bytes: '"\'`' });

export interface Quotes {
  quote: number;
  /** Backslashes before the quotes. */
  level: number;
}

/** The rule for a known header field that starts, at the index, a quoted text or an escaped line in one. */
export function headerInQuotes(
  bytes: Buffer,
  first: number,
  text: string,
): { rule: string; quotes: Quotes } | undefined {
  const before = bytes[first - 1] ?? 0;
  if (before !== BACKSLASH && isQuote[before] === 0) return undefined;
  const isEscaped = before === BACKSLASH;
  const name = isEscaped ? text.replace(ESCAPED_LINE_END, '') : text;
  const rule = isKnownHeader(name) && (!isEscaped || name !== text) ? ruleOfHeader(name) : undefined;
  if (rule === undefined) return undefined;
  const last = isEscaped ? first : first - 1;
  let count = 0;
  while (bytes[last - 1 - count] === BACKSLASH && count < MAX_BACKSLASHES) count += 1;
  return { rule, quotes: isEscaped ? { quote: QUOTE, level: count - 1 } : { quote: before, level: count } };
}
