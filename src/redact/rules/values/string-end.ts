// SPDX-License-Identifier: Apache-2.0

const BACKSLASH = 0x5c;

/**
 * Finds the quote that ends a string of JSON, also in JSON that is itself in a string, and so on: there the quotes have
 * `level` backslashes before them, 1, 3, 7 and so on, and a backslash is written as level + 1 of them.
 */
export class StringEnd {
  readonly #level: number;
  #quote = 0;
  #backslashes = 0;

  constructor(level: number) {
    this.#level = level;
  }

  begin(quote: number): void {
    this.#quote = quote;
    this.#backslashes = 0;
  }

  isEnd(byte: number): boolean {
    if (byte === BACKSLASH) {
      this.#backslashes += 1;
      return false;
    }
    const backslashes = this.#backslashes;
    this.#backslashes = 0;
    if (byte !== this.#quote) return false;
    // Fewer than the level: the string around it ends.
    if (backslashes < this.#level) return true;
    return Math.floor((backslashes - this.#level) / (this.#level + 1)) % 2 === 0;
  }
}
