// SPDX-License-Identifier: Apache-2.0
import { CLOSE_BRACE, CLOSE_BRACKET, COMMA, OPEN_BRACE, OPEN_BRACKET, QUOTE } from '../bytes.ts';
import type { Plan, Undecided } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import { isQuote, isWhite, rawUnit, type Unit, type View } from '../units.ts';
import { Cursor } from './cursor.ts';
import { itemAt } from './items.ts';
import { isKeyByte } from './key-text.ts';
import { MAX_OBJECT, NO_MEMBER, toMember, VALUE_MEMBER } from './members.ts';
import { nextLine } from './yaml.ts';

/** The next value of a list, behind the end of one. */
export function findNext(view: View, valueEnd: number, last: Plan): Plan | Undecided | undefined {
  const { isEncoded } = last;
  view.isEncoded = isEncoded === true;
  const cursor = new Cursor(view, valueEnd);
  const plan =
    last.more === 'lines'
      ? nextLine(cursor, last)
      : last.more === 'members'
        ? nextMember(cursor, last)
        : nextItem(cursor, last);
  if (plan !== undefined && isEncoded && !cursor.isCut) return { ...plan, isEncoded };
  return cursor.isCut ? { heldFrom: cursor.at } : plan;
}

function nextItem(cursor: Cursor, { key, frame, doubt, depth: opened = 0 }: Plan): Plan | undefined {
  if (frame !== undefined) cursor.takes(frame.code);
  let depth = opened;
  for (const limit = cursor.at + MAX_OBJECT; cursor.at < limit; ) {
    cursor.skip(isWhite);
    if (depth > 0 && cursor.takes(CLOSE_BRACKET) !== undefined) {
      depth -= 1;
      continue;
    }
    if (cursor.takes(COMMA) === undefined) return undefined;
    cursor.skip(isWhite);
    while (cursor.takes(OPEN_BRACKET) !== undefined) {
      depth += 1;
      cursor.skip(isWhite);
    }
    const item = itemAt(cursor, key, doubt, depth);
    if (item !== undefined || !skipItem(cursor, frame ?? rawUnit(QUOTE), limit)) return item;
  }
  return undefined;
}

/** Goes on behind an item that has no value of the key: an object, a literal, nothing. */
function skipItem(cursor: Cursor, quote: Unit, limit: number): boolean {
  if (cursor.takes(OPEN_BRACE) !== undefined) {
    toMember(cursor, quote, NO_MEMBER, limit);
    cursor.takes(CLOSE_BRACE);
  } else cursor.skip((code) => isKeyByte[code] === 1 && code !== OPEN_BRACKET && code !== CLOSE_BRACKET);
  return !cursor.isCut;
}

/** A further value of the object whose name says that they are secret: `"newValue":"S","oldValue":"S"`. */
function nextMember(
  cursor: Cursor,
  { key, frame, quote, doubt, holders = VALUE_MEMBER, depth = 0 }: Plan,
): Plan | undefined {
  if (frame !== undefined && isQuote(frame.code)) cursor.takes(frame.code);
  if (quote === undefined) return undefined;
  for (const limit = cursor.at + MAX_OBJECT; !toMember(cursor, quote, holders, limit); ) {
    // The next object of a list of them.
    if (depth === 0 || cursor.isCut || cursor.at >= limit || cursor.takes(CLOSE_BRACE) === undefined) return undefined;
    cursor.skip(isWhite);
    if (cursor.takes(COMMA) === undefined) return undefined;
    cursor.skip(isWhite);
    if (cursor.takes(OPEN_BRACE) === undefined) return undefined;
  }
  cursor.skip(isWhite);
  const opening = cursor.peek();
  if (opening === undefined || !isQuote(opening.code)) return undefined;
  const at = cursor.at + opening.length;
  return { at, key, syntax: SYNTAXES.string, doubt, frame: opening, quote, holders, depth, more: 'members' };
}
