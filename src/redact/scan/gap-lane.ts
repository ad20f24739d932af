// SPDX-License-Identifier: Apache-2.0
import { Gap } from '../gap.ts';
import type { Lane } from './lane.ts';
import type { Piece } from './piece.ts';
import { Spans } from './spans.ts';

/** Masks what follows missing bytes until a place is certain. */
export class GapLane implements Lane {
  readonly spans = new Spans();
  readonly #gap = new Gap();
  #isOpen = false;

  open(offset: number): void {
    this.#isOpen = true;
    this.#gap.open();
    this.spans.open(offset, 'gap');
    this.spans.reached(this.spans.judged);
  }

  read({ bytes, from, base }: Piece): void {
    if (this.#isOpen) {
      const index = this.#gap.read(bytes, from, bytes.length);
      if (index >= 0) {
        this.#isOpen = false;
        this.spans.close(base + index - this.#gap.held);
        this.spans.release();
      } else if (this.#gap.held > 0) {
        this.spans.hold(base + bytes.length - this.#gap.held);
      } else {
        this.spans.release();
      }
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    // A line that was never proved harmless is masked.
    this.spans.release();
    this.spans.reached(offset);
    this.spans.close(offset);
  }

  reset(offset: number): void {
    this.#isOpen = false;
    this.spans.reset(offset);
  }
}
