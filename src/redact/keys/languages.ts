// SPDX-License-Identifier: Apache-2.0
import { byteSet, COLON, COMMA, DASH, EQUALS, GREATER, LESS, OPEN_BRACE } from '../bytes.ts';
import type { Plan } from '../plan.ts';
import { SYNTAXES } from '../syntaxes.ts';
import type { SecretName } from '../tables/names.ts';
import { isBlank, isQuote, textOf, type Unit, unitBefore } from '../units.ts';
import type { Cursor, Reader } from './cursor.ts';
import { openedValue } from './opened.ts';
import type { Place } from './place.ts';

/** The type of a variable, between its name and its value. */
const startsType = byteSet({ ranges: 'a-zA-Z', bytes: '&' });
const inType = byteSet({ ranges: 'a-zA-Z0-9', bytes: "_.<>[]()|* ?&'" });
/** What begins `<-`, `->`, `→` and `⇒`. */
export const beginsArrow = byteSet({ bytes: '<-\xe2' });
/** In UTF-8, behind the first byte. */
const ARROWS: readonly (readonly number[])[] = [
  [DASH, GREATER],
  [LESS, DASH],
  [LESS, LESS, DASH],
  ...[0x86, 0x87].map((row) => [0xe2, row, 0x92]),
];

/** `password <- "S"` of R, and what a log or a map has: `password -> S`, `password → S`. */
export function boundByArrow({ cursor, names, view }: Reader, text: string, place: Place): Plan | undefined {
  const key = names.ofKey(text);
  const back = cursor.at;
  const arrow = ARROWS.find((signs) => {
    cursor.at = back;
    return signs.every((sign) => cursor.takes(sign) !== undefined);
  });
  const sign = unitBefore(view, cursor.at);
  if (key === undefined || arrow === undefined || sign === undefined) return undefined;
  const isAssigned = arrow[0] === LESS;
  cursor.skip(isBlank);
  const next = cursor.peek();
  if (next === undefined || (isAssigned && !isQuote(next.code))) return undefined;
  const isBound = place.name === 'line' || place.name === 'quotes' || place.isFlow || place.isCode;
  // A program's functions have such arrows too.
  const doubt = isBound && key.rule !== 'token' && key.rule !== 'session' && key.word !== 'auth' ? 'code' : 'guess';
  return openedValue(cursor, key, place, place.name === 'middle' ? SYNTAXES.word : SYNTAXES.line, doubt, sign);
}

/** Types of variables, and what is said of them: `As String`, `VARCHAR2(20) NOT NULL`. */
const TYPE =
  /^(?:as\s+)?[&*]?(?:'static\s+)?[A-Za-z_][\w.]*(?:<[^<>]*>|\(\d+\)|\[\d*\])*(?: ?\| ?[\w.]+)*[?!]?(?:\s+not null)?\s*$/i;

/** `password: string = "S"`, `password string = "S"`, `password VARCHAR(20) := 'S'`: a type stands between. */
export function typed(cursor: Cursor, key: SecretName, place: Place): Plan | undefined {
  const { view } = cursor;
  const back = cursor.at;
  const first = cursor.peek();
  if (first === undefined || startsType[first.code] === 0) return undefined;
  cursor.skip((code) => inType[code] === 1, 40);
  const type = textOf(view, back, cursor.at);
  const isApart = isBlank(unitBefore(view, cursor.at)?.code);
  if (isApart) cursor.takes(COLON);
  const equals = isApart ? cursor.takes(EQUALS) : undefined;
  if (equals !== undefined && TYPE.test(type)) {
    cursor.skip(isBlank);
    const quote = cursor.peek();
    if (quote !== undefined && isQuote(quote.code))
      return openedValue(cursor, key, place, SYNTAXES.word, 'guess', equals);
  }
  cursor.at = back;
  return undefined;
}

/** Erlang's `{password, <<"S">>}`, Lisp's `(password . "S")`. */
export function tuple(reader: Reader, text: string, separator: Unit, before: Unit | undefined): Plan | undefined {
  const { cursor, names } = reader;
  const key = names.ofKey(text);
  cursor.at += separator.length;
  const blanks = key === undefined ? 0 : cursor.skip(isBlank);
  const isBraced = separator.code === COMMA && before?.code === OPEN_BRACE;
  if (key === undefined || (blanks === 0 && !isBraced)) return undefined;
  const isBinary = cursor.takes(LESS) !== undefined && cursor.takes(LESS) !== undefined;
  if (separator.code === COMMA && !isBinary && !isBraced) return undefined;
  const quote = cursor.peek();
  if (quote === undefined || !isQuote(quote.code)) return undefined;
  // C lists the names of tokens so.
  const doubt = isBraced && !isBinary && (key.rule === 'token' || /[A-Z]/.test(text)) ? 'word' : 'none';
  return { at: cursor.at + quote.length, key, syntax: SYNTAXES.string, doubt, frame: quote };
}
