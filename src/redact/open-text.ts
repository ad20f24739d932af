// SPDX-License-Identifier: Apache-2.0
import type { PartRole, Text } from '../http/part.ts';
import type { TracedExchange } from '../trace/awaited-spans.ts';
import { latin1Of } from './bytes.ts';
import type { Scanner, ScannerAtRest, Verdict } from './scanner.ts';

/** Of a part of a sample: how many of the sample's bytes it stands for, and what they are. */
export interface PieceBase {
  readonly length: number;
  readonly role: PartRole;
  readonly exchange: TracedExchange | undefined;
}

/** What becomes of a run of a sample's bytes, as far as it is known. */
export interface Piece extends PieceBase {
  /** Bytes that are shown where no verdict masks them: the sample's own, or what stands in their place. */
  readonly bytes: Buffer;
  /** Whether `bytes` are the sample's own, so that a place in the one is a place in the other. */
  readonly isOwn: boolean;
  readonly verdicts: Verdict[];
  /** Of `bytes`, the first ones, which have a verdict. */
  judged: number;
  /** Of `bytes`, the last ones, which are not read: they stand behind all that is shown of their call. */
  unread: number;
}

export function newPiece({ length, role, exchange }: PieceBase, bytes: Buffer, isOwn: boolean): Piece {
  return { length, role, exchange, bytes, isOwn, verdicts: [], judged: 0, unread: 0 };
}

/** A piece that needs no scanner: shown whole, or masked whole by a rule. */
export function judgedPiece(base: PieceBase, bytes: Buffer, isOwn: boolean, rule?: string): Piece {
  const piece = newPiece(base, bytes, isOwn);
  if (bytes.length > 0) judge(piece, { length: bytes.length, rule, continues: false });
  return piece;
}

export function isJudged({ judged, unread, bytes }: Piece): boolean {
  return judged + unread === bytes.length;
}

export function judge(piece: Piece, verdict: Verdict): void {
  piece.verdicts.push(verdict);
  piece.judged += verdict.length;
}

const UNCOUNTED = -1;

/** What verdicts are awaited for. */
class Awaited {
  pieces: Piece[] = [];
  /**
   * Bytes that the scanner has and that no piece waits for: their verdicts are nobody's. UNCOUNTED when there are none
   * any more, and the last of them were masked: that is counted where it goes on.
   */
  unclaimed = 0;

  deal(verdicts: readonly Verdict[]): void {
    for (const { length, rule, continues } of verdicts) {
      const before = this.unclaimed;
      const unclaimed = Math.max(0, Math.min(before, length));
      if (unclaimed < length) {
        this.unclaimed = 0;
        this.#give(length - unclaimed, rule, continues && before === 0);
      } else {
        this.unclaimed = before === length && rule !== undefined ? UNCOUNTED : before - length;
      }
    }
  }

  /** A verdict may reach over several pieces. */
  #give(length: number, rule: string | undefined, continues: boolean): void {
    let goesOn = continues;
    for (let left = length; left > 0; ) {
      const piece = this.pieces[0];
      if (piece === undefined) throw new Error('a verdict about bytes that no sample has');
      const taken = Math.min(left, piece.bytes.length - piece.judged);
      judge(piece, { length: taken, rule, continues: goesOn });
      goesOn = true;
      left -= taken;
      if (piece.judged === piece.bytes.length) this.pieces.shift();
    }
  }
}

/** A text that is being scanned, and the pieces of samples that its bytes came in and that wait for verdicts. */
export class OpenText {
  readonly text: Text;
  readonly scanner: Scanner;
  #awaited: Awaited | undefined;
  /** Bytes before those that come next, latin1, which are read with them if any of these are read. */
  #tail = '';

  constructor(text: Text, scanner: Scanner) {
    this.text = text;
    this.scanner = scanner;
  }

  /** Bytes of the text. What it takes besides is little, and bounded by connections and streams. */
  get heldBytes(): number {
    return this.scanner.held + this.#tail.length;
  }

  /** What its scanner knows, when that is little and no piece waits. */
  rest(): ScannerAtRest | undefined {
    return this.#awaited === undefined && this.#tail === '' ? this.scanner.rest() : undefined;
  }

  /** A piece of which all bytes are read. */
  push(piece: Piece): void {
    if (piece.bytes.length > 0) this.read(piece, piece.bytes);
  }

  /** The next bytes of a piece, of which none or some have been read. */
  read(piece: Piece, bytes: Buffer): void {
    this.readTail();
    const awaited = this.#awaited ?? new Awaited();
    if (awaited.pieces.at(-1) !== piece) awaited.pieces.push(piece);
    this.#awaited = awaited;
    this.#deal(this.scanner.push(bytes));
  }

  /**
   * What waits is not judged any more, and of `piece`, of which `read` bytes have been read, no more is read. What
   * follows is read with the last `tail` bytes before it, as soon as any of it is.
   */
  skip(piece: Piece, read: number, tail: number): void {
    for (const one of this.#awaited?.pieces ?? []) one.unread = one.bytes.length - one.judged;
    piece.unread = piece.bytes.length - piece.judged;
    this.#awaited = undefined;
    const start = piece.bytes.length - tail;
    if (this.#tail !== '') this.scanner.skip(Buffer.from(this.#tail, 'latin1'));
    this.scanner.skip(piece.bytes.subarray(read, start));
    this.#tail = latin1Of(piece.bytes, start, piece.bytes.length);
  }

  /** Nothing that follows is left out, so that the end before it needs not be kept for it. */
  readTail(): void {
    if (this.#tail === '') return;
    const bytes = Buffer.from(this.#tail, 'latin1');
    this.#tail = '';
    this.#awaited = new Awaited();
    this.#awaited.unclaimed = bytes.length;
    this.#deal(this.scanner.push(bytes));
  }

  gap(): void {
    this.#tail = '';
    this.#deal(this.scanner.gap());
  }

  giveUp(): void {
    if (this.#awaited !== undefined && this.#awaited.pieces.length > 0) this.#deal(this.scanner.giveUp());
  }

  end(): void {
    this.#deal(this.scanner.end());
  }

  #deal(verdicts: readonly Verdict[]): void {
    const awaited = this.#awaited ?? new Awaited();
    awaited.deal(verdicts);
    this.#awaited = awaited.pieces.length > 0 || awaited.unclaimed !== 0 ? awaited : undefined;
  }
}
