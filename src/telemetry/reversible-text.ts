// SPDX-License-Identifier: Apache-2.0
import { isAscii } from 'node:buffer';

// Controls other than tab, LF and CR; and the one sequence that an escape could be mistaken for.
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is escaped.
const NEEDS_ESCAPE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\\x/;

/**
 * Bytes as text that can be turned back into the same bytes: valid UTF-8 as it is; controls (C0 other than tab, LF and
 * CR, DEL, C1) and bytes that are not valid UTF-8 as `\xNN`; the backslash of a literal `\x` as `\x5c`.
 */
export function toReversibleText(bytes: Buffer): string {
  if (isAscii(bytes)) {
    const text = bytes.toString('latin1');
    return NEEDS_ESCAPE.test(text) ? escapeBytes(bytes) : text;
  }
  return escapeBytes(bytes);
}

function escapeBytes(bytes: Buffer): string {
  let text = '';
  let plainFrom = 0;
  let at = 0;
  while (at < bytes.length) {
    const length = plainLength(bytes, at);
    if (length > 0) {
      at += length;
      continue;
    }
    text += bytes.toString('utf8', plainFrom, at);
    const escaped = bytes[at] === 0xc2 && isC1(bytes[at + 1]) ? 2 : 1;
    for (let i = 0; i < escaped; i++) text += `\\x${(bytes[at + i] ?? 0).toString(16).padStart(2, '0')}`;
    at += escaped;
    plainFrom = at;
  }
  return text + bytes.toString('utf8', plainFrom);
}

/** Bytes of the character at `at` that can be shown as it is; 0 when it has to be escaped. */
function plainLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) {
    if (first === 0x5c) return bytes[at + 1] === 0x78 ? 0 : 1;
    const isControl = (first < 0x20 && first !== 0x09 && first !== 0x0a && first !== 0x0d) || first === 0x7f;
    return isControl ? 0 : 1;
  }
  return utf8Length(bytes, at, first);
}

/** Well-formed byte sequences of 2 to 4 bytes (Unicode Standard, table 3-7); 0 for others and for C1 controls. */
function utf8Length(bytes: Buffer, at: number, first: number): number {
  const second = bytes[at + 1];
  if (first < 0xc2 || first > 0xf4 || !isContinuation(second)) return 0;
  if (first < 0xe0) return first === 0xc2 && isC1(second) ? 0 : 2;
  if (!isContinuation(bytes[at + 2])) return 0;
  if (first < 0xf0) {
    if ((first === 0xe0 && second < 0xa0) || (first === 0xed && second > 0x9f)) return 0;
    // U+FFFD: Loki puts a space in its place.
    if (first === 0xef && second === 0xbf && bytes[at + 2] === 0xbd) return 0;
    return 3;
  }
  if (!isContinuation(bytes[at + 3])) return 0;
  if ((first === 0xf0 && second < 0x90) || (first === 0xf4 && second > 0x8f)) return 0;
  return 4;
}

function isContinuation(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 0x80 && byte <= 0xbf;
}

function isC1(byte: number | undefined): byte is number {
  return byte !== undefined && byte >= 0x80 && byte <= 0x9f;
}
