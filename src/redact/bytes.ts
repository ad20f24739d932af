// SPDX-License-Identifier: Apache-2.0

/** A table of 256: 1 for the bytes that are in it. A range is written as `a-z`, in pairs: `a-zA-Z`. */
export function byteSet({ ranges = '', bytes = '' }: { ranges?: string; bytes?: string }): Uint8Array {
  const table = new Uint8Array(256);
  for (let index = 0; index + 2 < ranges.length; index += 3) {
    table.fill(1, ranges.charCodeAt(index), ranges.charCodeAt(index + 2) + 1);
  }
  for (const byte of Buffer.from(bytes, 'latin1')) table[byte] = 1;
  return table;
}

export const inverse = (table: Uint8Array): Uint8Array => table.map((is) => 1 - is);

export const isAlphanumeric = byteSet({ ranges: 'a-zA-Z0-9' });
export const isHexDigit = byteSet({ ranges: '0-9a-fA-F' });

/** Bytes from index to index as text, a character each; empty if there are none. */
export const latin1Of = (bytes: Buffer, start: number, end: number): string =>
  start < end ? bytes.toString('latin1', start, end) : '';

export const TAB = 0x09;
export const LF = 0x0a;
export const CR = 0x0d;
export const SPACE = 0x20;
export const EXCLAMATION = 0x21;
export const QUOTE = 0x22;
export const HASH = 0x23;
export const DOLLAR = 0x24;
export const PERCENT = 0x25;
export const AMPERSAND = 0x26;
export const OPEN_PAREN = 0x28;
export const CLOSE_PAREN = 0x29;
export const STAR = 0x2a;
export const PLUS = 0x2b;
export const COMMA = 0x2c;
export const DASH = 0x2d;
export const DOT = 0x2e;
export const SLASH = 0x2f;
export const DIGIT_0 = 0x30;
export const DIGIT_9 = 0x39;
export const COLON = 0x3a;
export const SEMICOLON = 0x3b;
export const LESS = 0x3c;
export const EQUALS = 0x3d;
export const GREATER = 0x3e;
export const QUESTION = 0x3f;
export const AT = 0x40;
export const OPEN_BRACKET = 0x5b;
export const BACKSLASH = 0x5c;
export const CLOSE_BRACKET = 0x5d;
export const UNDERSCORE = 0x5f;
export const OPEN_BRACE = 0x7b;
export const PIPE = 0x7c;
export const CLOSE_BRACE = 0x7d;

const LETTER_U = 0x75;
const LETTER_C = 0x63;
const DIGIT_5 = 0x35;
const isSimpleEscape = byteSet({ bytes: 'nrtbf' });
const isControl = byteSet({ ranges: '\0-\x08\x0b-\x0c\x0e-\x1f\x7f-\x7f' });

/** How a text has a blank: as it is, and in forms and URLs. */
export const BLANKS: readonly string[] = [' ', '+', '%20'];

/**
 * Whether a word can begin at this index: there is no letter or digit before it, nor a sign that joins words; or only an
 * escaped character's, or the length of what follows in a binary frame.
 */
export function isWordStart(bytes: Uint8Array, index: number, joins?: Uint8Array): boolean {
  const before = bytes[index - 1];
  if (index <= 0 || before === undefined) return true;
  if (isAlphanumeric[before] === 0) return joins?.[before] !== 1;
  if (isSimpleEscape[before] === 1 && isBackslash(bytes, index - 2)) return true;
  if (isNoText(bytes, index - 2)) return true;
  if (isHexDigit[before] === 0 || !isHex(bytes[index - 2])) return false;
  if (bytes[index - 3] === PERCENT) return true;
  if (bytes[index - 5] !== LETTER_U || !isBackslash(bytes, index - 6)) return false;
  return isHex(bytes[index - 3]) && isHex(bytes[index - 4]);
}

/** A backslash ends at this index, as it is or in percent-encoding. */
const isBackslash = (bytes: Uint8Array, index: number): boolean =>
  bytes[index] === BACKSLASH ||
  (bytes[index - 2] === PERCENT && bytes[index - 1] === DIGIT_5 && ((bytes[index] ?? 0) | 0x20) === LETTER_C);

const isHex = (byte: number | undefined): boolean => byte !== undefined && isHexDigit[byte] === 1;

/** A control character, or a byte that only goes on with a character of UTF-8, where none has begun: a frame of WebSocket. */
function isNoText(bytes: Uint8Array, index: number): boolean {
  const byte = bytes[index] ?? 0;
  if (index < 0) return false;
  return isControl[byte] === 1 || (byte >= 0x80 && byte < 0xc0 && (bytes[index - 1] ?? 0) < 0x80);
}
