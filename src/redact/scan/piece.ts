// SPDX-License-Identifier: Apache-2.0

/** How far a rule may look back. More than the longest key, with what stands before it. */
export const LOOKBACK = 160;

/** New bytes of a text behind the last LOOKBACK (or fewer, at the start) of those before them. */
export interface Piece {
  readonly bytes: Buffer;
  /** Index of the first new byte. */
  readonly from: number;
  /** Where `bytes` starts in the text: an index and this make an offset. */
  readonly base: number;
}
