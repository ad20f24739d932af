// SPDX-License-Identifier: Apache-2.0
import type { Piece } from './piece.ts';
import type { Spans } from './spans.ts';

/**
 * One way of looking for secrets. Each lane reads the whole text for itself; what any of them finds is masked. What it
 * finds depends on the bytes alone, never on where the pieces were cut.
 */
export interface Lane {
  readonly spans: Spans;
  read(piece: Piece): void;
  /** The text is complete at this offset. */
  end(offset: number): void;
  /** Bytes are missing before this offset. */
  reset(offset: number): void;
}
