// SPDX-License-Identifier: Apache-2.0

/** A map of at most `capacity` entries: the one that was used least recently goes first. */
export class LruMap<Key, Value> {
  // A Map keeps insertion order: what is used moves to its young end.
  readonly #entries = new Map<Key, Value>();
  readonly #capacity: number;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  get(key: Key): Value | undefined {
    const value = this.#entries.get(key);
    if (value !== undefined) {
      this.#entries.delete(key);
      this.#entries.set(key, value);
    }
    return value;
  }

  /** `undefined` forgets the key. */
  set(key: Key, value: Value | undefined): void {
    this.#entries.delete(key);
    if (value === undefined) return;
    this.#entries.set(key, value);
    if (this.#entries.size <= this.#capacity) return;
    for (const oldest of this.#entries.keys()) {
      this.#entries.delete(oldest);
      return;
    }
  }
}
