// SPDX-License-Identifier: Apache-2.0

import { runSyntax } from './base64-run.ts';
import { byteSet, COLON, inverse, isHexDigit } from './bytes.ts';
import { type Found, type Plan, ruleName, type Syntax } from './plan.ts';
import { isRandom } from './tables/bigrams.ts';
import { jwkMembers } from './tables/names.ts';
import { isJumbled } from './tables/values.ts';
import { isQuote, textOf, type Unit, unitAt, unitBefore, type View } from './units.ts';

const MAX_BLANKS = 64;
/** A number of a key has 43 at least: P-256 and Ed25519 (RFC 7518, 6.2.2). */
const LEAST = 40;
/** Of them without signs, to tell whether they are words. */
const LEAST_LETTERS = 20;
const isWhite = byteSet({ bytes: ' \t\r\n' });
const isBlank = byteSet({ bytes: ' \t' });
const isDigit = byteSet({ ranges: '0-9' });
const isNumber = byteSet({ ranges: 'a-zA-Z0-9', bytes: '-_' });
const isSmall = byteSet({ ranges: 'a-z' });
const isCapital = byteSet({ ranges: 'A-Z' });
const numberSyntax: Syntax = { name: 'number', ends: inverse(isNumber), body: true, isCertain: true };
const macSyntax: Syntax = { name: 'mac', ends: inverse(isHexDigit), body: true, isCertain: true };

/** With those of further primes (RFC 7518, 6.3.2.7). */
export const numberMembers: readonly string[] = [...jwkMembers, 'r', 't'];

/** Goes over characters. undefined: what follows is not there yet. */
function skip(view: View, from: number, is: Uint8Array, most = MAX_BLANKS): number | undefined {
  let at = from;
  for (let count = 0; ; count += 1) {
    const unit = unitAt(view, at);
    if (unit === undefined) return view.isEnded ? at : undefined;
    if (is[unit.code] === 0 || count >= most) return at;
    at += unit.length;
  }
}

const isPercent = ({ style }: Unit): boolean => style === 'percent' || style === 'percent2';

/** The number behind such a member's name, whose closing quote ends at the index. */
export function findJwkMember(view: View, end: number): Found {
  const quote = unitBefore(view, end);
  if (quote === undefined || !isQuote(quote.code)) return undefined;
  view.isEncoded = isPercent(quote);
  const colon = skip(view, end, isWhite);
  const sign = colon === undefined ? undefined : unitAt(view, colon);
  if (colon === undefined || sign === undefined) return view.isEnded ? undefined : { heldFrom: view.end };
  if (sign.code !== COLON) return undefined;
  const before = skip(view, colon + sign.length, isWhite);
  const opening = before === undefined ? undefined : unitAt(view, before);
  if (before === undefined || opening === undefined) return view.isEnded ? undefined : { heldFrom: before ?? view.end };
  if (!isQuote(opening.code) || opening.style !== quote.style) return undefined;
  return numberAt(view, before + opening.length, opening);
}

/** A number in Base64: it is long, and has small letters, capitals and digits, or else no name. */
function numberAt(view: View, start: number, opening: Unit): Found {
  let at = start;
  const has = { small: false, capital: false, digit: false };
  for (let count = 0; count < LEAST; count += 1) {
    const unit = unitAt(view, at);
    // A text that ends within one is none for certain.
    if (unit === undefined && view.isEnded && at > start) return { from: start, to: at, rule: 'private_key' };
    if (unit === undefined) return view.isEnded ? undefined : { heldFrom: start };
    if (isNumber[unit.code] === 0) return undefined;
    has.small ||= isSmall[unit.code] === 1;
    has.capital ||= isCapital[unit.code] === 1;
    has.digit ||= isDigit[unit.code] === 1;
    at += unit.length;
  }
  if (!has.small || !has.capital || (!has.digit && isName(textOf(view, start, at)))) return undefined;
  return {
    at: start,
    key: ruleName('private_key'),
    syntax: numberSyntax,
    doubt: 'none',
    ...(isPercent(opening) && { isEncoded: true }),
  };
}

const isName = (text: string): boolean =>
  !isJumbled(text) && !isRandom(text.replaceAll(/[^a-z]/gi, ''), 1 / 4, LEAST_LETTERS);

/** The lines behind `Private-Lines: 3` of PuTTY's file. */
export function findPuttyLines(view: View, end: number): Found {
  view.isEncoded = isInPercent(view, end);
  const digits = skip(view, end, isBlank);
  const lineEnd = digits === undefined ? undefined : skip(view, digits, isDigit);
  const start = lineEnd === undefined ? undefined : skip(view, lineEnd, isWhite);
  if (digits === undefined || lineEnd === undefined || start === undefined) return { heldFrom: view.end };
  if (lineEnd === digits || start === lineEnd) return undefined;
  return planOf(view, start, runSyntax);
}

/** Its check sum, which says whether a guess of the key is right. */
export function findPuttyMac(view: View, end: number): Found {
  view.isEncoded = isInPercent(view, end);
  const start = skip(view, end, isBlank);
  if (start === undefined) return { heldFrom: view.end };
  return planOf(view, start, macSyntax);
}

const planOf = ({ isEncoded }: View, at: number, syntax: Syntax): Plan => ({
  at,
  key: ruleName('private_key'),
  syntax,
  doubt: 'none',
  ...(isEncoded && { isEncoded: true }),
});

/** A colon that is percent-encoded stands before the index. */
function isInPercent(view: View, end: number): boolean {
  const colon = unitBefore(view, end);
  return colon !== undefined && isPercent(colon);
}
