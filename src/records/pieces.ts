// SPDX-License-Identifier: Apache-2.0
import { toReversible } from '../base/reversible-text.ts';

/** Loki takes 64 KB of structured metadata a line; the other attributes of a record need less than 4 KB of them. */
const MAX_TEXT_BYTES = 60 * 1024;

/** A part of a call's plaintext that fits into one record. */
export interface Piece {
  /** Reversible text, UTF-8. */
  text: Buffer;
  /** In bytes before escaping: where it starts, how long it is. */
  start: number;
  length: number;
}

/** Cuts plaintext so that each piece is at most MAX_TEXT_BYTES once escaped; one piece when it is empty. */
export function cutIntoPieces(bytes: Buffer): Piece[] {
  const whole = toReversible(bytes);
  if (whole.length <= MAX_TEXT_BYTES) return [{ text: whole, start: 0, length: bytes.length }];
  const pieces: Piece[] = [];
  for (let start = 0; start < bytes.length; ) {
    const piece = largestPiece(bytes, start);
    pieces.push(piece);
    start += piece.length;
  }
  return pieces;
}

// Halving finds a length that fits in a few steps; the least, a quarter of the limit, always does.
function largestPiece(bytes: Buffer, start: number): Piece {
  for (let length = Math.min(bytes.length - start, MAX_TEXT_BYTES); ; length = Math.ceil(length / 2)) {
    const end = characterStart(bytes, start + length);
    const text = toReversible(bytes.subarray(start, end));
    if (text.length <= MAX_TEXT_BYTES) return { text, start, length: end - start };
  }
}

/** Moves a cut back so that it does not part a UTF-8 character, or a backslash from its `x`. */
function characterStart(bytes: Buffer, end: number): number {
  if (end >= bytes.length) return bytes.length;
  if (bytes[end] === 0x78 && bytes[end - 1] === 0x5c) return end - 1;
  for (let at = end; at > end - 4; at--) {
    const byte = bytes[at] ?? 0;
    if (byte < 0x80 || byte > 0xbf) return byte >= 0xc2 ? at : end;
  }
  return end;
}
