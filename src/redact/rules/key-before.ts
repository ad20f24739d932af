// SPDX-License-Identifier: Apache-2.0
import { byteSet, CR, LF, SPACE, TAB } from '../scan/byte-set.ts';
import { Literals } from '../scan/literals.ts';
import { LOOKBACK } from '../scan/piece.ts';
import { isKnownHeader, ruleOfHeader, ruleOfKey, ruleOfPair } from './key-names.ts';

// A longer key is judged by its end.
const MAX_KEY = 96;
const NAMESPACED = /^[\w.-]+:[\w.-]+$/;
const MAX_BLANKS = 8;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;

const PAIR_STARTS = ['&', '?', '#', '"', "'"];

const isKeyByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.%[]$' });
const isQuotedKeyByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.%[]$@/: \\' });

// Backwards over a key goes an automaton that knows the words a secret's key has in it: most keys have none.
const hints = new Literals(
  'pass pwd psw secret token key cred auth session sessid sid pin otp cvv cvc csrf xsrf jwt bearer verifier sig psk cookie dpop signature principal assertion'
    .split(' ')
    .map((word) => [...word].reverse().join('')),
  { ignoreCase: true },
);

/** Where a key stands, for what may follow it. */
export type Place =
  /** In a query or form: `?key=`, `&key=`. */
  | 'pair'
  /** At the start of the text or of a line. */
  | 'line'
  /** Behind a semicolon. */
  | 'semicolon'
  /** Anywhere else. */
  | 'bare';

export interface Key {
  rule: string;
  place: Place;
  /** It may be a name in a program. */
  isName: boolean;
}

export interface QuotedKey {
  rule: string;
  /** Index of the quote before it. */
  index: number;
  quote: number;
  /** Backslashes before the quotes: JSON in JSON. */
  level: number;
}

/** The secret's key that ends before `end` (with blanks between), by its separator: `=`, or `:` after which a header's value may stand. */
export function keyBefore(bytes: Buffer, end: number, separator: '=' | ':'): Key | undefined {
  let last = end - 1;
  while (isBlank(bytes[last]) && end - last <= MAX_BLANKS) last -= 1;
  let first = last + 1;
  let state = 0;
  let isHinted = false;
  let hasEscape = false;
  for (let byte = bytes[first - 1]; byte !== undefined && isKeyByte[byte] === 1; byte = bytes[first - 1]) {
    if (last + 1 - first >= MAX_KEY) break;
    state = hints.next[256 * state + byte] ?? 0;
    if (hints.found[state] !== 0) isHinted = true;
    if (byte === PERCENT) hasEscape = true;
    first -= 1;
  }
  if (!isHinted && !hasEscape) return undefined;
  return judge(bytes, first, bytes.toString('latin1', first, last + 1), separator, last + 1 < end);
}

function judge(bytes: Buffer, first: number, text: string, separator: '=' | ':', isSpaced: boolean): Key | undefined {
  const before = bytes[first - 1];
  const isName = !text.includes('-');
  const place = separator === ':' && isIndented(bytes, first) && isKnownHeader(text) ? 'line' : placeAfter(bytes, first);
  if (separator === ':' && place === 'line') {
    const rule = ruleOfHeader(text);
    if (rule !== undefined) return { rule, place, isName: isName && !isKnownHeader(text) };
    // PASS: and Pin: begin lines of other things.
    const ruleOfWord = text === 'PASS' ? undefined : ruleOfKey(text);
    return ruleOfWord === undefined ? undefined : { rule: ruleOfWord, place: 'bare', isName };
  }
  const decoded = decode(text, before === BACKSLASH);
  // In a query within a query the separators are encoded, and in JSON in a query the quotes.
  const cut = Math.max(...PAIR_STARTS.map((start) => decoded.lastIndexOf(start)));
  const isPair = separator === '=' && (cut >= 0 || (place === 'pair' && !isSpaced));
  const rule = isPair ? ruleOfPair(decoded.slice(cut + 1)) : ruleOfKey(decoded.slice(cut + 1));
  if (rule === undefined) return undefined;
  return { rule, place: isPair ? 'pair' : isSpaced ? 'bare' : place, isName };
}

function placeAfter(bytes: Buffer, first: number): Place {
  const before = bytes[first - 1];
  // Some readers end a line at a CR, and skip a NUL.
  if (before === undefined || before === LF || before === CR || before === 0) return 'line';
  const previous = bytes[first - 2];
  switch (before) {
    case 0x26: // &, but not &&
      return previous === before ? 'bare' : 'pair';
    case 0x3f: // ?
    case 0x23: // #
      return 'pair';
    case 0x3b: // ; of &amp; or between pairs
      return bytes.toString('latin1', Math.max(0, first - 5), first) === '&amp;' ? 'pair' : 'semicolon';
    default:
      return 'bare';
  }
}

/** At the start of a line, but for blanks. */
function isIndented(bytes: Buffer, first: number): boolean {
  let last = first - 1;
  while (isBlank(bytes[last]) && first - last <= MAX_BLANKS) last -= 1;
  return last < first - 1 && (last < 0 || bytes[last] === LF);
}

/** A percent sign and a JSON escape stand for a character, also where the backslash is before the text. */
function decode(text: string, isEscaped: boolean): string {
  const whole = (isEscaped ? `\\${text}` : text).replaceAll('%25', '%');
  return whole
    .replace(/%([0-9a-f]{2})|\\u00([0-9a-f]{2})/gi, (_, percent?: string, unicode?: string) =>
      String.fromCharCode(parseInt(percent ?? unicode ?? '', 16)),
    )
    .replace(/^\\[a-z]?/, '');
}

/** The secret's key between this quote and the one before. */
export function quotedKeyBefore(bytes: Buffer, end: number): QuotedKey | undefined {
  const quote = bytes[end] ?? 0;
  let level = 0;
  while (bytes[end - 1 - level] === BACKSLASH && level < MAX_BLANKS) level += 1;
  const last = end - 1 - level;
  let first = last + 1;
  let state = 0;
  let isHinted = false;
  let hasEscape = false;
  for (let byte = bytes[first - 1]; byte !== undefined && isQuotedKeyByte[byte] === 1; byte = bytes[first - 1]) {
    if (last + 1 - first >= MAX_KEY) break;
    state = hints.next[256 * state + byte] ?? 0;
    if (hints.found[state] !== 0) isHinted = true;
    if (byte === BACKSLASH || byte === PERCENT) hasEscape = true;
    first -= 1;
  }
  const text = bytes.toString('latin1', first, last + 1);
  const isWhole = bytes[first - 1] === quote;
  const isEndOfKey = last + 1 - first === MAX_KEY && !text.includes(' ');
  if ((!isHinted && !hasEscape) || !(isWhole || isEndOfKey)) return undefined;
  // A colon and a blank stand in URLs and sentences, but one between two names is a namespace's.
  const rule = /[:/]/.test(text) && !NAMESPACED.test(text) ? undefined : ruleOfKey(decode(text, false));
  return rule === undefined ? undefined : { rule, index: first - 1, quote, level };
}

/** Whether a quoted name, from this index to the quote at `end`, is that of a form's part (RFC 7578). */
export function isPartName(bytes: Buffer, index: number, end: number): boolean {
  const line = bytes.toString('latin1', Math.max(0, end - LOOKBACK), index).toLowerCase();
  const start = line.lastIndexOf('\n') + 1;
  // The name of a file may be so long that the beginning of the line is not to be seen.
  const isCut = start === 0 && end >= LOOKBACK;
  const header = line.slice(start);
  return /name *= *$/.test(header) && (header.includes('form-data') || (isCut && /; *name *= *$/.test(header)));
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;

export const isQuote = (byte: number): boolean => byte === QUOTE || byte === APOSTROPHE;
