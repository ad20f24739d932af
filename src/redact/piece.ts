// SPDX-License-Identifier: Apache-2.0
import type { Exchange } from '../http/exchange.ts';
import type { PartRole } from '../http/part.ts';
import type { Verdict } from './scanner.ts';

/** What becomes of a run of a sample's bytes, as far as it is known. */
export interface Piece {
  /** Bytes of the sample that it stands for. */
  readonly length: number;
  readonly role: PartRole;
  readonly exchange: Exchange | undefined;
  /** Bytes that are shown where no verdict masks them: the sample's own, or what stands in their place. */
  readonly bytes: Buffer;
  /** Whether `bytes` are the sample's own, so that a place in the one is a place in the other. */
  readonly isOwn: boolean;
  readonly verdicts: Verdict[];
  /** Of `bytes`, those that have a verdict. */
  judged: number;
}

export function isJudged(piece: Piece): boolean {
  return piece.judged === piece.bytes.length;
}

export function judge(piece: Piece, verdict: Verdict): void {
  piece.verdicts.push(verdict);
  piece.judged += verdict.length;
}

/** A piece that needs no scanner: shown whole, or masked whole by a rule. */
export function judgedPiece(
  base: Pick<Piece, 'length' | 'role' | 'exchange' | 'bytes' | 'isOwn'>,
  rule?: string,
): Piece {
  const piece: Piece = { ...base, verdicts: [], judged: 0 };
  if (piece.bytes.length > 0) judge(piece, { length: piece.bytes.length, rule, continues: false });
  return piece;
}
