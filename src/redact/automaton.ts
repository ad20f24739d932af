// SPDX-License-Identifier: Apache-2.0

export interface Literal {
  /** latin1: one character a byte. */
  readonly text: string;
  /** Of ASCII letters. */
  readonly ignoresCase: boolean;
}

/** So many digits in a row are a hit of their own: a number that is as long may be a card's. */
const DIGITS = 4;

/**
 * Finds many literals in one pass (Aho and Corasick, "Efficient string matching", 1975), and runs of digits: one dense
 * table over classes of bytes, in which the states that report something are the last ones.
 */
export class Automaton {
  readonly classOf = new Uint8Array(256);
  /** The next state, by `state << shift | class`; 0 is the start. */
  readonly next: Uint16Array;
  readonly shift: number;
  /** States from here on report what ends in them. */
  readonly firstHit: number;
  /** By state - firstHit: indices of the literals that end there; `literals.length` for digits. */
  readonly hits: readonly (readonly number[])[];

  constructor(literals: readonly Literal[]) {
    const exact = new Trie(literals, false);
    const folded = new Trie(literals, true);
    const bytes = classify(this.classOf, exact, folded);
    this.shift = Math.ceil(Math.log2(bytes.length));
    const { rows, ends } = product(link(exact, bytes), link(folded, bytes), bytes, literals);
    const isHit = ends.map((found) => found.length > 0);
    const order = [...rows.keys()].sort((a, b) => Number(isHit[a]) - Number(isHit[b]) || a - b);
    const place = new Uint16Array(rows.length);
    for (const [index, state] of order.entries()) place[state] = index;
    this.firstHit = rows.length - isHit.filter(Boolean).length;
    this.hits = order.slice(this.firstHit).map((state) => ends[state] ?? []);
    this.next = new Uint16Array(rows.length << this.shift);
    for (let index = 0; index < order.length; index += 1) {
      const row = rows[order[index] ?? 0] ?? place;
      for (let column = 0; column < bytes.length; column += 1)
        this.next[(index << this.shift) | column] = place[row[column] ?? 0] ?? 0;
    }
  }
}

/** The literals that ignore case, or those that don't, as a tree. */
class Trie {
  readonly edges: Map<number, number>[] = [new Map()];
  /** Index of the literal that ends in a node, or -1. */
  readonly literal: number[] = [-1];

  constructor(literals: readonly Literal[], ignoresCase: boolean) {
    for (const [index, literal] of literals.entries())
      if (literal.ignoresCase === ignoresCase) this.#add(literal.text, index, ignoresCase);
  }

  #add(text: string, index: number, ignoresCase: boolean): void {
    let node = 0;
    for (const byte of Buffer.from(text, 'latin1')) {
      let target = this.edges[node]?.get(byte);
      if (target === undefined) {
        target = this.edges.push(new Map()) - 1;
        this.literal.push(-1);
        for (const variant of ignoresCase ? bothCases(byte) : [byte]) this.edges[node]?.set(variant, target);
      }
      node = target;
    }
    this.literal[node] = index;
  }
}

function bothCases(byte: number): number[] {
  const isLetter = (byte >= 0x41 && byte <= 0x5a) || (byte >= 0x61 && byte <= 0x7a);
  return isLetter ? [byte, byte ^ 0x20] : [byte];
}

const isDigit = (byte: number): boolean => byte >= 0x30 && byte <= 0x39;

/** Bytes that no literal tells apart are of one class, digits of none with others. Returns a byte of each class. */
function classify(classOf: Uint8Array, ...tries: readonly Trie[]): number[] {
  const signatures = Array.from({ length: 256 }, (_, byte) => (isDigit(byte) ? 'd' : ''));
  for (const [which, { edges }] of tries.entries())
    for (const [node, targets] of edges.entries())
      for (const [byte, target] of targets) signatures[byte] += ` ${which}/${node}/${target}`;
  const known = new Map<string, number>();
  const bytes: number[] = [];
  for (const [byte, signature] of signatures.entries()) {
    let found = known.get(signature);
    if (found === undefined) {
      found = bytes.push(byte) - 1;
      known.set(signature, found);
    }
    classOf[byte] = found;
  }
  return bytes;
}

interface Linked {
  /** The next state by class. */
  readonly rows: Uint16Array[];
  /** The literals that end in a state. */
  readonly ends: number[][];
}

/** Breadth first: a state's row is that of its longest proper suffix, but for its own edges. */
function link({ edges, literal }: Trie, bytes: readonly number[]): Linked {
  const rows = edges.map(() => new Uint16Array(bytes.length));
  const ends: number[][] = edges.map(() => []);
  const suffix = new Uint16Array(edges.length);
  const queue = [0];
  for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
    const shorter = suffix[state] ?? 0;
    const found = literal[state] ?? -1;
    if (state !== 0) {
      rows[state]?.set(rows[shorter] ?? []);
      ends[state] = found < 0 ? (ends[shorter] ?? []) : [found, ...(ends[shorter] ?? [])];
    }
    for (const target of new Set(edges[state]?.values())) queue.push(target);
    const own = edges[state];
    const row = rows[state];
    if (own === undefined || own.size === 0 || row === undefined) continue;
    for (let column = 0; column < bytes.length; column += 1) {
      const target = own.get(bytes[column] ?? 0);
      if (target === undefined) continue;
      suffix[target] = state === 0 ? 0 : (rows[shorter]?.[column] ?? 0);
      row[column] = target;
    }
  }
  return { rows, ends };
}

/** Both automata side by side, with a count of the last digits: only the states that can be reached. */
function product(exact: Linked, folded: Linked, bytes: readonly number[], literals: readonly Literal[]): Linked {
  const rows: Uint16Array[] = [];
  const ends: number[][] = [];
  const known = new Map<number, number>();
  const keys: number[] = [];
  const stateOf = (a: number, b: number, digits: number): number => {
    const key = (a * folded.rows.length + b) * (DIGITS + 2) + digits;
    const state = known.get(key);
    if (state !== undefined) return state;
    known.set(key, keys.length);
    const both = [exact.ends[a] ?? [], folded.ends[b] ?? []].flat();
    ends.push(digits === DIGITS ? [...both, literals.length] : both);
    return keys.push(key) - 1;
  };
  stateOf(0, 0, 0);
  const columns = bytes.map((byte) => isDigit(byte));
  for (let state = 0; state < keys.length; state += 1) {
    const key = keys[state] ?? 0;
    const pair = Math.floor(key / (DIGITS + 2));
    const count = Math.min((key % (DIGITS + 2)) + 1, DIGITS + 1);
    const left = exact.rows[Math.floor(pair / folded.rows.length)];
    const right = folded.rows[pair % folded.rows.length];
    const row = new Uint16Array(bytes.length);
    for (let column = 0; column < row.length; column += 1)
      row[column] = stateOf(left?.[column] ?? 0, right?.[column] ?? 0, columns[column] === true ? count : 0);
    rows.push(row);
  }
  return { rows, ends };
}
