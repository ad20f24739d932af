// SPDX-License-Identifier: Apache-2.0
import { type AST, RegExpParser } from '@eslint-community/regexpp';
import { byteSet, inverse } from '../bytes.ts';

/** A rule of the user's own, as the YAML file has it. */
export interface UserRule {
  readonly name: string;
  /** A regular expression in JavaScript's syntax, as far as it can be matched byte by byte in linear time. */
  readonly pattern: string;
  readonly ignore_case?: boolean;
}

/** A pattern that can't be matched; the message says what of it, in words that follow the pattern. */
export class PatternError extends Error {}

/** States of all rules together at most: the most work that one byte can be. */
export const MAX_STATES = 2_048;

/** A state of the automaton: it goes on by a byte, or without one, or it is a rule's end. */
export type State =
  | { readonly bytes: Uint8Array; next: number }
  | { readonly targets: number[] }
  | { readonly rule: number };

/** A part of the automaton that is entered at one state, and left by all of `ends`: their targets are still open. */
interface Fragment {
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

const parser = new RegExpParser({ ecmaVersion: 2024 });
const ASCII_MAX = 0x7f;

const digits = byteSet({ ranges: '0-9' });
const words = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_' });
const spaces = byteSet({ bytes: ' \t\r\n\v\f' });
const anyButBreaks = inverse(byteSet({ bytes: '\r\n' }));

/** The pattern as a part of the automaton. Throws a PatternError for what can't be matched in linear time. */
export function buildPattern(automaton: Automaton, pattern: string, ignoreCase: boolean): Fragment {
  let ast: AST.Pattern;
  try {
    ast = parser.parsePattern(pattern, 0, pattern.length, { unicode: true });
  } catch (error) {
    const reason = error instanceof Error ? error.message.split(': ').at(-1) : '';
    throw new PatternError(`is no regular expression (${reason})`);
  }
  return alternatives(ast.alternatives);

  function alternatives(list: readonly AST.Alternative[]): Fragment {
    const parts = list.map(({ elements }) => automaton.sequence(elements.map(element)));
    return parts.length === 1 && parts[0] ? parts[0] : automaton.choice(parts);
  }

  function element(node: AST.Element): Fragment {
    switch (node.type) {
      case 'Group':
      case 'CapturingGroup':
        return alternatives(node.alternatives);
      case 'Character':
        return character(node.value);
      case 'CharacterSet':
        return automaton.byte(setBytes(node));
      case 'CharacterClass':
        return characterClass(node);
      case 'Quantifier':
        return quantifier(node);
      case 'Assertion':
        throw new PatternError("has an anchor or looks around, which can't be matched in a stream");
      case 'Backreference':
        throw new PatternError('has a backreference');
      default:
        throw new PatternError('has a class of strings');
    }
  }

  function quantifier({ element: repeated, min, max }: AST.Quantifier): Fragment {
    if (min > MAX_STATES) throw new PatternError('repeats too much');
    const parts = Array.from({ length: min }, () => element(repeated));
    const last = parts.at(-1);
    if (max === Infinity && last) parts[parts.length - 1] = automaton.repeated(last);
    else if (max === Infinity) return automaton.optional(automaton.repeated(element(repeated)));
    // a{0,3} is (a(aa?)?)?: a state goes on to the next one only.
    let rest: Fragment | undefined;
    for (let count = min; count < max && max !== Infinity; count += 1) {
      const one = element(repeated);
      rest = automaton.optional(rest ? automaton.sequence([one, rest]) : one);
    }
    return automaton.sequence(rest ? [...parts, rest] : parts);
  }

  /** What is beyond ASCII is a sequence of bytes in UTF-8. */
  function character(code: number): Fragment {
    if (code <= ASCII_MAX) return automaton.byte(withCase(byteSet({ bytes: String.fromCharCode(code) }), ignoreCase));
    const text = String.fromCodePoint(code);
    const variants = ignoreCase ? [...new Set([text, text.toLowerCase(), text.toUpperCase()])] : [text];
    return automaton.choice(variants.map(utf8));
  }

  function utf8(text: string): Fragment {
    const bytes = [...Buffer.from(text)].map((byte) => automaton.byte(byteSet({ bytes: String.fromCharCode(byte) })));
    return automaton.sequence(bytes);
  }

  function characterClass(node: AST.CharacterClass): Fragment {
    const bytes = new Uint8Array(256);
    const beyond: number[] = [];
    for (const part of node.elements) {
      if (part.type === 'Character' && part.value > ASCII_MAX) beyond.push(part.value);
      else add(bytes, classPart(part));
    }
    const all = withCase(bytes, ignoreCase);
    if (!node.negate) {
      return beyond.length === 0
        ? automaton.byte(all)
        : automaton.choice([automaton.byte(all), ...beyond.map(character)]);
    }
    if (beyond.length > 0) throw new PatternError('excludes a character beyond ASCII');
    return automaton.byte(inverse(all));
  }
}

function classPart(part: AST.CharacterClassElement): Uint8Array {
  if (part.type === 'Character') return byteSet({ bytes: String.fromCharCode(part.value) });
  if (part.type === 'CharacterSet') return setBytes(part);
  if (part.type !== 'CharacterClassRange') throw new PatternError('has a class of strings');
  if (part.max.value > ASCII_MAX) throw new PatternError('has a range beyond ASCII');
  const bytes = new Uint8Array(256);
  return bytes.fill(1, part.min.value, part.max.value + 1);
}

/** Where one of them takes what is beyond ASCII, it takes it byte by byte. */
function setBytes(node: AST.CharacterSet): Uint8Array {
  switch (node.kind) {
    case 'any':
      return anyButBreaks;
    case 'digit':
      return node.negate ? inverse(digits) : digits;
    case 'word':
      return node.negate ? inverse(words) : words;
    case 'space':
      return node.negate ? inverse(spaces) : spaces;
    default:
      throw new PatternError('has a Unicode property');
  }
}

function add(bytes: Uint8Array, more: Uint8Array): void {
  more.forEach((is, byte) => {
    if (is === 1) bytes[byte] = 1;
  });
}

function withCase(bytes: Uint8Array, ignoreCase: boolean): Uint8Array {
  const all = bytes.slice();
  if (!ignoreCase) return all;
  for (let upper = 0x41; upper <= 0x5a; upper += 1) {
    const is = (bytes[upper] ?? 0) | (bytes[upper + 0x20] ?? 0);
    all[upper] = is;
    all[upper + 0x20] = is;
  }
  return all;
}
