// SPDX-License-Identifier: Apache-2.0
import { Automaton, MAX_STATES, type State } from './automaton.ts';
import { buildPattern } from './build-pattern.ts';
import { PatternError } from './pattern-error.ts';
import type { UserRule } from './user-rule.ts';

// Configurations that are kept; more are forgotten all at once and found again.
const MAX_CONFIGURATIONS = 1_024;
const NO_RULE = -1;

/** What may be matching, all that began at one byte. */
export interface Group {
  /** States that wait for a byte. */
  readonly states: readonly number[];
  /** The rule that has matched up to here; -1 for none. */
  readonly accepted: number;
}

/**
 * Everything that may be matching at a byte, the oldest beginning first. A state is only in the group of its oldest
 * beginning: the younger one would match no other bytes. The last group begins here and has seen nothing yet.
 */
export interface Configuration {
  readonly groups: readonly Group[];
  /** For each byte that has been met, where it leads. */
  steps: (Step | undefined)[];
}

export interface Step {
  readonly to: Configuration;
  /** For each group of `to` but its last, the group that it was before. */
  readonly from: readonly number[];
}

/** The user's rules as one automaton, made deterministic as far as the traffic needs it. Shared by all scanners. */
export class Matcher {
  readonly start: Configuration;
  readonly #states: readonly State[];
  readonly #configurations = new Map<string, Configuration>();
  readonly #entry: readonly number[];

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
    if (this.#states.filter((state) => 'bytes' in state).length > MAX_STATES)
      throw new PatternError('repeats too much');
    this.#entry = states;
    this.start = this.#intern([]);
  }

  step(configuration: Configuration, byte: number): Step {
    const known = configuration.steps[byte];
    if (known) return known;
    const taken = new Set<number>();
    const groups: Group[] = [];
    const from: number[] = [];
    configuration.groups.forEach(({ states }, index) => {
      const targets = states.flatMap((number) => {
        const state = this.#states[number];
        return state && 'bytes' in state && state.bytes[byte] === 1 ? [state.next] : [];
      });
      const group = this.#closure(targets, taken);
      if (group.states.length === 0 && group.accepted === NO_RULE) return;
      groups.push(group);
      from.push(index);
    });
    const step = { to: this.#intern(groups, taken), from };
    configuration.steps[byte] = step;
    return step;
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

  #intern(groups: readonly Group[], taken: ReadonlySet<number> = new Set()): Configuration {
    if (groups.length === 0 && this.#configurations.size > 0) return this.start;
    const fresh = { states: this.#entry.filter((state) => !taken.has(state)), accepted: NO_RULE };
    const all = [...groups, fresh];
    const key = all.map(({ states, accepted }) => `${accepted}:${states.join()}`).join(';');
    const known = this.#configurations.get(key);
    if (known) return known;
    if (this.#configurations.size >= MAX_CONFIGURATIONS) this.#forget();
    const configuration = { groups: all, steps: [] };
    this.#configurations.set(key, configuration);
    return configuration;
  }

  /** Scanners may still hold some of them, but no longer what these led to. */
  #forget(): void {
    for (const configuration of this.#configurations.values()) configuration.steps = [];
    this.#configurations.clear();
    this.#configurations.set('', this.start);
  }
}
