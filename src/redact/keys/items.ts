// SPDX-License-Identifier: Apache-2.0
import type { Doubt, Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isQuote, isWhite, type Unit } from '../units.ts';
import { Cursor } from './cursor.ts';
import { isDigit } from './key-text.ts';

const LETTER_B = 0x62;

/** The text or number of a list that begins at the cursor. */
export function itemAt(cursor: Cursor, key: SecretName, doubt: Doubt, depth = 0): Plan | undefined {
  cursor.skip(isWhite);
  const quote = quoteAt(cursor);
  if (quote === undefined) return undefined;
  if (isQuote(quote.code))
    return { at: cursor.at + quote.length, key, syntax: SYNTAXES.string, frame: quote, doubt, more: 'items', depth };
  return isDigit[quote.code] === 1
    ? { at: cursor.at, key, syntax: SYNTAXES.word, doubt, more: 'items', depth }
    : undefined;
}

/** What begins an item; Python's bytes have a letter before their quote. */
function quoteAt(cursor: Cursor): Unit | undefined {
  const first = cursor.peek();
  if (first?.code !== LETTER_B) return first;
  const ahead = new Cursor(cursor.view, cursor.at + first.length);
  const quote = ahead.peek();
  cursor.isCut ||= ahead.isCut;
  if (quote === undefined || !isQuote(quote.code)) return first;
  cursor.at = ahead.at;
  return quote;
}
