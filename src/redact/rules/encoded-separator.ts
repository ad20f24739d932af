// SPDX-License-Identifier: Apache-2.0
import { Literals } from '../scan/literals.ts';

// In a query within a query, in JSON, and the quote and colon of JSON in a query.
const separators = ['%3d', '%253d', '\\u003d', '%22%3a', '%27%3a', '%22%20%3a', '%22+%3a', '%2522%253a'];
const literals = new Literals(separators, { ignoreCase: true });

/** Recognises a separator that is written in another way. */
export class EncodedSeparator {
  #state = 0;

  get isOpen(): boolean {
    return this.#state !== 0;
  }

  /** How many bytes it has, when it is complete with this one; else 0. */
  take(byte: number): number {
    this.#state = literals.next[256 * this.#state + byte] ?? 0;
    const found = literals.found[this.#state] ?? 0;
    if (found === 0) return 0;
    this.clear();
    return separators[found - 1]?.length ?? 0;
  }

  clear(): void {
    this.#state = 0;
  }
}
