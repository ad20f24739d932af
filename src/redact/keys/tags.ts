// SPDX-License-Identifier: Apache-2.0
import { COLON, EQUALS, EXCLAMATION, GREATER, isAlphanumeric, LESS, PERCENT, PLUS, SLASH, SPACE } from '../bytes.ts';
import { work } from '../credit.ts';
import type { Found, Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { Names, SecretName } from '../tables/names.ts';
import { isQuote, isSameQuote, isWhite, textOf, type Unit, unitBefore, type View } from '../units.ts';
import { Cursor, endsString, type Reader } from './cursor.ts';
import { isKeyByte, MAX_AHEAD, MAX_KEY, nameOf } from './key-text.ts';
import { endsCode } from './place.ts';

/** Attributes and elements that give a name to a value beside them, before that name. */
const NAMING_ATTRIBUTE = /[\s\\](?:name|id|key|property|itemprop|type)\s*=\s*["']?$/i;
/** Attributes that hold the value of the name beside them. */
const VALUE_ATTRIBUTE = /^(?:value|content|val|placeholdervalue)$/i;
const NAMING_TAG = /<(?:[\w-]*(?:name|key)|n|k)>\s*$/i;
/** Elements whose content is the value of their name. */
const HOLDING_ELEMENT =
  /<(?:[\w-]+:)?(?:property|entry|string|param|parameter|textarea|field|setting|arg|value|data|item|add|key|option|attribute|secret|variable|var|env|prop|column|cell)\s[^<>]*$/i;
/** Elements around a value, within the element of its key. */
const HOLDING_TAG = /^(?:[\w-]+:)?(?:(?:[\w-]*-|parameter|default|attribute)?value|string|data|v|val|text|content)$/i;
/** Attributes that hold a name. */
const NAMED_ATTRIBUTE = /^(?:name|id|key|property|itemprop|type)$/i;
/** A word and a blank: between that and another blank it is no tag, but stands for a value. */
const IN_SENTENCE = /[\w:=,.-] $/;
/** Elements between a name and its value, and how long one of them may be. */
const MOST_SIBLINGS = 4;
const MAX_SIBLING = 512;
/** What a tag takes besides its characters. */
const TAG_COST = 260;

interface Attribute {
  readonly name: string;
  /** Where its value begins, behind the quote. */
  readonly at: number;
  readonly quote: Unit | undefined;
  readonly text: string;
  /** More of it may come. */
  readonly isCut: boolean;
}

/** The rest of a tag: attributes with a value, and whether the element has content. */
function readTag(cursor: Cursor): { attributes: Attribute[]; end: 'open' | 'closed' | 'none' } {
  work.done += TAG_COST;
  const attributes: Attribute[] = [];
  const { view } = cursor;
  const limit = cursor.at + MAX_AHEAD;
  let nameAt = -1;
  let last: Unit | undefined;
  while (cursor.at < limit) {
    const unit = cursor.peek();
    if (unit === undefined || unit.code === LESS) return { attributes, end: 'none' };
    const { at } = cursor;
    cursor.at += unit.length;
    if (unit.code === GREATER) return { attributes, end: last?.code === SLASH ? 'closed' : 'open' };
    if (unit.code === EQUALS && nameAt >= 0) {
      const name = textOf(view, nameAt, at).trim();
      nameAt = -1;
      cursor.skip(isWhite);
      const quote = cursor.peek();
      if (quote === undefined) return { attributes, end: 'none' };
      const isQuoted = isQuote(quote.code);
      if (isQuoted) cursor.at += quote.length;
      const start = cursor.at;
      for (let value = cursor.peek(); ; value = cursor.peek()) {
        const isEnd =
          value !== undefined && (isQuoted ? isSameQuote(value, quote) : isWhite(value.code) || value.code === GREATER);
        if (value === undefined || isEnd || cursor.at > limit) break;
        cursor.at += value.length;
      }
      attributes.push({
        name,
        at: start,
        quote: isQuoted ? quote : undefined,
        text: textOf(view, start, cursor.at),
        isCut: cursor.isCut,
      });
      if (cursor.isCut) return { attributes, end: 'none' };
      if (isQuoted) cursor.takes(quote.code);
    } else if (isWhite(unit.code)) {
      if (!isWhite(last?.code) && nameAt >= 0 && cursor.peek()?.code !== EQUALS) nameAt = -1;
    } else if (nameAt < 0) nameAt = at;
    last = unit;
  }
  return { attributes, end: 'none' };
}

function attributePlan(cursor: Cursor, key: SecretName, { at, quote }: Attribute): Plan {
  cursor.isCut = false;
  if (quote !== undefined) return { at, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
  return { at, key, syntax: SYNTAXES.attribute, doubt: 'none' };
}

/** Behind the end of the tag, if it is one that has content. */
function toTagEnd(cursor: Cursor): boolean {
  let quote: Unit | undefined;
  let last: Unit | undefined;
  for (const limit = cursor.at + MAX_AHEAD; cursor.at < limit; ) {
    const unit = cursor.peek();
    if (unit === undefined || (unit.code === LESS && quote === undefined)) return false;
    cursor.at += unit.length;
    if (quote !== undefined) {
      if (isSameQuote(unit, quote)) quote = undefined;
    } else if (isQuote(unit.code)) quote = unit;
    else if (unit.code === GREATER) return last?.code !== SLASH;
    last = unit;
  }
  return false;
}

/** What stands between tags, perhaps in elements that hold a value: `<value><string>S`. */
function contentOf(cursor: Cursor, key: SecretName, opening?: Unit): Plan | undefined {
  const { view } = cursor;
  // Tags that are written as escapes end what is between them.
  const frame = opening !== undefined && opening.style !== 'raw' ? { frame: opening } : {};
  for (let tags = 0; tags < 4; tags += 1) {
    cursor.skip(isWhite);
    const start = cursor.at;
    const less = cursor.peek();
    if (less === undefined) return undefined;
    // The string ends that has a placeholder: `--password <password>`.
    if (endsString(cursor)) return undefined;
    if (less.code !== LESS) return { at: start, key, syntax: SYNTAXES.element, doubt: 'element', ...frame };
    cursor.at += less.length;
    if (cursor.takes(EXCLAMATION) !== undefined) {
      const isCdata = [...'[CDATA['].every((letter) => cursor.takes(letter.charCodeAt(0)) !== undefined);
      return isCdata ? { at: cursor.at, key, syntax: SYNTAXES.cdata, doubt: 'none' } : undefined;
    }
    const nameAt = cursor.at;
    cursor.skip((code) => isKeyByte[code] === 1 || code === COLON, MAX_KEY);
    if (!HOLDING_TAG.test(textOf(view, nameAt, cursor.at)) || !toTagEnd(cursor)) return undefined;
  }
  return undefined;
}

/** `Promise<Session> {`: a type of a program, before what goes on with the program. */
function isTypeArgument(cursor: Cursor, start: number): boolean {
  const { view } = cursor;
  const less = unitBefore(view, start);
  const before = less?.code === LESS ? unitBefore(view, start - less.length) : undefined;
  if (before === undefined || isAlphanumeric[before.code] === 0) return false;
  const next = cursor.peek();
  return next !== undefined && (isWhite(next.code) || next.code === GREATER || endsCode[next.code] === 1);
}

/** `<password Type="x">`: its content. */
export function elementOf(reader: Reader, text: string, start: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const key = names.ofKey(text.slice(text.lastIndexOf(':') + 1));
  const namespace = /[\w.-]+:$/.exec(textOf(view, Math.max(0, start - 32), start))?.[0].length ?? 0;
  if (key === undefined || !toTagEnd(cursor) || endsString(cursor)) return undefined;
  if (isTypeArgument(cursor, start)) return undefined;
  if (cursor.peek()?.code === SPACE && IN_SENTENCE.test(textOf(view, Math.max(0, start - 3), start - 1)))
    return undefined;
  return contentOf(cursor, key, unitBefore(view, start - namespace));
}

/** Goes on behind an element that has text alone. */
function skipElement(cursor: Cursor): boolean {
  const limit = cursor.at + MAX_SIBLING;
  cursor.takes(LESS);
  const first = cursor.peek();
  if (first === undefined || isKeyByte[first.code] === 0 || !toTagEnd(cursor)) return false;
  for (let unit = cursor.peek(); unit !== undefined && unit.code !== LESS; unit = cursor.peek()) {
    if (cursor.at > limit) return false;
    cursor.at += unit.length;
  }
  cursor.takes(LESS);
  return cursor.takes(SLASH) !== undefined && toTagEnd(cursor);
}

/** A name between tags: `<key>password</key><string>S`. */
export function nameInElement(reader: Reader, text: string, start: number): Plan | undefined {
  const { cursor, names, view } = reader;
  if (!NAMING_TAG.test(textOf(view, Math.max(0, start - 48), start))) return undefined;
  const key = nameOf(names, text);
  if (key === undefined || cursor.takes(LESS) === undefined || cursor.takes(SLASH) === undefined) return undefined;
  if (!toTagEnd(cursor)) return undefined;
  for (let siblings = 0; siblings < MOST_SIBLINGS; siblings += 1) {
    cursor.skip(isWhite);
    if (cursor.peek()?.code !== LESS) return undefined;
    const { at } = cursor;
    const plan = contentOf(cursor, key);
    if (plan !== undefined || cursor.isCut) return plan;
    cursor.at = at;
    if (!skipElement(cursor)) return undefined;
  }
  return undefined;
}

/** A name in an attribute: `<input name="token" value="S">`, `<property name="password">S`. */
export function nameInTag(reader: Reader, text: string, valueAt: number): Plan | undefined {
  const { cursor, names, view } = reader;
  if (!NAMING_ATTRIBUTE.test(textOf(view, Math.max(0, valueAt - 48), valueAt))) return undefined;
  const key = nameOf(names, text);
  if (key === undefined) return undefined;
  const tag = readTag(cursor);
  const value = tag.attributes.find(({ name }) => VALUE_ATTRIBUTE.test(name));
  if (value !== undefined) return attributePlan(cursor, key, value);
  const isHolder = HOLDING_ELEMENT.test(textOf(view, Math.max(0, valueAt - 112), valueAt));
  return isHolder && tag.end === 'open' && !cursor.isCut ? contentOf(cursor, key) : undefined;
}

/** `<input value="S" type="password">`, `<meta content="S" name="csrf-token">`. */
export function namedInTag(view: View, wordEnd: number, length: number, names: Names): Found {
  const next = view.bytes[wordEnd] ?? 0;
  if (wordEnd < view.end && next !== EQUALS && next !== PERCENT && !isWhite(next)) return undefined;
  const before = unitBefore(view, wordEnd - length);
  view.isEncoded = view.bytes[wordEnd - length - 1] === PLUS;
  if (!view.isEncoded && !isWhite(before?.code)) return undefined;
  const cursor = new Cursor(view, wordEnd);
  cursor.skip(isWhite);
  // Else it is a word of a text, and no tag need be read: memcached answers with `VALUE tea 0 5`.
  if (cursor.peek()?.code !== EQUALS) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  cursor.at = wordEnd - length;
  const tag = readTag(cursor);
  const [value, ...others] = tag.attributes;
  if (value === undefined) return cursor.isCut ? { heldFrom: cursor.at } : undefined;
  if (value.at - wordEnd > 16) return undefined;
  // A program's variable: `value = list[i];`.
  if (value.quote === undefined && isWhite(next)) return undefined;
  for (const { name, text, isCut } of others) {
    const named = NAMED_ATTRIBUTE.test(name) && !isCut ? text : '';
    const key = names.isKnownHeader(named) ? names.ofHeader(named) : names.ofKey(named);
    if (key === undefined) continue;
    cursor.isCut = false;
    const plan = attributePlan(cursor, key, value);
    return view.isEncoded ? { ...plan, isEncoded: true } : plan;
  }
  return cursor.isCut ? { heldFrom: value.at } : undefined;
}
