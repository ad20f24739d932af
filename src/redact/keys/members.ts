// SPDX-License-Identifier: Apache-2.0
import { byteSet, CLOSE_BRACE, CLOSE_BRACKET, COLON, inverse, OPEN_BRACE, OPEN_BRACKET } from '../bytes.ts';
import { work } from '../credit.ts';
import { closesString, isSameQuote, isWhite, textOf, type Unit } from '../units.ts';
import type { Cursor } from './cursor.ts';

/** Neither a quote, nor an escape, nor a bracket. */
const isPlainInObject = inverse(byteSet({ bytes: '"\'`%&\\{}[]' }));
/** The member that holds the value of the name beside it. */
export const VALUE_MEMBER =
  /^(?:(?:old|new|current|previous|default|secret|parameter|param|property|field|input|variable|string|option|header|attribute|setting|before|after)?[-_]?values?|val|v|new|old|(?:from|to)_?string|content|data|answer)$/i;
/** The same in an object that belongs to a secret's key. */
export const SECRET_MEMBER =
  /^(?:(?:old|new|current|previous|default|plain|raw|secret|string)?[-_]?value|old|new|current|previous|default|plain|plaintext|digest)$/i;
/** The same below a token's: of Keystone, and of what has a key for each. */
export const TOKEN_MEMBER = new RegExp(`${SECRET_MEMBER.source}|^(?:id|key)$`, 'i');
/** Goes to the end of the object. */
export const NO_MEMBER = /^\b$/;
/** The member that holds a name. */
export const NAME_MEMBER =
  /^(?:\w{0,16}?(?:name|key)|path|type|id|k|label|field|title|question|header|prop|property|param|parameter|attribute|setting|option|variable|env)$/i;
/** So far is read for a member. */
export const MAX_OBJECT = 4_096;

/**
 * Goes on to the value of a member of this object whose name the pattern knows. `quote`: how names are quoted, and so
 * the strings whose braces mean nothing. `deepest`: it may stand in so many objects and lists below; `least`: and behind the
 * end of this one and of those around it, below zero.
 */
export function toMember(
  cursor: Cursor,
  quote: Unit,
  name: RegExp,
  limit = cursor.at + MAX_OBJECT,
  deepest = 0,
  least = 0,
): boolean {
  const { view } = cursor;
  let depth = 0;
  let opened = -1;
  while (cursor.at < limit) {
    const from = cursor.at;
    while (cursor.at < view.end && isPlainInObject[view.bytes[cursor.at] ?? 0] === 1) cursor.at += 1;
    work.done += 1 + ((cursor.at - from) >> 3);
    const unit = cursor.peek();
    if (unit === undefined) return false;
    if (opened >= 0 ? closesString(unit, quote) : isSameQuote(unit, quote)) {
      if (opened >= 0 && depth <= deepest && unit.level === quote.level && name.test(textOf(view, opened, cursor.at))) {
        const back = cursor.at;
        cursor.at += unit.length;
        cursor.skip(isWhite);
        if (cursor.takes(COLON) !== undefined || cursor.isCut) return !cursor.isCut;
        cursor.at = back;
      }
      opened = opened >= 0 ? -1 : cursor.at + unit.length;
    } else if (opened < 0 && (unit.code === OPEN_BRACE || unit.code === OPEN_BRACKET)) depth += 1;
    else if (opened < 0 && (unit.code === CLOSE_BRACE || unit.code === CLOSE_BRACKET)) {
      depth -= 1;
      if (depth < least) return false;
    }
    cursor.at += unit.length;
  }
  return false;
}
