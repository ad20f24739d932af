// SPDX-License-Identifier: Apache-2.0
import { MAX_HELD } from '../scanner.ts';
import { Spans } from '../spans.ts';
import { type Configuration, Matcher } from './matcher.ts';
import { PatternError, type UserRule } from './pattern.ts';

const NONE = new Uint16Array(0);

/** The user's rules, whose automaton all scans share. Throws a PatternError. */
export class UserPatterns {
  readonly #matcher: Matcher;
  readonly #names: readonly string[];

  constructor(rules: readonly UserRule[]) {
    this.#matcher = new Matcher(rules);
    this.#names = rules.map(({ name }) => name);
  }

  start(): UserScan {
    return new UserScan(this.#matcher, this.#names);
  }
}

/**
 * What the user's rules match in one text, each match of each: bytes are held from where the oldest beginning of a match
 * that may still come is. A beginning that stays undecided for too long is masked.
 */
export class UserScan {
  readonly spans = new Spans();
  readonly #matcher: Matcher;
  readonly #names: readonly string[];
  #configuration: Configuration;
  /** Of the configuration, in that generation. */
  #number = 0;
  #generation: number;
  /** Where each group began, but for the last: that begins here. Those beyond the count are of no meaning. */
  readonly #starts: number[] = [];
  #count = 0;
  /** The last span, which later matches may make longer. */
  #maskedFrom = 0;
  #maskedTo = 0;

  constructor(matcher: Matcher, names: readonly string[]) {
    this.#matcher = matcher;
    this.#names = names;
    this.#configuration = matcher.start;
    this.#generation = matcher.generation;
  }

  /** bytes[from, to) come next; bytes[0] stands at `base` in the text. */
  read(bytes: Uint8Array, from: number, to: number, base: number): void {
    const matcher = this.#matcher;
    const { classes, width } = matcher;
    let number = this.#number;
    if (matcher.generation !== this.#generation) number = matcher.numberOf(this.#configuration);
    for (let index = from; index < to; index += 1) {
      const byteClass = classes[bytes[index] ?? 0] ?? 0;
      if (matcher.next[width * number + byteClass] === 0) number = matcher.learn(number, byteClass);
      const slot = width * number + byteClass;
      const target = (matcher.next[slot] ?? 0) - 1;
      // Far the most bytes begin nothing where nothing may be matching.
      if (target === 0 && number === 0) continue;
      this.#move(matcher.origins[matcher.moves[slot] ?? 0] ?? NONE, base + index);
      number = target;
      if (matcher.accepts[number] === 1) this.#matches(matcher.configurations[number] ?? [], base + index + 1);
      this.#giveUp(base + index + 1);
    }
    this.#number = number;
    this.#generation = matcher.generation;
    this.#configuration = matcher.configurations[number] ?? [];
    this.#hold();
    this.spans.reached(base + to);
  }

  /** The text is complete at this offset. */
  end(offset: number): void {
    this.spans.release();
    this.spans.reached(offset);
  }

  /** Bytes are missing before this offset. */
  reset(offset: number): void {
    this.#configuration = this.#matcher.start;
    this.#number = 0;
    this.#generation = this.#matcher.generation;
    this.#count = 0;
    this.spans.reset(offset);
  }

  /** A group keeps its start, or begins here. Groups keep their order, so each is read before it is written over. */
  #move(origins: Uint16Array, here: number): void {
    const starts = this.#starts;
    const before = this.#count;
    const count = origins.length;
    for (let group = 0; group < count; group += 1) {
      const origin = origins[group] ?? 0;
      starts[group] = origin < before ? (starts[origin] ?? 0) : here;
    }
    this.#count = count;
  }

  #matches(configuration: Configuration, end: number): void {
    for (let group = 0; group < this.#count; group += 1) {
      const name = this.#names[configuration[group]?.accepted ?? -1];
      if (name !== undefined) this.#mask(this.#starts[group] ?? end, end, name);
    }
  }

  #giveUp(end: number): void {
    const oldest = this.#oldest;
    if (oldest !== undefined && end - this.#undecidedFrom(oldest) >= MAX_HELD) this.#mask(oldest, end, 'undecided');
  }

  get #oldest(): number | undefined {
    return this.#count === 0 ? undefined : this.#starts[0];
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
    const oldest = this.#oldest;
    if (oldest === undefined) this.spans.release();
    else this.spans.hold(this.#undecidedFrom(oldest));
  }
}

/** What is wrong with the patterns, if anything: of each by itself, or of all together. */
export function complaintsAbout(rules: readonly UserRule[]): { pattern: string; reason: string }[] {
  const complaints = rules.flatMap((rule) => {
    const reason = complaintOf([rule]);
    return reason === undefined ? [] : [{ pattern: rule.pattern, reason }];
  });
  if (complaints.length > 0 || rules.length < 2) return complaints;
  const reason = complaintOf(rules);
  return reason === undefined ? [] : [{ pattern: 'all patterns together', reason }];
}

function complaintOf(rules: readonly UserRule[]): string | undefined {
  try {
    new UserPatterns(rules);
    return undefined;
  } catch (error) {
    if (error instanceof PatternError) return error.message;
    throw error;
  }
}
