// SPDX-License-Identifier: Apache-2.0
import type { Verdict } from './scanner.ts';

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

/** Makes one row of verdicts of what the lanes found. Spans that overlap are one secret, named by the first of them. */
export class SpanMerger {
  /** The offset up to which there are verdicts. */
  emitted = 0;
  readonly #lanes: readonly Spans[];
  #rule = '';
  #verdicts: Verdict[] = [];

  constructor(lanes: readonly Spans[]) {
    this.#lanes = lanes;
  }

  /** As far as every lane has decided. */
  emit(): Verdict[] {
    let limit = Infinity;
    for (const { judged } of this.#lanes) limit = Math.min(limit, judged);
    while (this.emitted < limit) this.#step(limit);
    return this.#take();
  }

  /** Masks all that is held, whatever it may be. The lanes go on, and their spans with it. */
  mask(end: number, rule: string): Verdict[] {
    if (end > this.emitted) {
      const continued = this.#covering(end).some(({ start }) => start < this.emitted);
      if (!continued) this.#rule = rule;
      this.#append(end, this.#rule, continued);
    }
    return this.#take();
  }

  #step(limit: number): void {
    const covering = this.#covering(limit);
    if (covering.length === 0) {
      this.#append(this.#nextStart(limit), undefined, false);
      return;
    }
    const continues = covering.some(({ start }) => start < this.emitted);
    if (!continues) this.#rule = covering[0]?.rule ?? '';
    this.#append(Math.min(limit, Math.max(...covering.map(({ end }) => end))), this.#rule, continues);
  }

  /** The spans around the next byte, in the order of the lanes. Those that are over are forgotten. */
  #covering(limit: number): Span[] {
    const covering: Span[] = [];
    for (const lane of this.#lanes) {
      let over = 0;
      while (isOver(lane.list[over], this.emitted)) over += 1;
      if (over > 0) lane.list.splice(0, over);
      const [first] = lane.list;
      if (first && first.start <= this.emitted && first.end > this.emitted && first.start < limit) covering.push(first);
    }
    return covering;
  }

  #nextStart(limit: number): number {
    let next = limit;
    for (const { list } of this.#lanes) {
      const [first] = list;
      // An open span of no bytes yet stands where its bytes will come.
      if (first && first.start > this.emitted) next = Math.min(next, first.start);
    }
    return next;
  }

  #append(end: number, rule: string | undefined, continues: boolean): void {
    const length = end - this.emitted;
    const last = this.#verdicts.at(-1);
    if (last && last.rule === rule && (continues || rule === undefined)) last.length += length;
    else this.#verdicts.push({ length, rule, continues });
    this.emitted = end;
  }

  #take(): Verdict[] {
    const verdicts = this.#verdicts;
    this.#verdicts = [];
    return verdicts;
  }
}

const isOver = (span: Span | undefined, offset: number): boolean =>
  span !== undefined && !span.isOpen && span.end <= offset;
