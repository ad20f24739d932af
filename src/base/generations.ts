// SPDX-License-Identifier: Apache-2.0

interface Entry<Value> {
  readonly value: Value;
  readonly size: number;
}

/**
 * What was used lately, at most so much of it, in constant time: of two generations the older one is dropped when the
 * younger one has half of that. What is used of the older one becomes young again.
 */
export class Generations<Key, Value> {
  readonly #most: number;
  readonly #onDropped: ((key: Key) => void) | undefined;
  #young = new Map<Key, Entry<Value>>();
  #old = new Map<Key, Entry<Value>>();
  /** Of the younger one. */
  #size = 0;

  /**
   * @param most of all sizes together
   * @param onDropped told of what is dropped, of many at once
   */
  constructor(most: number, onDropped?: (key: Key) => void) {
    this.#most = most;
    this.#onDropped = onDropped;
  }

  get(key: Key): Value | undefined {
    const young = this.#young.get(key);
    if (young !== undefined) return young.value;
    const old = this.#old.get(key);
    if (old !== undefined) this.#keep(key, old);
    return old?.value;
  }

  set(key: Key, value: Value, size = 1): void {
    this.#keep(key, { value, size });
  }

  #keep(key: Key, entry: Entry<Value>): void {
    const dropped = this.#size + entry.size > this.#most / 2 ? this.#old : undefined;
    if (dropped !== undefined) {
      this.#old = this.#young;
      this.#young = new Map();
      this.#size = 0;
    }
    this.#size += entry.size;
    this.#young.set(key, entry);
    if (dropped === undefined || this.#onDropped === undefined) return;
    for (const old of dropped.keys()) if (!this.#old.has(old) && old !== key) this.#onDropped(old);
  }
}
