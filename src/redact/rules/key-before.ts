// SPDX-License-Identifier: Apache-2.0
import { byteSet, CR, LF, SPACE, TAB } from '../scan/byte-set.ts';
import { LOOKBACK } from '../scan/piece.ts';
import { decodeKey } from './decode-key.ts';
import { headerInQuotes, type Quotes } from './header-in-quotes.ts';
import { hints, MAX_KEY } from './key-hints.ts';
import { isKnownHeader, ruleOfHeader, ruleOfKey, ruleOfPair } from './key-names.ts';

const MAX_BLANKS = 8;
const BACKSLASH = 0x5c;
const PERCENT = 0x25;
const SEMICOLON = 0x3b;
const LESS = 0x3c;
const GREATER = 0x3e;

const NO_PATH = /[^\w./%-]/;
const QUERY = /^[\w.%=&+*~-]*$/;
const PAIR_STARTS = ['&', '?', '#', '"', "'"];

const isKeyByte = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.%[]$+()' });

/** Where a key stands, for what may follow it. */
type Place =
  /** In a query or form: `?key=`, `&key=`. */
  | 'pair'
  /** At the start of the text or of a line. */
  | 'line'
  /** Behind a semicolon. */
  | 'semicolon'
  /** A header field in quotes. */
  | 'quotes'
  /** Anywhere else. */
  | 'bare';

export interface Key {
  rule: string;
  place: Place;
  /** It may be a name in a program. */
  isName: boolean;
  /** Around a header field. */
  quotes?: Quotes;
}

/** The secret's key that ends before `end` (with blanks between), by its separator: `=`, or `:` after which a header's value may stand. */
export function keyBefore(bytes: Buffer, end: number, separator: '=' | ':'): Key | undefined {
  let last = end - 1;
  // Some readers of forms leave a semicolon out.
  if (separator === '=' && bytes[last] === SEMICOLON) last -= 1;
  const isSpaced = isBlank(bytes[last]);
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
  return judge(bytes, first, bytes.toString('latin1', first, last + 1), separator, isSpaced);
}

function judge(bytes: Buffer, start: number, whole: string, separator: '=' | ':', isSpaced: boolean): Key | undefined {
  const first = start + expressionLength(bytes, start, whole);
  const text = whole.slice(first - start);
  const before = bytes[first - 1];
  const isName = !text.includes('-');
  const header = separator === ':' ? headerInQuotes(bytes, first, text) : undefined;
  if (header) return { ...header, place: 'quotes', isName: false };
  const place =
    separator === ':' && isIndented(bytes, first) && isKnownHeader(text) ? 'line' : placeAfter(bytes, first);
  if (separator === ':' && place === 'line') {
    const rule = ruleOfHeader(text);
    if (rule !== undefined) return { rule, place, isName: isName && !isKnownHeader(text) };
    // PASS: and Pin: begin lines of other things.
    const ruleOfWord = text === 'PASS' ? undefined : ruleOfKey(text);
    return ruleOfWord === undefined ? undefined : { rule: ruleOfWord, place: 'bare', isName };
  }
  const decoded = decodeKey(text, before === BACKSLASH);
  // In a query within a query the separators are encoded, and in JSON in a query the quotes.
  const cut = Math.max(...PAIR_STARTS.map((start) => decoded.lastIndexOf(start)));
  const isPair = separator === '=' && (cut >= 0 || (place === 'pair' && !isSpaced));
  const rule = isPair ? ruleOfPair(decoded.slice(cut + 1)) : ruleOfKey(decoded.slice(cut + 1));
  if (rule === undefined) return undefined;
  return { rule, place: isPair ? 'pair' : isSpaced ? 'bare' : place, isName };
}

/** Signs of an expression are of the key where there is none: in a query or form. */
function expressionLength(bytes: Buffer, first: number, text: string): number {
  if (bytes[first - 1] === undefined || placeAfter(bytes, first) === 'pair') return 0;
  return Math.max(...['+', '(', ')'].map((sign) => text.lastIndexOf(sign))) + 1;
}

function placeAfter(bytes: Buffer, first: number): Place {
  const before = bytes[first - 1];
  // Some readers end a line at a CR, and skip a NUL.
  if (before === undefined || before === LF || before === CR || before === 0) return 'line';
  const previous = bytes[first - 2];
  switch (before) {
    case 0x26: // &, but && only in a query
      return previous !== before || isInQuery(bytes.toString('latin1', Math.max(0, first - LOOKBACK), first))
        ? 'pair'
        : 'bare';
    case 0x3f: // ?
    case 0x23: // #
      return 'pair';
    case 0x3b: // ; of &amp; or between pairs
      return bytes.toString('latin1', Math.max(0, first - 5), first) === '&amp;' ? 'pair' : 'semicolon';
    default:
      return 'bare';
  }
}

/** Whether the text ends in the query of a path. */
function isInQuery(text: string): boolean {
  const start = text.lastIndexOf('?');
  const path = text.slice(0, Math.max(0, start)).split(NO_PATH).at(-1) ?? '';
  return path.includes('/') && QUERY.test(text.slice(start + 1));
}

/** At the start of a line, but for blanks, and the sign that curl writes before a head's lines. */
function isIndented(bytes: Buffer, first: number): boolean {
  let last = first - 1;
  while (isBlank(bytes[last]) && first - last <= MAX_BLANKS) last -= 1;
  if (bytes[last] === LESS || bytes[last] === GREATER) last -= 1;
  return last < first - 1 && (last < 0 || bytes[last] === LF);
}

const isBlank = (byte: number | undefined): boolean => byte === SPACE || byte === TAB;
