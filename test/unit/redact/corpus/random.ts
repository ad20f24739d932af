// SPDX-License-Identifier: Apache-2.0

const LETTERS_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

/** Numbers that are the same for the same seed on every machine: Marsaglia's xorshift of 32 bits. */
export class Random {
  #state: number;

  constructor(seed: number) {
    this.#state = (seed * 2_654_435_761 + 1) >>> 0 || 1;
    for (let i = 0; i < 16; i++) this.below(2);
  }

  /** An integer from 0 to limit - 1. */
  below(limit: number): number {
    this.#state ^= this.#state << 13;
    this.#state ^= this.#state >>> 17;
    this.#state ^= this.#state << 5;
    return (this.#state >>> 0) % limit;
  }

  pick<T>(list: readonly T[]): T {
    return list[this.below(list.length)] as T;
  }

  text(alphabet: string, length: number): string {
    return Array.from({ length }, () => alphabet[this.below(alphabet.length)]).join('');
  }

  /**
   * Letters of both cases and digits, so that no 6 of them in a row are found by chance: they are neither a number, nor
   * hexadecimal, nor a word.
   */
  word(length: number): string {
    for (;;) {
      const text = this.text(LETTERS_DIGITS, length);
      if (sixes(text).every((six) => /[G-Zg-z]/.test(six) && /[A-Z]/.test(six) && /[0-9]/.test(six))) return text;
    }
  }
}

function sixes(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 5) }, (_, at) => text.slice(at, at + 6));
}
