// SPDX-License-Identifier: Apache-2.0
import {
  byteSet,
  CLOSE_BRACKET,
  COLON,
  COMMA,
  EQUALS,
  GREATER,
  OPEN_BRACKET,
  OPEN_PAREN,
  SEMICOLON,
  SPACE,
} from '../bytes.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isQuote, isSameQuote, isWhite, quoteBefore, textOf, type Unit, unitBefore, type View } from '../units.ts';
import { Cursor, type Reader } from './cursor.ts';
import { itemAt } from './items.ts';
import { isDigit, isKeyByte, isKeyText, isQuotedKeyByte, MAX_KEY, nameOf } from './key-text.ts';
import { readName } from './named.ts';
import { openedValue } from './opened.ts';
import { beforeBlanks, lineOf, placed } from './place.ts';

/** A quote, or what may begin the escape of one. */
const mayBeQuote = byteSet({ bytes: '"\'`%&\\' });
/** What stands between a key and its value, if these words do. */
const SETTER =
  /(?:^|[^A-Za-z])(?:define|(?:put|set)_?env|(?:set|add|with)_?(?:request_?header|header|property|variable|var|config|param|parameter|value|secret|credential|item|default)?|header|getenv|append|put|env|store|setex|hset|const|setopt|option)\s*\(\s*$/i;
/** Before the quote of Python's bytes. */
const IS_BYTES = /[[( ,]b$/;
/** Of a secret that is kept elsewhere. */
const NAME = /^[A-Za-z]+(?:[-_][A-Za-z]+)+$/;

/** A key in quotes. */
export function readQuoted(reader: Reader, start: number, wordEnd: number): Plan | undefined {
  const { cursor, view } = reader;
  const { bytes } = view;
  let next = cursor.at;
  const end = Math.min(view.end, next + MAX_KEY + 1);
  while (next < end && isQuotedKeyByte[bytes[next] ?? 0] === 1) next += 1;
  if (next < end && mayBeQuote[bytes[next] ?? 0] === 0) return undefined;
  const opening = openingQuote(view, start, wordEnd);
  if (opening === undefined) return undefined;
  const back = cursor.at;
  cursor.skip((code) => isQuotedKeyByte[code] === 1, MAX_KEY);
  const keyEnd = cursor.at;
  const closing = cursor.peek();
  const quote = opening.quote ?? closing;
  if (closing === undefined || quote === undefined || !isQuote(closing.code) || !isSameQuote(closing, quote)) {
    if (!cursor.isCut) cursor.at = back;
    return undefined;
  }
  cursor.at += closing.length;
  const text = textOf(view, opening.from, keyEnd);
  const plan =
    boundToQuoted(reader, text, { ...opening, quote }) ??
    (cursor.isCut || opening.quote === undefined ? undefined : readName(reader, text, { ...opening, quote }, back));
  if (plan === undefined && !cursor.isCut) cursor.at = back;
  return plan;
}

function openingQuote(
  view: View,
  start: number,
  wordEnd: number,
): { quote: Unit | undefined; from: number; at: number } | undefined {
  let from = start;
  for (;;) {
    const quote = quoteBefore(view, from);
    if (quote !== undefined) return { quote, from, at: from - quote.length };
    const unit = unitBefore(view, from);
    if (unit === undefined || unit.level > 0 || isQuotedKeyByte[unit.code] === 0) return undefined;
    // The end of a long key is a key.
    if (wordEnd - from >= MAX_KEY) return unit.code === SPACE ? undefined : { quote: undefined, from, at: from };
    from -= unit.length;
  }
}

function boundToQuoted(reader: Reader, text: string, { quote, at }: { quote: Unit; at: number }): Plan | undefined {
  const { cursor, names, view } = reader;
  cursor.skip(isWhite);
  if (cursor.takes(CLOSE_BRACKET) !== undefined) cursor.skip(isWhite);
  const separator = cursor.peek();
  if (separator?.code === SEMICOLON) return serialized(reader, text);
  if (separator === undefined || ![COLON, EQUALS, COMMA].includes(separator.code)) return undefined;
  cursor.at += separator.length;
  if (separator.code === COMMA && beforeBlanks(view, at).before?.code === COLON) return undefined;
  const key = isKeyText(text) ? names.ofKey(text) : undefined;
  if (key === undefined) return undefined;
  if (separator.code === COMMA) return listed(reader, nameOf(names, text) ?? key, text, at);
  const next = cursor.peek();
  if (next?.code === separator.code) return undefined;
  if (separator.code === EQUALS && next?.code === GREATER) cursor.at += next.length;
  const afterSeparator = cursor.at;
  cursor.skip(isWhite);
  const line = separator.code === COLON ? lineOf(view, at) : undefined;
  if (line !== undefined && cursor.at > afterSeparator)
    return openedValue(cursor, key, line, SYNTAXES.yaml, line.isCode ? 'guess' : 'code', separator);
  return openedValue(cursor, key, placed('middle', quote), SYNTAXES.word, 'guess', separator);
}

/** PHP's `s:8:"password";s:24:"S"`. */
function serialized(reader: Reader, text: string): Plan | undefined {
  const { cursor, names } = reader;
  const key = names.ofKey(text);
  cursor.takes(SEMICOLON);
  if (key === undefined || cursor.takes(0x73) === undefined || cursor.takes(COLON) === undefined) return undefined;
  cursor.skip((code) => isDigit[code] === 1);
  if (cursor.takes(COLON) === undefined) return undefined;
  const quote = cursor.peek();
  if (quote === undefined || !isQuote(quote.code)) return undefined;
  return { at: cursor.at + quote.length, key, syntax: SYNTAXES.string, doubt: 'none', frame: quote };
}

/** `["password","S"]`, `(b'password', b'S')`, `define('PASSWORD','S')`, `"--token","S"`. */
function listed(reader: Reader, key: SecretName, text: string, stringAt: number): Plan | undefined {
  const { cursor, names, view } = reader;
  const quoteAt = IS_BYTES.test(textOf(view, Math.max(0, stringAt - 2), stringAt)) ? stringAt - 1 : stringAt;
  const { before } = beforeBlanks(view, quoteAt);
  const isOption = text.startsWith('-');
  // An action of a policy: `secretsmanager:GetSecretValue`.
  if (text.includes(':')) return undefined;
  const isFirst = before?.code === OPEN_BRACKET || before?.code === OPEN_PAREN;
  const isHeader = before?.code === COMMA && names.isKnownHeader(text);
  if (!isFirst && !isOption && !isHeader) return undefined;
  const isCertain =
    isOption || (before?.code === OPEN_PAREN && isSetter(view, quoteAt)) || (isHeader && text.includes('-'));
  const item = itemAt(cursor, key, isCertain ? 'none' : isPair(view, quoteAt) ? 'pair' : 'word');
  if (item === undefined || item.syntax !== SYNTAXES.string || isNameToo(reader, item, isOption)) return undefined;
  const { more: _, ...alone } = item;
  return alone;
}

/** The parenthesis before the index is no call's, and the bracket begins no list that is a member: `"resources":[`. */
function isPair(view: View, quoteAt: number): boolean {
  return /(?:^|[[(,]\s*)\(\s*$|(?:^|[^:\s]\s*)\[\s*$/.test(textOf(view, Math.max(0, quoteAt - 16), quoteAt));
}

/** A function that sets what its first argument names. */
function isSetter(view: View, quoteAt: number): boolean {
  return SETTER.test(textOf(view, Math.max(0, quoteAt - 48), quoteAt));
}

/** The text in quotes is a name too: the list is one of names, or an option follows one. */
function isNameToo(reader: Reader, { at, frame, key }: Plan, isOption: boolean): boolean {
  const { cursor, names, view } = reader;
  const ahead = new Cursor(view, at);
  ahead.skip((code) => isKeyByte[code] === 1, MAX_KEY);
  const end = ahead.at;
  const quote = ahead.peek();
  if (ahead.isCut) {
    cursor.isCut = true;
    cursor.at = at;
    return true;
  }
  const isWhole = quote !== undefined && frame !== undefined && isSameQuote(quote, frame);
  const text = isWhole ? textOf(view, at, end) : '';
  // `--secret db_password` says which one.
  if (isOption && !text.startsWith('-') && (key.rule === 'password' || !NAME.test(text))) return false;
  return names.ofKey(text) !== undefined;
}
