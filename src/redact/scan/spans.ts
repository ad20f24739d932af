// SPDX-License-Identifier: Apache-2.0

/** Bytes to be masked, as offsets in the text. */
export interface Span {
  readonly start: number;
  end: number;
  readonly rule: string;
  isOpen: boolean;
}

/** What a lane has found out: the spans that wait for their verdicts, in order, and how far it is sure of them. */
export class Spans {
  list: Span[] = [];
  /** Offsets before this one are decided. */
  judged = 0;
  #open: Span | undefined;
  #heldFrom: number | undefined;

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  mask(start: number, end: number, rule: string): void {
    if (end > start) this.list.push({ start, end, rule, isOpen: false });
  }

  /** Everything from here is masked as it comes, until `close`. */
  open(start: number, rule: string): void {
    this.#open = { start, end: start, rule, isOpen: true };
    this.list.push(this.#open);
  }

  close(end: number): void {
    if (!this.#open) return;
    this.#open.end = end;
    this.#open.isOpen = false;
    this.#open = undefined;
  }

  /** Nothing from here on is decided, until `release` or another `hold`. */
  hold(from: number): void {
    this.#heldFrom = from;
  }

  release(): void {
    this.#heldFrom = undefined;
  }

  /** The lane has read all that is before this offset. */
  reached(offset: number): void {
    this.judged = this.#heldFrom ?? offset;
    if (this.#open) this.#open.end = this.judged;
  }

  /** Forgets everything: the lane starts anew here. */
  reset(offset: number): void {
    this.list = [];
    this.#open = undefined;
    this.#heldFrom = undefined;
    this.judged = offset;
  }
}
