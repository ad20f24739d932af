// SPDX-License-Identifier: Apache-2.0
import { UNDERSCORE } from '../bytes.ts';
import { secretWords } from './secret-words.ts';

export interface Split {
  /** In small letters, without digits at their ends. */
  parts: string[];
  /** Where the parts of the last segment begin: in `spring.ssl.key-password` those of `key-password`. */
  from: number;
}

/** Words that end in a digit; another digit at the end of a part counts: `password2`. */
const keepsDigits: ReadonlySet<string> = new Set(
  secretWords.map(({ word }) => word).filter((word) => /\d$/.test(word)),
);
const NO_ASCII = /[^ -~]/;

const SIGN = 0;
const LETTER = 1;
const CAPITAL = 2;
const DIGIT = 3;
/** Between the segments of a path of keys. */
const SEPARATOR = 4;
const kinds = new Uint8Array(0x80);
kinds.fill(DIGIT, 0x30, 0x3a);
kinds.fill(CAPITAL, 0x41, 0x5b);
kinds.fill(LETTER, 0x61, 0x7b);
for (const sign of '.:/[]()') kinds[sign.charCodeAt(0)] = SEPARATOR;

/** `userPassword2` is user, password; `APIKey` is api, key; what is no letter separates. */
export function splitKey(key: string): Split {
  const text = NO_ASCII.test(key) ? key.normalize('NFC') : key;
  const lower = text.toLowerCase();
  const parts: string[] = [];
  let from = 0;
  let start = -1;
  let isNewSegment = false;
  let last = SIGN;
  for (let index = 0; index <= text.length; index += 1) {
    const kind = kindAt(text, lower, index);
    if (kind === SIGN || kind === SEPARATOR) {
      if (start >= 0) from = add(parts, lower.slice(start, index), isNewSegment, from);
      if (start >= 0) isNewSegment = false;
      start = -1;
      if (kind === SEPARATOR || isSecondUnderscore(text, index)) isNewSegment = true;
    } else if (start < 0) start = index;
    else if (kind === CAPITAL && (last !== CAPITAL || kindAt(text, lower, index + 1) === LETTER)) {
      from = add(parts, lower.slice(start, index), isNewSegment, from);
      isNewSegment = false;
      start = index;
    }
    last = kind;
  }
  return { parts, from };
}

const isSecondUnderscore = (text: string, index: number): boolean =>
  text.charCodeAt(index) === UNDERSCORE && text.charCodeAt(index - 1) === UNDERSCORE;

/** Whatever is not ASCII counts as a letter. Few letters become two when they become small: then no capital is known. */
function kindAt(text: string, lower: string, index: number): number {
  if (index >= text.length) return SIGN;
  const code = text.charCodeAt(index);
  if (code < 0x80) return kinds[code] ?? SIGN;
  return lower.length === text.length && lower.charCodeAt(index) !== code ? CAPITAL : LETTER;
}

/** Adds the part, and returns where the last segment begins then. */
function add(parts: string[], text: string, isNewSegment: boolean, from: number): number {
  const part = withoutDigits(text);
  if (part === '') return from;
  // OAuth is a word.
  if (part.startsWith('auth') && parts.at(-1) === 'o') parts[parts.length - 1] = `o${part}`;
  else parts.push(part);
  return isNewSegment ? parts.length - 1 : from;
}

function withoutDigits(part: string): string {
  let end = part.length;
  while (end > 0 && kinds[part.charCodeAt(end - 1)] === DIGIT) end -= 1;
  return end === part.length || keepsDigits.has(part) ? part : part.slice(0, end);
}
