// SPDX-License-Identifier: Apache-2.0
import { AMPERSAND, byteSet, CLOSE_BRACKET, COLON, EQUALS, QUOTE } from '../bytes.ts';
import { type Found, type Plan, ruleName } from '../plan.ts';
import { endsEncoded, SYNTAXES } from '../syntaxes.ts';
import type { Names } from '../tables/names.ts';
import {
  isBlank,
  isEncodedStyle,
  isLineEnd,
  isQuote,
  isSameQuote,
  isWhite,
  quoteBefore,
  textOf,
  type Unit,
  unitBefore,
  type View,
} from '../units.ts';
import { FLAG_MEMBER, FLAG_VALUE, takesText } from './beside.ts';
import { Cursor } from './cursor.ts';
import { isKeyByte, isQuotedKeyByte, MAX_AHEAD, MAX_KEY, nameOf } from './key-text.ts';
import { MAX_OBJECT, NAME_MEMBER, toMember } from './members.ts';
import { namedInTag } from './tags.ts';

/** What names the value before it, or says that it is secret. */
const NAME_OR_FLAG = new RegExp(`${NAME_MEMBER.source}|${FLAG_MEMBER.source}`, 'i');
const FLAG_BEFORE = new RegExp(`["'\`]${FLAG_MEMBER.source.slice(1, -1)}["'\`]\\s*:\\s*$`, 'i');
const LONGEST_FLAG = 48;
/** A URL may be a name. */
const MAX_NAME = 2 * MAX_KEY;
/** The type of a variable in Octopus, of a parameter in AWS, of a field in 1Password. */
const SENSITIVE = /^(?:sensitive|securestring|concealed)$/i;
/** The line that has the name of the value above it. */
const NAMED_LINE = /^[ \t]*(?:name|key): +["']?([\w.-]+)["']?\s*$/i;

const beginsPair = byteSet({ bytes: '&?=[."\n' });
const endsPair = byteSet({ ranges: '\0- ', bytes: '&"<>' });
const NAME_PAIR = /^[\w.-]*[[.]?(?:name|key)\]?$/i;

/** A value that stands before its name, `{"value":"S","name":"password"}`; `length`: of the word for it that ends there. */
export function findNamed(view: View, wordEnd: number, length: number, names: Names): Found {
  const quote = quoteBefore(view, wordEnd - length);
  if (quote !== undefined) {
    view.isEncoded = isEncodedStyle[quote.style];
    const found = namedInObject(view, wordEnd, quote, names) ?? namedInForm(view, wordEnd, length, names);
    return view.isEncoded && found !== undefined && 'syntax' in found ? { ...found, isEncoded: true } : found;
  }
  return (
    namedInLine(view, wordEnd, length, names) ??
    namedInForm(view, wordEnd, length, names) ??
    namedInTag(view, wordEnd, length, names)
  );
}

/** `- value: S` and on the next line `name: DB_PASSWORD`. */
function namedInLine(view: View, wordEnd: number, length: number, names: Names): Found {
  const cursor = new Cursor(view, wordEnd);
  view.isEncoded = isEncodedStyle[cursor.peek()?.style ?? 'raw'];
  if (cursor.takes(COLON) === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  const before = textOf(view, Math.max(0, wordEnd - length - 32), wordEnd - length);
  if (!/(?:^|[\n"'=])[ \t]*(?:- +)?$/.test(before)) return undefined;
  cursor.skip(isBlank);
  const start = cursor.at;
  const opening = cursor.peek();
  for (let unit = opening; unit !== undefined && !isLineEnd(unit.code); unit = cursor.peek()) {
    if (cursor.at - start > MAX_AHEAD) return undefined;
    cursor.at += unit.length;
  }
  const frame = cursor.takesLineEnd();
  const nameAt = cursor.at;
  for (
    let unit = cursor.peek();
    unit !== undefined && !isLineEnd(unit.code) && cursor.at - nameAt < MAX_KEY;
    unit = cursor.peek()
  ) {
    // What is escaped less ends the string around the lines, and a raw sign the pair.
    if (unit.code === QUOTE && unit.level < (frame?.level ?? 0)) break;
    if (view.isEncoded && endsEncoded[view.bytes[cursor.at] ?? 0] === 1) break;
    cursor.at += unit.length;
  }
  const [, name = ''] = NAMED_LINE.exec(textOf(view, nameAt, cursor.at)) ?? [];
  if (cursor.isCut) return { heldFrom: start };
  const key = names.isKnownHeader(name) ? names.ofHeader(name) : names.ofKey(name);
  if (key === undefined || opening === undefined) return undefined;
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  if (isQuote(opening.code))
    return { at: start + opening.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: opening, ...encoding };
  return {
    at: start,
    key,
    syntax: SYNTAXES.yaml,
    doubt: 'none',
    ...encoding,
    ...(frame !== undefined && frame.level > 0 && { frame }),
  };
}

/** `value=S&key=DB_PASSWORD`: a pair that another one behind it gives its name. */
function namedInForm(view: View, wordEnd: number, length: number, names: Names): Found {
  const before = unitBefore(view, wordEnd - length);
  if (before !== undefined && beginsPair[before.code] === 0) return undefined;
  if (before === undefined && !view.isStart) return undefined;
  const cursor = new Cursor(view, wordEnd);
  view.isEncoded = isEncodedStyle[cursor.peek()?.style ?? 'raw'];
  cursor.takes(CLOSE_BRACKET);
  if (cursor.takes(EQUALS) === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  const start = cursor.at;
  cursor.skip((code) => endsPair[code] === 0, MAX_AHEAD);
  if (cursor.takes(AMPERSAND) === undefined) return cursor.isCut ? { heldFrom: start } : undefined;
  const nameAt = cursor.at;
  cursor.skip((code) => isKeyByte[code] === 1, MAX_KEY);
  const isName = NAME_PAIR.test(textOf(view, nameAt, cursor.at)) && cursor.takes(EQUALS) !== undefined;
  const from = cursor.at;
  if (isName) cursor.skip((code) => isKeyByte[code] === 1, MAX_KEY);
  if (cursor.isCut) return { heldFrom: start };
  const key = isName ? names.ofKey(textOf(view, from, cursor.at)) : undefined;
  const encoding = view.isEncoded ? ({ isEncoded: true } as const) : {};
  return key && { at: start, key, syntax: SYNTAXES.query, doubt: 'none', ...encoding };
}

function namedInObject(view: View, wordEnd: number, quote: Unit, names: Names): Found {
  const cursor = new Cursor(view, wordEnd);
  const closing = cursor.peek();
  const at = cursor.isCut ? wordEnd : undefined;
  if (at !== undefined) return { heldFrom: at };
  if (closing === undefined || !isSameQuote(closing, quote)) return undefined;
  cursor.at += closing.length;
  cursor.skip(isWhite);
  if (cursor.takes(COLON) === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  cursor.skip(isWhite);
  const opening = cursor.peek();
  if (opening === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  if (!isSameQuote(opening, quote)) return undefined;
  const start = cursor.at + opening.length;
  const plan = (rule: string): Plan => ({
    at: start,
    key: ruleName(rule),
    syntax: SYNTAXES.string,
    frame: opening,
    doubt: 'none',
  });
  while (toMember(cursor, quote, NAME_OR_FLAG, start + MAX_OBJECT)) {
    cursor.skip(isWhite);
    if (FLAG_BEFORE.test(textOf(view, Math.max(start, cursor.at - LONGEST_FLAG), cursor.at))) {
      if (takesText(cursor, FLAG_VALUE)) return plan('secret');
      if (cursor.isCut) break;
      continue;
    }
    const named = cursor.peek();
    if (named === undefined || !isSameQuote(named, quote)) break;
    const from = cursor.at + named.length;
    cursor.at = from;
    cursor.skip((code) => isQuotedKeyByte[code] === 1, MAX_NAME);
    const end = cursor.peek();
    if (end !== undefined && isSameQuote(end, quote)) {
      const text = textOf(view, from, cursor.at);
      const key = nameOf(names, text);
      if (key !== undefined) return { ...plan(key.rule), key };
      if (SENSITIVE.test(text)) return plan('secret');
    }
    cursor.at = from - named.length;
  }
  if (cursor.at >= start + MAX_OBJECT) return plan('limit');
  return cursor.isCut ? { heldFrom: start } : undefined;
}
