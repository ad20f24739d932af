// SPDX-License-Identifier: Apache-2.0

/** Finds many literals in one pass over the bytes (Aho and Corasick's automaton, as one table). */
export class Literals {
  /** next[256 * state + byte]; 0 is the start. */
  readonly next: Uint16Array;
  /** How many of the last bytes a state stands for: the longest beginning of a literal that they end with. */
  readonly depth: Uint16Array;
  /** The longest literal that ends in a state, as its index + 1; 0 for none. */
  readonly found: Uint16Array;

  constructor(texts: readonly string[], { ignoreCase = false } = {}) {
    const trie = [{ depth: 0, found: 0, edges: new Map<number, number>() }];
    texts.forEach((text, literal) => {
      let state = trie[0];
      for (const byte of Buffer.from(text, 'latin1')) {
        let target = state?.edges.get(byte);
        if (target === undefined) {
          target = trie.push({ depth: (state?.depth ?? 0) + 1, found: 0, edges: new Map() }) - 1;
          for (const variant of ignoreCase ? bothCases(byte) : [byte]) state?.edges.set(variant, target);
        }
        state = trie[target];
      }
      if (state) state.found = literal + 1;
    });
    this.next = new Uint16Array(256 * trie.length);
    this.depth = Uint16Array.from(trie, ({ depth }) => depth);
    this.found = Uint16Array.from(trie, ({ found }) => found);
    this.#fill(trie.map(({ edges }) => edges));
  }

  /** Breadth first: a state's table is that of its longest proper suffix, but for its own edges. */
  #fill(edges: readonly ReadonlyMap<number, number>[]): void {
    const suffix = new Uint16Array(edges.length);
    const queue = [0];
    for (let state = queue.shift(); state !== undefined; state = queue.shift()) {
      const shorter = suffix[state] ?? 0;
      if (state !== 0) this.next.copyWithin(256 * state, 256 * shorter, 256 * shorter + 256);
      if (this.found[state] === 0) this.found[state] = this.found[shorter] ?? 0;
      for (const target of new Set(edges[state]?.values())) queue.push(target);
      for (const [byte, target] of edges[state] ?? []) {
        suffix[target] = state === 0 ? 0 : (this.next[256 * shorter + byte] ?? 0);
        this.next[256 * state + byte] = target;
      }
    }
  }
}

function bothCases(byte: number): number[] {
  const text = String.fromCharCode(byte);
  return [...new Set([text.toLowerCase(), text.toUpperCase()])].map((variant) => variant.charCodeAt(0));
}
