// SPDX-License-Identifier: Apache-2.0
import {
  AMPERSAND,
  byteSet,
  CLOSE_BRACKET,
  COLON,
  EQUALS,
  OPEN_BRACE,
  OPEN_BRACKET,
  OPEN_PAREN,
  PERCENT,
  PLUS,
  SLASH,
} from './bytes.ts';
import { work } from './credit.ts';
import { mayBeCall } from './keys/calls.ts';
import { inColumns } from './keys/columns.ts';
import { Cursor, type Reader } from './keys/cursor.ts';
import { isKeyByte, isQuotedKeyByte, MAX_KEY } from './keys/key-text.ts';
import { readPlain } from './keys/plain.ts';
import { readQuoted } from './keys/quoted.ts';
import { withWordBefore } from './keys/sentence.ts';
import type { Plan, Undecided } from './plan.ts';
import type { Names } from './tables/names.ts';
import {
  behindBlanks,
  isBlank,
  isEncodedStyle,
  isQuote,
  isWhite,
  textOf,
  type Unit,
  unitBefore,
  type View,
} from './units.ts';

/** What encodeURIComponent leaves as it is, and a blank's plus sign. */
const isUnencoded = byteSet({ bytes: "+'()!*" });
/** What may follow a key: what binds a value to it, blanks, quotes, tags, and what may be an escape of one. */
const mayFollowKey = byteSet({ bytes: '.=:"\'`%&\\ \t\r\n<>],+();{|*' });

const mayOpenBraced = byteSet({ bytes: '" \\%&' });

const isLetter = byteSet({ ranges: 'a-zA-Z' });

const endsColumn = byteSet({ bytes: ',;)\t\r\n"`]' });

/** What may be an escape, and so of the key. */
const mayGoOn = byteSet({ bytes: '%&\\;+' });
/** What a word takes that may be of a key. */
const GLANCE_COST = 10;
/** What a key takes besides its characters: it is looked up in tables. */
const READ_COST = 60;

/** Finds the value of the secret's key of which a word ends at the index. */
export function findValue(view: View, wordEnd: number, names: Names): Plan | Undecided | undefined {
  // Far the most words are followed by something that binds no value to them.
  const { bytes } = view;
  const end = Math.min(view.end, wordEnd + MAX_KEY + 1);
  let keyEnd = wordEnd;
  while (keyEnd < end && isKeyByte[bytes[keyEnd] ?? 0] === 1) keyEnd += 1;
  view.searchedTo = keyEnd;
  work.done += (keyEnd - wordEnd) >> 3;
  if (keyEnd < view.end && mayFollowKey[bytes[keyEnd] ?? 0] === 0) return undefined;
  // A style sheet and a class have names and no text behind a brace.
  if (bytes[keyEnd] === OPEN_BRACE && keyEnd + 1 < view.end && mayOpenBraced[bytes[keyEnd + 1] ?? 0] === 0)
    return undefined;
  if (isNoKey(view, wordEnd, keyEnd, names)) return undefined;
  work.done += READ_COST;
  const reader: Reader = { view, cursor: new Cursor(view, wordEnd), names, mayBegin: Infinity };
  const found = read(reader);
  const { cursor, mayBegin } = reader;
  // No value begins with a blank: it is shown, however much is there behind it.
  if (cursor.isCut) return { heldFrom: behindBlanks(view, Math.min(cursor.at, mayBegin)) };
  return found !== undefined && view.isEncoded ? { ...found, isEncoded: true } : found;
}

/**
 * Most words have one of a secret's key within them: `inside`, `span`, `path`. Where nothing around it may be a part of
 * the key, it is the key, and no secret's.
 */
function isNoKey(view: View, wordEnd: number, keyEnd: number, names: Names): boolean {
  const { bytes, end } = view;
  work.done += GLANCE_COST;
  if (keyEnd >= end || mayGoOn[bytes[keyEnd] ?? 0] === 1) return false;
  let start = wordEnd;
  while (start > 0 && isKeyByte[bytes[start - 1] ?? 0] === 1) start -= 1;
  if (start === 0 || keyEnd - start > MAX_KEY) return false;
  let before = start - 1;
  while (before > 0 && isBlank(bytes[before])) before -= 1;
  const byte = bytes[before] ?? 0;
  if (before === 0 || isQuotedKeyByte[byte] === 1 || mayGoOn[byte] === 1) return false;
  // A key in quotes may have blanks and signs.
  if (isQuote(byte) && bytes[keyEnd] !== byte) return false;
  while (bytes[start] === OPEN_BRACKET || bytes[start] === CLOSE_BRACKET) start += 1;
  const text = textOf(view, start, keyEnd);
  if (!names.knows(text)) return !(bytes[keyEnd] === OPEN_PAREN && mayBeCall(text));
  // What is a key in a pair alone is none in quotes, nor amid a sentence.
  const isInQuotes = isQuote(byte);
  const isSpaced = isBlank(bytes[keyEnd]) && keyEnd + 1 < end && isLetter[bytes[keyEnd + 1] ?? 0] === 1;
  if ((!isInQuotes && !isSpaced) || (names.ofKey(text) ?? names.ofHeader(text)) !== undefined) return false;
  return isInQuotes || withWordBefore(view, start, text) === text;
}

function read(reader: Reader): Plan | undefined {
  const { view, cursor } = reader;
  const wordEnd = cursor.at;
  skipKey(cursor);
  // Other words of the same key have the same value.
  view.searchedTo = cursor.at;
  const next = cursor.peek();
  if (next === undefined && cursor.isCut) return undefined;
  view.isEncoded = isFollowedEncoded(cursor);
  if (cursor.isCut) return undefined;
  const { start, before } = startOf(view, wordEnd);
  const keyEnd = cursor.at;
  if (isAtColumnEnd(next)) {
    const cell = inColumns(reader, start);
    if (cell !== undefined || cursor.isCut) return cell;
  }
  const plan = readQuoted(reader, start, wordEnd);
  if (plan !== undefined) return plan;
  if (!cursor.isCut) return mayBeKey(reader, start, keyEnd, before) ? readPlain(reader, start, before) : undefined;
  // It may be no key in quotes: then its value may be there already.
  const cutAt = cursor.at;
  cursor.isCut = false;
  cursor.at = keyEnd;
  reader.mayBegin = readPlain(reader, start, before)?.at ?? cursor.at;
  cursor.at = cutAt;
  cursor.isCut = true;
  return undefined;
}

/** A name in a list of them is followed by another, its own quote, or the list's end. */
const isAtColumnEnd = (next: Unit | undefined): boolean => next !== undefined && endsColumn[next.code] === 1;

/** Most keys are no secrets, whatever stands around them; but several words may be one. */
function mayBeKey(reader: Reader, start: number, end: number, before: Unit | undefined): boolean {
  const { cursor, names, view } = reader;
  const text = textOf(view, start, end);
  if (names.knows(text) || (cursor.peek()?.code === OPEN_PAREN && mayBeCall(text))) return true;
  const code = before?.code;
  if (!isBlank(code) && code !== SLASH && code !== COLON) return false;
  const ahead = new Cursor(view, cursor.at);
  ahead.skip(isBlank);
  const separator = ahead.peek()?.code;
  if (separator === COLON || (separator === EQUALS && !isBlank(code))) return true;
  if (isBlank(code) && isBlank(cursor.peek()?.code) && names.knows(withWordBefore(view, start, text))) return true;
  cursor.isCut = ahead.isCut;
  return false;
}

/** What follows the key is percent-encoded, but for what needs not be. */
export function isFollowedEncoded(cursor: Cursor): boolean {
  const { view } = cursor;
  const next = view.bytes[cursor.at] ?? 0;
  if (isUnencoded[next] === 0 && next !== PERCENT && next !== AMPERSAND) return false;
  const ahead = new Cursor(view, cursor.at);
  ahead.skip((code) => isUnencoded[code] === 1, 8);
  const unit = ahead.peek();
  if (ahead.isCut) cursor.isCut = true;
  if (unit !== undefined && isEncodedStyle[unit.style]) return true;
  const plusAt = next === OPEN_PAREN ? cursor.at + 1 : cursor.at;
  return view.bytes[plusAt] === PLUS && plusAt < view.end && isEncodedBefore(view, cursor.at);
}

/** There is no blank as itself back to an escape or the beginning of a pair. */
function isEncodedBefore(view: View, index: number): boolean {
  const { bytes } = view;
  for (let at = index - 1; at > 0 && index - at < MAX_KEY; at -= 1) {
    if (isWhite(bytes[at]) || bytes[at] === 0x22) return false;
    if (isEncodedStyle[unitBefore(view, at)?.style ?? 'raw']) return true;
    if (bytes[at] === EQUALS && isKeyByte[bytes[at - 1] ?? 0] === 1) return true;
  }
  return false;
}

function skipKey(cursor: Cursor): void {
  const { view } = cursor;
  const { bytes, end } = view;
  const limit = cursor.at + MAX_KEY;
  for (;;) {
    while (cursor.at < end && isKeyByte[bytes[cursor.at] ?? 0] === 1) {
      if (cursor.at >= limit) return;
      cursor.at += 1;
    }
    const unit = cursor.peek();
    if (unit === undefined || unit.style === 'raw' || unit.level > 0 || isKeyByte[unit.code] === 0) return;
    cursor.at += unit.length;
  }
}

function startOf(view: View, wordEnd: number): { start: number; before: Unit | undefined } {
  const { bytes } = view;
  let start = wordEnd;
  for (;;) {
    const unit = unitBefore(view, start);
    const isKey = unit !== undefined && unit.level === 0 && isKeyByte[unit.code] === 1;
    if (!isKey || wordEnd - start >= MAX_KEY) break;
    start -= unit.length;
  }
  // [password] is no part of a longer key.
  while (start < wordEnd && (bytes[start] === OPEN_BRACKET || bytes[start] === CLOSE_BRACKET)) start += 1;
  return { start, before: unitBefore(view, start) };
}
