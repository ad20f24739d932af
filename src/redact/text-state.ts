// SPDX-License-Identifier: Apache-2.0
import { judge, type Piece } from './piece.ts';
import type { Scanner, Verdict } from './scanner.ts';

/** A text that is being scanned, and the pieces of samples that its bytes came in and that wait for verdicts. */
export class TextState {
  readonly #scanner: Scanner;
  readonly #waiting: Piece[] = [];

  constructor(scanner: Scanner) {
    this.#scanner = scanner;
  }

  push(piece: Piece): void {
    if (piece.bytes.length === 0) return;
    this.#waiting.push(piece);
    this.#deal(this.#scanner.push(piece.bytes));
  }

  gap(): void {
    this.#deal(this.#scanner.gap());
  }

  giveUp(): void {
    if (this.#waiting.length > 0) this.#deal(this.#scanner.giveUp());
  }

  end(): void {
    this.#deal(this.#scanner.end());
  }

  /** A verdict may reach over several pieces. */
  #deal(verdicts: readonly Verdict[]): void {
    for (const { length, rule, continues } of verdicts) {
      let goesOn = continues;
      for (let left = length; left > 0; ) {
        const [piece] = this.#waiting;
        if (piece === undefined) throw new Error('a verdict about bytes that no sample has');
        const taken = Math.min(left, piece.bytes.length - piece.judged);
        judge(piece, { length: taken, rule, continues: goesOn });
        goesOn = true;
        left -= taken;
        if (piece.judged === piece.bytes.length) this.#waiting.shift();
      }
    }
  }
}
