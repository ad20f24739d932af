// SPDX-License-Identifier: Apache-2.0
import { MAX_HELD } from '../../scan/held.ts';
import type { Lane } from '../../scan/lane.ts';
import type { Piece } from '../../scan/piece.ts';
import { Spans } from '../../scan/spans.ts';
import type { Configuration, Matcher } from './matcher.ts';

/**
 * What the user's rules match, each match of each: bytes are held from where the oldest beginning of a match that may
 * still come is. A beginning that stays undecided for too long is masked.
 */
export class UserLane implements Lane {
  readonly spans = new Spans();
  readonly #matcher: Matcher;
  readonly #names: readonly string[];
  #configuration: Configuration;
  /** Where each group began, but for the last: that begins here. */
  #starts: number[] = [];
  /** The last span, which later matches may make longer. */
  #maskedFrom = 0;
  #maskedTo = 0;

  constructor(matcher: Matcher, names: readonly string[]) {
    this.#matcher = matcher;
    this.#names = names;
    this.#configuration = matcher.start;
  }

  read({ bytes, from, base }: Piece): void {
    const { start } = this.#matcher;
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      const step = this.#configuration.steps[byte] ?? this.#matcher.step(this.#configuration, byte);
      if (step.to === start && this.#starts.length === 0) continue;
      this.#starts = step.from.map((group) => this.#starts[group] ?? base + index);
      this.#configuration = step.to;
      this.#matches(base + index + 1);
    }
    this.#hold();
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    this.spans.release();
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#configuration = this.#matcher.start;
    this.#starts = [];
    this.spans.reset(offset);
  }

  #matches(end: number): void {
    const { groups } = this.#configuration;
    for (let group = 0; group < this.#starts.length; group += 1) {
      const accepted = groups[group]?.accepted ?? -1;
      if (accepted >= 0) this.#mask(this.#starts[group] ?? end, end, this.#names[accepted] ?? '');
    }
    const [oldest] = this.#starts;
    if (oldest !== undefined && end - this.#undecidedFrom(oldest) >= MAX_HELD) this.#mask(oldest, end, 'undecided');
  }

  #mask(start: number, end: number, rule: string): void {
    const { list } = this.spans;
    let [first, name] = [start, rule];
    // Matches that overlap are one span, so that the list stays short.
    for (let last = list.at(-1); last && last.end > start; last = list.at(-1)) {
      list.pop();
      if (last.start <= first) [first, name] = [last.start, last.rule];
    }
    this.spans.mask(first, end, name);
    this.#maskedFrom = first;
    this.#maskedTo = end;
  }

  /** Bytes that are masked already need not be held. */
  #undecidedFrom(oldest: number): number {
    return this.#maskedFrom <= oldest && oldest < this.#maskedTo ? this.#maskedTo : oldest;
  }

  #hold(): void {
    const [oldest] = this.#starts;
    if (oldest === undefined) this.spans.release();
    else this.spans.hold(this.#undecidedFrom(oldest));
  }
}
