// SPDX-License-Identifier: Apache-2.0
import { Automaton, buildPattern, MAX_STATES, PatternError, type State, type UserRule } from './pattern.ts';

/** Configurations that are kept; more are forgotten all at once and found again. */
const MAX_CONFIGURATIONS = 1_024;
/** As many as an element of the table can tell apart. */
const MAX_ORIGINS = 65_536;
const NO_RULE = -1;

/** What may be matching, all that began at one byte. */
interface Group {
  /** States that wait for a byte. */
  readonly states: readonly number[];
  /** The rule that has matched up to here; -1 for none. */
  readonly accepted: number;
}

/**
 * Everything that may be matching at a byte, the oldest beginning first. A state is only in the group of its oldest
 * beginning: the younger one would match no other bytes. The last group begins here and has seen nothing yet.
 */
export type Configuration = readonly Group[];

/**
 * The user's rules as one automaton, made deterministic as far as the traffic needs it, in tables over classes of bytes
 * that no pattern tells apart. Shared by all scans. Configuration 0 is the one in which nothing may be matching.
 */
export class Matcher {
  /** The class of each byte, and how many classes there are. */
  readonly classes: Uint8Array;
  readonly width: number;
  /** next[width * configuration + class] is the configuration after it + 1, and 0 as long as nobody has asked. */
  next: Uint16Array;
  /** In the same place: which of `origins` tells where the groups of the next configuration come from. */
  moves: Uint16Array;
  /** For each group but the last, the group that it was before. */
  origins: Uint16Array[] = [];
  /** 1 for the configurations in which a rule has matched. */
  readonly accepts = new Uint8Array(MAX_CONFIGURATIONS);
  configurations: Configuration[] = [];
  readonly start: Configuration;
  /** Numbers hold within one generation. */
  generation = 0;
  readonly #states: readonly State[];
  readonly #entry: readonly number[];
  /** A byte of each class. */
  readonly #examples: readonly number[];
  readonly #numbers = new Map<string, number>();
  readonly #originNumbers = new Map<string, number>();

  constructor(rules: readonly UserRule[]) {
    const automaton = new Automaton();
    const starts = rules.map(({ pattern, ignore_case: ignoreCase = false }, index) => {
      const fragment = buildPattern(automaton, pattern, ignoreCase);
      automaton.accept(fragment, index);
      return fragment.start;
    });
    this.#states = automaton.states;
    const { states, accepted } = this.#closure(starts, new Set());
    if (accepted !== NO_RULE) throw new PatternError('matches the empty text');
    const sets = this.#states.flatMap((state) => ('bytes' in state ? [state.bytes] : []));
    if (sets.length > MAX_STATES) throw new PatternError('repeats too much');
    this.#entry = states;
    this.classes = classesOf(sets);
    this.width = Math.max(...this.classes) + 1;
    this.#examples = Array.from({ length: this.width }, (_, number) => this.classes.indexOf(number));
    this.next = new Uint16Array(0);
    this.moves = new Uint16Array(0);
    this.start = this.#whole([], new Set());
    this.#number(this.start);
  }

  /** The number that a configuration has now. */
  numberOf(configuration: Configuration): number {
    return this.#numbers.get(keyOf(configuration)) ?? this.#number(configuration);
  }

  /** Fills in where a byte of this class leads. Returns the configuration's number, which may be another one then. */
  learn(number: number, byteClass: number): number {
    const configuration = this.configurations[number] ?? [];
    const byte = this.#examples[byteClass] ?? 0;
    const taken = new Set<number>();
    const groups: Group[] = [];
    const from: number[] = [];
    configuration.forEach(({ states }, index) => {
      const targets = states.flatMap((state) => {
        const found = this.#states[state];
        return found && 'bytes' in found && found.bytes[byte] === 1 ? [found.next] : [];
      });
      const group = this.#closure(targets, taken);
      if (group.states.length === 0 && group.accepted === NO_RULE) return;
      groups.push(group);
      from.push(index);
    });
    const isFull = this.configurations.length + 2 > MAX_CONFIGURATIONS || this.origins.length + 1 > MAX_ORIGINS;
    if (isFull) this.#forget();
    const known = this.numberOf(configuration);
    const slot = this.width * known + byteClass;
    const target = this.numberOf(this.#whole(groups, taken));
    this.next[slot] = target + 1;
    this.moves[slot] = this.#origin(from);
    return known;
  }

  /** What can be reached without a byte, but for what an older group has. */
  #closure(targets: readonly number[], taken: Set<number>): Group {
    const states: number[] = [];
    let accepted = NO_RULE;
    const waiting = [...targets];
    for (let number = waiting.pop(); number !== undefined; number = waiting.pop()) {
      if (taken.has(number)) continue;
      taken.add(number);
      const state = this.#states[number];
      if (!state) continue;
      if ('targets' in state) waiting.push(...state.targets);
      else if ('rule' in state) accepted = accepted === NO_RULE ? state.rule : Math.min(accepted, state.rule);
      else states.push(number);
    }
    return { states: states.sort((a, b) => a - b), accepted };
  }

  /** With what begins at the next byte. */
  #whole(groups: readonly Group[], taken: ReadonlySet<number>): Configuration {
    const fresh = groups.length === 0 ? this.#entry : this.#entry.filter((state) => !taken.has(state));
    return [...groups, { states: fresh, accepted: NO_RULE }];
  }

  #number(configuration: Configuration): number {
    const number = this.configurations.push(configuration) - 1;
    this.#numbers.set(keyOf(configuration), number);
    this.accepts[number] = configuration.some(({ accepted }) => accepted !== NO_RULE) ? 1 : 0;
    if (this.next.length < this.width * (number + 1)) {
      this.next = twice(this.next, this.width);
      this.moves = twice(this.moves, this.width);
    }
    return number;
  }

  #origin(from: readonly number[]): number {
    const key = from.join();
    const known = this.#originNumbers.get(key);
    if (known !== undefined) return known;
    const number = this.origins.push(Uint16Array.from(from)) - 1;
    this.#originNumbers.set(key, number);
    return number;
  }

  /** Scans that are in one of them find it again by what it is. */
  #forget(): void {
    this.generation += 1;
    this.configurations = [];
    this.origins = [];
    this.#numbers.clear();
    this.#originNumbers.clear();
    this.next.fill(0);
    this.#number(this.start);
  }
}

const keyOf = (configuration: Configuration): string =>
  configuration.map(({ states, accepted }) => `${accepted}:${states.join()}`).join(';');

function twice(table: Uint16Array, least: number): Uint16Array {
  const larger = new Uint16Array(Math.max(least, 2 * table.length));
  larger.set(table);
  return larger;
}

/** Bytes are of one class when each of the sets has all of them or none. */
function classesOf(sets: readonly Uint8Array[]): Uint8Array {
  const classes = new Uint8Array(256);
  let count = 1;
  for (const set of sets) {
    // A class that the set cuts in two: those in the set become a new one.
    const split = new Map<number, number>();
    const isOutside = new Set(classes.filter((_, byte) => set[byte] === 0));
    for (let byte = 0; byte < 256; byte += 1) {
      const old = classes[byte] ?? 0;
      if (set[byte] === 0 || !isOutside.has(old)) continue;
      let fresh = split.get(old);
      if (fresh === undefined) {
        fresh = count;
        split.set(old, fresh);
        count += 1;
      }
      classes[byte] = fresh;
    }
  }
  return classes;
}
