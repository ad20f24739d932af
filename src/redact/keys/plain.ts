// SPDX-License-Identifier: Apache-2.0
import {
  byteSet,
  COLON,
  COMMA,
  DOT,
  EQUALS,
  LESS,
  OPEN_BRACE,
  OPEN_PAREN,
  QUESTION,
  SEMICOLON,
  SLASH,
  SPACE,
  STAR,
} from '../bytes.ts';
import type { Plan } from '../plan.ts';
import { isBlank, isLineEnd, isWhite, textOf, type Unit, unitAt, unitBefore } from '../units.ts';
import { boundByBlank } from './blank.ts';
import { inCall } from './calls.ts';
import { Cursor, type Reader } from './cursor.ts';
import { isKeyByte, MAX_KEY } from './key-text.ts';
import { emphasised, labelled } from './labelled.ts';
import { beginsArrow, boundByArrow, tuple } from './languages.ts';
import { nameInForm, nameInHead, nameInLine } from './named.ts';
import { isPairStart, isWithinForm, lineOf, type Place, placeOf } from './place.ts';
import { inRedis } from './redis.ts';
import { inRows, mayBeRow } from './rows.ts';
import { withWordBefore } from './sentence.ts';
import { boundByColon, boundByEquals } from './separators.ts';
import { elementOf, nameInElement, nameInTag } from './tags.ts';

/** What stands between a label and a tag, and how many characters that are. */
const isBeforeTag = byteSet({ bytes: ': \tiwas' });
const MAX_BEFORE_TAG = 12;
const mayBeBeforeTag = byteSet({ bytes: ': \t<%&\\+' });
/** Keys of forms have plus signs for blanks, and brackets. */
const isFormKeyByte = byteSet({ ranges: 'a-zA-Z0-9\x80-\xff', bytes: '_-.$[]+();' });

/** A key without quotes. */
export function readPlain(reader: Reader, start: number, before: Unit | undefined): Plan | undefined {
  const { cursor, view } = reader;
  const place = placeOf(view, start, before);
  const nameEnd = cursor.at;
  if (place === undefined) return undefined;
  if (view.formTo === undefined && !view.isEnded && start === 0 && isFormKeyByte[cursor.peek()?.code ?? 0] === 1) {
    cursor.isCut = true;
    return undefined;
  }
  const stored = inRedis(reader, start, before);
  if (stored !== undefined || cursor.isCut) return stored;
  cursor.at = nameEnd;
  const isInForm = place.name === 'pair' || (start === 0 && isWithinForm(view, start));
  // A plus sign in an encoded key is a blank.
  if (isInForm) cursor.skip((code) => isFormKeyByte[code] === 1 || (code === SPACE && view.isEncoded), MAX_KEY);
  const keyEnd = cursor.at;
  const text = textOf(view, start, keyEnd);
  if (place.name === 'tag' && cursor.peek()?.code !== EQUALS) return elementOf(reader, text, start);
  if (place.name === 'content') {
    const plan = nameInElement(reader, text, start);
    if (plan !== undefined || cursor.isCut) return plan;
    cursor.at = keyEnd;
  }
  const isEmphasised = before?.code === STAR;
  if (isEmphasised || isLabelled(cursor)) {
    const plan = isEmphasised ? emphasised(reader, start) : labelled(reader, start);
    // What is between tags yet may be another value of the key.
    if (plan === undefined) cursor.at = keyEnd;
    if (plan !== undefined || cursor.isCut) return plan;
  } else if (cursor.isCut) return undefined;
  const named = before?.code === EQUALS ? nameInForm(reader, text, start) : undefined;
  if (named !== undefined || cursor.isCut) return named;
  cursor.at = keyEnd;
  const blanks = cursor.skip(isBlank);
  const separatorAt = cursor.at;
  const separator = cursor.peek();
  if (separator === undefined) return undefined;
  if (blanks === 0 && (separator.code === OPEN_PAREN || separator.code === OPEN_BRACE))
    return inCall(reader, text, start, before);
  if (before?.code === EQUALS && !isPairStart(view, before) && separator.code !== EQUALS && separator.code !== COLON) {
    const mayBePart = isLineEnd(separator.code) || separator.code === SEMICOLON;
    return mayBePart ? nameInHead(reader, text, start) : nameInTag(reader, text, start);
  }
  const isRow = mayBeRow(cursor, start, separator.code);
  if (cursor.isCut) return undefined;
  if (isRow) {
    cursor.at = keyEnd;
    const plan = inRows(reader, start);
    if (plan !== undefined || cursor.isCut) return plan;
    cursor.at = separatorAt;
  }
  if (isLineEnd(separator.code) || separator.code === COMMA) {
    const plan = nameInLine(reader, text, start);
    if (plan !== undefined || cursor.isCut || separator.code !== COMMA) return plan;
    cursor.at = separatorAt;
  }
  // `PASSWORD ?= S` of make.
  if (separator.code === QUESTION && blanks > 0) {
    cursor.at += separator.length;
    const equals = cursor.peek();
    return equals?.code === EQUALS ? boundByEquals(reader, text, place, equals, blanks) : undefined;
  }
  if (separator.code === EQUALS || separator.code === COLON) {
    const wide =
      place.name === 'middle' ? widened(reader, start, keyEnd, isSpacedColon(cursor, separator) ? 2 : 0) : undefined;
    const [key, around] = wide ?? [nameAt(reader, start, text, place), place];
    return separator.code === EQUALS
      ? boundByEquals(reader, key, around, separator, blanks)
      : boundByColon(reader, key, around, separator);
  }
  if (beginsArrow[separator.code] === 1) {
    const plan = boundByArrow(reader, nameAt(reader, start, text, place), place);
    if (plan !== undefined || cursor.isCut) return plan;
  }
  if (separator.code === COMMA || separator.code === DOT) return tuple(reader, text, separator, before);
  return blanks > 0 ? boundByBlank(reader, text, place, separator, start) : undefined;
}

/** A tag follows, perhaps behind a colon or the verb of a sentence. */
function isLabelled(cursor: Cursor): boolean {
  const { view, at } = cursor;
  if (at < view.end && mayBeBeforeTag[view.bytes[at] ?? 0] === 0) return false;
  const ahead = new Cursor(view, at);
  ahead.skip((code) => isBeforeTag[code] === 1, MAX_BEFORE_TAG);
  const isTag = ahead.peek()?.code === LESS;
  cursor.isCut ||= ahead.isCut;
  return isTag;
}

/** Within a line a name may have two words. */
function nameAt({ names, view }: Reader, start: number, text: string, { name }: Place): string {
  return name === 'middle' && names.ofKey(text) === undefined ? withWordBefore(view, start, text) : text;
}

/** A colon with a blank behind it. */
function isSpacedColon(cursor: Cursor, { code, length }: Unit): boolean {
  const { view } = cursor;
  if (code !== COLON) return false;
  const ahead = new Cursor(view, cursor.at + length);
  const next = ahead.peek();
  if (ahead.isCut) cursor.isCut = true;
  return isWhite(next?.code);
}

/** A key of some words, or with a path before it, that has the whole line up to its separator: `API key:`. */
function widened(reader: Reader, start: number, end: number, most: number): [string, Place] | undefined {
  const { names, view } = reader;
  let from = start;
  let blanks = 0;
  for (let unit = unitBefore(view, from); unit !== undefined; unit = unitBefore(view, from)) {
    if (isBlank(unit.code)) blanks += 1;
    else if (isKeyByte[unit.code] === 0 && unit.code !== SLASH && unit.code !== COLON) break;
    if (isLineEnd(unit.code) || unit.level > 0 || blanks > most || end - from >= MAX_KEY) break;
    from -= unit.length;
  }
  for (
    let unit = unitAt(view, from);
    from < start && unit !== undefined && isBlank(unit.code);
    unit = unitAt(view, from)
  )
    from += unit.length;
  const place = from < start ? lineOf(view, from) : undefined;
  const text = place === undefined ? '' : textOf(view, from, end);
  return place === undefined || names.ofKey(text) === undefined ? undefined : [text, place];
}
