// SPDX-License-Identifier: Apache-2.0
import { PatternError } from './pattern-error.ts';

/** States of all rules together at most: the most work that one byte can be. */
export const MAX_STATES = 2_048;

/** A state of the automaton: it goes on by a byte, or without one, or it is a rule's end. */
export type State =
  | { readonly bytes: Uint8Array; next: number }
  | { readonly targets: number[] }
  | { readonly rule: number };

/** A part of the automaton that is entered at one state, and left by all of `ends`: their targets are still open. */
export interface Fragment {
  readonly start: number;
  readonly end: number;
}

/** A nondeterministic automaton over bytes, put together as Thompson does. */
export class Automaton {
  readonly states: State[] = [];

  byte(bytes: Uint8Array): Fragment {
    const end = this.#add({ targets: [] });
    return { start: this.#add({ bytes, next: end }), end };
  }

  empty(): Fragment {
    const state = this.#add({ targets: [] });
    return { start: state, end: state };
  }

  sequence(parts: readonly Fragment[]): Fragment {
    const [first = this.empty(), ...rest] = parts;
    return rest.reduce((before, part) => {
      this.#join(before.end, part.start);
      return { start: before.start, end: part.end };
    }, first);
  }

  choice(parts: readonly Fragment[]): Fragment {
    const [start, end] = [this.empty().start, this.empty().start];
    for (const part of parts) {
      this.#join(start, part.start);
      this.#join(part.end, end);
    }
    return { start, end };
  }

  optional(part: Fragment): Fragment {
    return this.choice([part, this.empty()]);
  }

  /** Once or more often. */
  repeated(part: Fragment): Fragment {
    const end = this.empty().start;
    this.#join(part.end, end);
    this.#join(end, part.start);
    return { start: part.start, end };
  }

  accept(part: Fragment, rule: number): void {
    this.#join(part.end, this.#add({ rule }));
  }

  #join(from: number, to: number): void {
    const state = this.states[from];
    if (state && 'targets' in state) state.targets.push(to);
  }

  #add(state: State): number {
    // Repetitions of repetitions multiply, so it is stopped here, before they have used up the memory.
    if (this.states.length >= 4 * MAX_STATES) throw new PatternError('repeats too much');
    return this.states.push(state) - 1;
  }
}
