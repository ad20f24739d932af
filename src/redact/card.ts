// SPDX-License-Identifier: Apache-2.0

import {
  BACKSLASH,
  byteSet,
  DIGIT_0,
  DOT,
  EQUALS,
  inverse,
  isAlphanumeric,
  latin1Of,
  PERCENT,
  PLUS,
  UNDERSCORE,
} from './bytes.ts';
import { work } from './credit.ts';
import type { Found } from './plan.ts';
import { textOf, unitAt, type View } from './units.ts';

const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
// The first digits tell only who issued the card.
const SHOWN = 4;
// 4-4-4-4, 4-6-5 and 4-4-4-4-3 are usual.
const LEAST_IN_GROUP = 3;
const MOST_BEHIND_DOT = 8;
const EAN_DIGITS = 13;

/** First and last beginning of an issuer's numbers, and how long they are. */
const issuers: readonly (readonly [first: string, last: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 19]],
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  ['34', '34', [15]],
  ['37', '37', [15]],
  ['300', '305', [14, 16]],
  ['36', '36', [14, 16]],
  ['38', '39', [14, 16]],
  ['3528', '3589', [16, 17, 18, 19]],
  ['6011', '6011', [16, 17, 18, 19]],
  ['62', '62', [16, 17, 18, 19]],
  ['644', '659', [16, 17, 18, 19]],
  ['50', '50', [13, 14, 15, 16, 17, 18, 19]],
  ['56', '58', [13, 14, 15, 16, 17, 18, 19]],
  ['63', '63', [16, 17, 18, 19]],
  ['67', '67', [16, 17, 18, 19]],
  ['60', '60', [16]],
  ['9792', '9792', [16]],
  ['2200', '2204', [16, 17, 18, 19]],
];
/** By the first four digits: whether an issuer's numbers begin so. */
const isIssuer = new Uint8Array(10 ** SHOWN);
for (const [first, last] of issuers) {
  const unit = 10 ** (SHOWN - first.length);
  isIssuer.fill(1, Number(first) * unit, (Number(last) + 1) * unit);
}
/** What may stand between groups, each as it is written: blanks that break no line, and signs. */
const separators = [
  ...[' ', '-', '+', '.', '&nbsp;', '&#160;'],
  ...['\u00a0', '\u2007', '\u2009', '\u202f', '\u2011', '\u2013'].flatMap((sign) => [sign, escapeOf(sign)]),
].flatMap((text) => [text + text, ...writingsOf(text)].map((written) => Buffer.from(written)));
const isDigit = byteSet({ ranges: '0-9' });
const isLetter = byteSet({ ranges: 'a-zA-Z' });
const isNoLetter = inverse(isLetter);
const isNoName = inverse(byteSet({ ranges: 'a-zA-Z', bytes: '_' }));
const endsTrack = byteSet({ bytes: '?\n\r"<>&' });
const beginsSeparator = new Uint8Array(256);
for (const [first = 0] of separators) beginsSeparator[first] = 1;
/** Keys whose numbers are ids, however they look. */
const ID_KEY =
  /(?:(?:\b|_|fb)ids?|(?:\b|[a-z])Ids?|IDs?|[-_]no|number_of|count|timestamp|[tT]ime|phone|tel|ean|gtin|isbn|sku|barcode|offset|bytes|[sS]ize|(?:order|invoice|tracking|serial)(?:_n|N)umber)(?:["']?\s*[:=][\s+]*(?:\[\s*(?:["']?\d+["']?,\s*)*)?["']?|>)$/;
/** The beginning of an IBAN in groups: a country, check digits, and groups of four. */
const IBAN = /\b[A-Z]{2}\d{2}(?: [A-Z\d]{4})* ?$/;
/** What a card's number may follow without a sign between: the end of a word, a name for cards, or what begins a track. */
const BEFORE =
  /(?:^|[^A-Za-z\d])(?:x|(?=[A-Fa-f]*[G-Zg-z])[A-Za-z]{2,12}|(?:cc|card|pan|visa|amex|mastercard|number)_|%(?:25)*B)$/i;
/** A name for cards that the number is a part of, with what follows it: `card_4111111111111111_visa`. */
const NAME_BEFORE = /(?:^|[^A-Za-z\d])(?:cc|card|pan|visa|amex|mastercard|number)_$/i;
const LONGEST_NAME = 20;
/** A word that follows without a sign between: a currency, or a name for a date. */
const AFTER = /^(?=[A-F]*[G-Z]|[a-f]*[g-z])(?:[A-Z]{2,8}|[a-z]{2,8})(?![A-Za-z_])/;
const LONGEST_AFTER = 10;
const PART_AFTER = /^_(?:visa|master|mc|amex|american|discover|diners|jcb|maestro|union|card|exp|cv[cv])/i;
/** What follows the number in the magnetic stripe (ISO/IEC 7813): a name, a date, and what the issuer put there. */
const TRACK = /^(?:\^[^^?\n\r"<>]{1,40}\^[\dA-Z ^]{4,80}|[=D]\d{4,40})\??/;
const LONGEST_TRACK = 130;
const TRACK_START = /%(?:25)?B$/i;
const LONGEST_ESCAPE = 5;
/** What a number takes that is as long as a card's. */
const READ_COST = 80;
const CARET = 0x5e;

/**
 * The number of a card whose fourth digit ends at the index, or a little behind it: 13 to 19 digits, together or in groups, with an issuer's
 * beginning and length and a valid check digit (ISO/IEC 7812-1).
 */
export function findCard(view: View, hitEnd: number): Found {
  const { bytes, end, isEnded } = view;
  const start = behindEscape(view, hitEnd - SHOWN);
  const fourthEnd = start + SHOWN;
  if (fourthEnd > end) return isEnded ? undefined : { heldFrom: end };
  let first = 0;
  for (let at = start; at < fourthEnd; at += 1) {
    if (isDigit[bytes[at] ?? 0] === 0) return undefined;
    first = 10 * first + (bytes[at] ?? 0) - DIGIT_0;
  }
  if (isIssuer[first] === 0) return undefined;
  // Most numbers end before they are as long as a card's.
  let groupEnd = fourthEnd;
  while (groupEnd < end && isDigit[bytes[groupEnd] ?? 0] === 1) groupEnd += 1;
  const isShort = groupEnd - start < MIN_DIGITS && groupEnd < end;
  if (groupEnd - start > MAX_DIGITS || (isShort && beginsSeparator[bytes[groupEnd] ?? 0] === 0)) return undefined;
  work.done += READ_COST;
  const found = readCard(view, fourthEnd);
  return found === undefined || !mayBegin(view, start) ? undefined : found;
}

function readCard(view: View, fourthEnd: number): Found {
  const { bytes, end, isEnded } = view;
  const digits = Array.from(bytes.subarray(fourthEnd - SHOWN, fourthEnd), (byte) => byte - DIGIT_0);
  let separator: Buffer | undefined;
  let group = SHOWN;
  let at = fourthEnd;
  let found = -1;
  for (;;) {
    while (at < end && isDigit[bytes[at] ?? 0] === 1) {
      digits.push((bytes[at] ?? 0) - DIGIT_0);
      group += 1;
      at += 1;
      // Behind a decimal point.
      if (separator?.[0] === DOT && group > MOST_BEHIND_DOT) return undefined;
      if (digits.length > MAX_DIGITS) return found < 0 ? undefined : { from: fourthEnd, to: found, rule: 'card' };
    }
    if (at >= end) {
      if (!isEnded) return { heldFrom: fourthEnd };
      if (isCard(digits)) found = at;
      else if (mayBeCutOff(digits)) return { from: fourthEnd, to: end, rule: 'card' };
      break;
    }
    const next = bytes[at] ?? 0;
    if (isLetter[next] === 1 && isCard(digits)) {
      const after = textAfter(view, at, LONGEST_AFTER, isNoLetter);
      if (after === undefined) return { heldFrom: fourthEnd };
      if (AFTER.test(after.text)) found = at;
    }
    if (next === UNDERSCORE && isCard(digits)) {
      const after = textAfter(view, at, LONGEST_AFTER, isNoName);
      if (after === undefined) return { heldFrom: fourthEnd };
      if (
        PART_AFTER.test(after.text) ||
        NAME_BEFORE.test(textOf(view, Math.max(0, fourthEnd - LONGEST_NAME), fourthEnd - SHOWN))
      )
        found = at;
    }
    if (isAlphanumeric[next] === 1 || next === UNDERSCORE || group < LEAST_IN_GROUP) break;
    if (isCard(digits)) found = at;
    const length = separatorAt(view, at, separator);
    if (length === undefined) return { heldFrom: fourthEnd };
    if (length === 0) break;
    separator ??= Buffer.from(bytes.subarray(at, at + length));
    if (at + length >= end && !isEnded) return { heldFrom: fourthEnd };
    if (isDigit[bytes[at + length] ?? 0] === 0) break;
    at += length;
    group = 0;
  }
  if (found < 0) return undefined;
  const to = trackEnd(view, found);
  return to === undefined ? { heldFrom: fourthEnd } : { from: fourthEnd, to, rule: 'card' };
}

/** The first digits may be those of an escape, of a blank or a sign before the number. */
function behindEscape(view: View, start: number): number {
  const { bytes } = view;
  let isEscape = false;
  for (let back = 1; back <= LONGEST_ESCAPE && back <= start; back += 1)
    isEscape ||= bytes[start - back] === PERCENT || bytes[start - back] === BACKSLASH;
  if (!isEscape) return start;
  // What begins a track is no escape.
  if (TRACK_START.test(latin1Of(view.bytes, Math.max(0, start - 4), start))) return start;
  for (let back = 1; back <= LONGEST_ESCAPE && back <= start; back += 1) {
    const byte = view.bytes[start - back];
    if (byte !== PERCENT && byte !== BACKSLASH) continue;
    const length = unitAt(view, start - back)?.length ?? 0;
    return length > back ? start - back + length : start;
  }
  return start;
}

/** Characters from the index to one that ends them, without escapes, and where each begins. undefined: bytes are missing. */
function textAfter(
  view: View,
  index: number,
  length: number,
  ends: Uint8Array,
): { text: string; places: number[] } | undefined {
  const places: number[] = [];
  let text = '';
  let at = index;
  while (text.length < length) {
    const unit = unitAt(view, at);
    if (unit === undefined && !view.isEnded) return undefined;
    if (unit === undefined) break;
    places.push(at);
    text += String.fromCharCode(unit.code);
    at += unit.length;
    if (ends[unit.code] === 1) break;
  }
  places.push(at);
  return { text, places };
}

/** The end of a track of a magnetic stripe whose number ends at the index, or else the number's. undefined: bytes are missing. */
function trackEnd(view: View, numberEnd: number): number | undefined {
  const next = unitAt(view, numberEnd);
  if (next === undefined) return view.isEnded ? numberEnd : undefined;
  if (next.code !== CARET && next.code !== EQUALS) return numberEnd;
  const after = textAfter(view, numberEnd, LONGEST_TRACK, endsTrack);
  if (after === undefined) return undefined;
  const [track = ''] = TRACK.exec(after.text) ?? [];
  return after.places[track.length] ?? numberEnd;
}

/** Bytes of the separator at the index: 0 for none, undefined when some are missing. */
function separatorAt({ bytes, end, isEnded }: View, index: number, before: Buffer | undefined): number | undefined {
  if (beginsSeparator[bytes[index] ?? 0] === 0) return 0;
  for (const text of before === undefined ? separators : [before]) {
    let length = 0;
    while (length < text.length && index + length < end && bytes[index + length] === text[length]) length += 1;
    if (length === text.length) return length;
    if (index + length >= end && !isEnded) return undefined;
  }
  return 0;
}

/** A letter may stand before it, but no number, and nothing that makes it a part of one. */
function mayBegin(view: View, start: number): boolean {
  if (start === 0) return true;
  const text = textOf(view, Math.max(0, start - 48), start);
  const before = text.charCodeAt(text.length - 1);
  // A number of a telephone (ITU-T E.164) has a plus sign that joins nothing, and is no blank of a form.
  const isBlank = view.bytes[start - 1] === PLUS && /[=&+]\+$/.test(text);
  if (before === PLUS && !isBlank && isAlphanumeric[text.charCodeAt(text.length - 2)] !== 1) return false;
  if (before === DOT && isAlphanumeric[text.charCodeAt(text.length - 2)] === 1) return false;
  if ((isAlphanumeric[before] === 1 || before === UNDERSCORE) && !BEFORE.test(text)) return false;
  return !ID_KEY.test(text) && !IBAN.test(text);
}

function isCard(digits: readonly number[]): boolean {
  const { length } = digits;
  if (length < MIN_DIGITS || !hasIssuer(digits, (known) => known === length)) return false;
  let sum = 0;
  let ean = 0;
  for (let index = 0; index < length; index += 1) {
    const digit = digits[length - 1 - index] ?? 0;
    // Luhn's: every second digit from the right is doubled, and its digits are added.
    sum += index % 2 === 0 ? digit : 2 * digit - (digit > 4 ? 9 : 0);
    ean += index % 2 === 0 ? digit : 3 * digit;
  }
  if (length === EAN_DIGITS && ean % 10 === 0) return false;
  return sum % 10 === 0;
}

/** Whether a number that was cut off, for its text ends here, may be most of a card's. */
function mayBeCutOff(digits: readonly number[]): boolean {
  return digits.length >= MIN_DIGITS && hasIssuer(digits, (length) => length > digits.length);
}

function hasIssuer(digits: readonly number[], isLength: (length: number) => boolean): boolean {
  return issuers.some(([first, last, lengths]) => isBetween(digits, first, last) && lengths.some(isLength));
}

function isBetween(digits: readonly number[], first: string, last: string): boolean {
  const start = digits.slice(0, first.length).join('');
  return start >= first && start <= last;
}

/** The sign as a JSON string may have it. */
function escapeOf(sign: string): string {
  return `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`;
}

/** As it is, in a string in a string, and percent-encoded. */
function writingsOf(text: string): string[] {
  const inString = text.replaceAll('\\', '\\\\');
  const texts = [
    text,
    inString,
    encodeURIComponent(text),
    encodeURIComponent(text + text),
    encodeURIComponent(encodeURIComponent(text)),
    encodeURIComponent(inString),
  ];
  return [...new Set(texts)].sort((one, other) => other.length - one.length);
}
