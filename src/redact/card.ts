// SPDX-License-Identifier: Apache-2.0
import type { Found } from './plan.ts';
import { byteSet, DIGIT_0, isAlphanumeric } from './scan/byte-set.ts';
import type { View } from './units.ts';

const MIN_DIGITS = 13;
const MAX_DIGITS = 19;
// The first digits tell only who issued the card.
const SHOWN = 4;
// 4-4-4-4, 4-6-5 and 4-4-4-4-3 are usual.
const LEAST_IN_GROUP = 3;
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
const isIssuer = Uint8Array.from({ length: 10_000 }, (_, number) => {
  const digits = [...String(number).padStart(SHOWN, '0')].map(Number);
  return Number(issuers.some(([first, last]) => isBetween(digits, first, last)));
});
/** What may stand between groups, each as it is written. */
const separators = [' ', '-', '+', '.', '%20', '\xc2\xa0', '&nbsp;', '\\u00a0'].map((text) => Buffer.from(text, 'latin1'));
const isDigit = byteSet({ ranges: '0-9' });
const isLetter = byteSet({ ranges: 'a-zA-Z' });
const DOT = 0x2e;
const UNDERSCORE = 0x5f;
/** Keys whose numbers are ids, however they look. */
const ID_KEY = /(?:\bid|[a-z]Id|ID|_id|[-_]no|number_of|count|timestamp|time|phone|tel|ean|gtin|isbn|sku|barcode)["']?\s*[:=]\s*["']?$/;
/** The beginning of an IBAN in groups: a country, check digits, and groups of four. */
const IBAN = /\b[A-Z]{2}\d{2}(?: [A-Z\d]{4})* ?$/;

/**
 * The number of a card whose fourth digit ends at the index: 13 to 19 digits, together or in groups, with an issuer's
 * beginning and length and a valid check digit (ISO/IEC 7812-1).
 */
export function findCard(view: View, fourthEnd: number): Found {
  const { bytes, end, isEnded } = view;
  const start = fourthEnd - SHOWN;
  let first = 0;
  for (let at = start; at < fourthEnd; at += 1) first = 10 * first + (bytes[at] ?? 0) - DIGIT_0;
  if (isIssuer[first] === 0 || !mayBegin(view, start)) return undefined;
  const digits = Array.from(bytes.subarray(start, fourthEnd), (byte) => byte - DIGIT_0);
  let separator: Buffer | undefined;
  let group = SHOWN;
  let at = fourthEnd;
  let found = -1;
  for (;;) {
    while (at < end && isDigit[bytes[at] ?? 0] === 1) {
      digits.push((bytes[at] ?? 0) - DIGIT_0);
      group += 1;
      at += 1;
      if (digits.length > MAX_DIGITS) return found < 0 || isOther(view, start) ? undefined : { from: fourthEnd, to: found, rule: 'card' };
    }
    if (at >= end) {
      if (!isEnded) return { heldFrom: fourthEnd };
      if (isCard(digits)) found = at;
      else if (mayBeCutOff(digits)) return { from: fourthEnd, to: end, rule: 'card' };
      break;
    }
    const next = bytes[at] ?? 0;
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
  return found < 0 || isOther(view, start) ? undefined : { from: fourthEnd, to: found, rule: 'card' };
}

/** Bytes of the separator at the index: 0 for none, undefined when some are missing. */
function separatorAt({ bytes, end, isEnded }: View, index: number, before: Buffer | undefined): number | undefined {
  for (const text of before === undefined ? separators : [before]) {
    let length = 0;
    while (length < text.length && index + length < end && bytes[index + length] === text[length]) length += 1;
    if (length === text.length) return length;
    if (index + length >= end && !isEnded) return undefined;
  }
  return 0;
}

/** A letter may stand before it, but no number, and nothing that makes it a part of one. */
function mayBegin({ bytes }: View, start: number): boolean {
  const before = bytes[start - 1];
  if (before === undefined) return true;
  if (before === UNDERSCORE || (before === DOT && isAlphanumeric[bytes[start - 2] ?? 0] === 1)) return false;
  if (isLetter[before] === 1) {
    const isEscape = bytes[start - 2] === 0x5c || (bytes[start - 3] === 0x25 && start >= 3);
    if (!isEscape && !isWord(bytes, start)) return false;
  } else if (before === 0x32 || isDigit[before] === 1) {
    if (bytes[start - 3] !== 0x25) return false;
  }
  return true;
}

/** Whether what is before a number with all signs of a card says that it is none: the key of an id, or an IBAN. */
function isOther({ bytes }: View, start: number): boolean {
  const from = Math.max(0, start - 48);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + from, start - from).toString('latin1');
  return ID_KEY.test(text) || IBAN.test(text);
}

/** Letters alone, one of which is no hexadecimal digit. */
function isWord(bytes: Uint8Array, end: number): boolean {
  let at = end;
  let isHex = true;
  while (at > 0 && end - at < 24 && isLetter[bytes[at - 1] ?? 0] === 1) {
    if (((bytes[at - 1] ?? 0) | 0x20) > 0x66) isHex = false;
    at -= 1;
  }
  return !isHex && isDigit[bytes[at - 1] ?? 0] === 0 && end - at > 1 && end - at < 12;
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
