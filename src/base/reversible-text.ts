// SPDX-License-Identifier: Apache-2.0
import { isAscii } from 'node:buffer';

// Controls other than tab, LF and CR; and the one sequence that an escape could be mistaken for.
// biome-ignore lint/suspicious/noControlCharactersInRegex: controls are what is escaped.
const NEEDS_ESCAPE = /[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]|\\x/;
/** `\xNN` */
const ESCAPE_BYTES = 4;
const HEX = Buffer.from('0123456789abcdef');
/** By byte: it may stand as it is, whatever is beside it. A backslash may not, before an x. */
const isPlain = Uint8Array.from({ length: 256 }, (_, byte) =>
  Number((byte >= 0x20 && byte < 0x7f && byte !== 0x5c) || byte === 0x09 || byte === 0x0a || byte === 0x0d),
);

/**
 * Bytes as text, in UTF-8, that can be turned back into the same bytes: valid UTF-8 as it is; controls (C0 other than
 * tab, LF and CR, DEL, C1) and bytes that are not valid UTF-8 as `\xNN`; the backslash of a literal `\x` as `\x5c`.
 * The same buffer when nothing has to be escaped.
 */
export function toReversible(bytes: Buffer): Buffer {
  if (isAscii(bytes) && !NEEDS_ESCAPE.test(bytes.toString('latin1'))) return bytes;
  const first = plainEnd(bytes, 0);
  if (first === bytes.length) return bytes;
  const text = Buffer.allocUnsafe(first + ESCAPE_BYTES * (bytes.length - first));
  let [from, end, length] = [0, first, 0];
  while (end < bytes.length) {
    length += bytes.copy(text, length, from, end);
    const escaped = bytes[end] === 0xc2 && isC1(bytes[end + 1]) ? 2 : 1;
    for (let index = 0; index < escaped; index += 1) length = writeEscape(text, length, bytes[end + index] ?? 0);
    from = end + escaped;
    end = plainEnd(bytes, from);
  }
  length += bytes.copy(text, length, from, end);
  return text.subarray(0, length);
}

/** Where the next byte stands that has to be escaped. */
function plainEnd(bytes: Buffer, from: number): number {
  let at = from;
  while (at < bytes.length) {
    if (isPlain[bytes[at] ?? 0] === 1) {
      at += 1;
      continue;
    }
    const length = plainLength(bytes, at);
    if (length === 0) break;
    at += length;
  }
  return at;
}

function writeEscape(text: Buffer, at: number, byte: number): number {
  text[at] = 0x5c;
  text[at + 1] = 0x78;
  text[at + 2] = HEX[byte >> 4] ?? 0;
  text[at + 3] = HEX[byte & 0xf] ?? 0;
  return at + ESCAPE_BYTES;
}

/** Bytes of the character at `at`, which is not plain, that can be shown as it is; 0 when it has to be escaped. */
function plainLength(bytes: Buffer, at: number): number {
  const first = bytes[at] ?? 0;
  if (first < 0x80) return first === 0x5c && bytes[at + 1] !== 0x78 ? 1 : 0;
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
