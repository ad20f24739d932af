// SPDX-License-Identifier: Apache-2.0
import { createHash } from 'node:crypto';
import fc, { type Arbitrary } from 'fast-check';
import { list, sampleOf } from '../../arbitraries.ts';

const LETTERS_DIGITS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789';

const texts = (alphabet: string, length: number): Arbitrary<string> =>
  list(fc.constantFrom(...alphabet), length, length).map((characters) => characters.join(''));

const words = (length: number): Arbitrary<string> =>
  texts(LETTERS_DIGITS, length).filter((text) =>
    sixes(text).every((six) => /[G-Zg-z]/.test(six) && /[A-Z]/.test(six) && /[0-9]/.test(six)),
  );

function sixes(text: string): string[] {
  return Array.from({ length: Math.max(0, text.length - 5) }, (_, at) => text.slice(at, at + 6));
}

/** The same for the same text: by its name a row has secrets of its own, whatever rows stand beside it. */
export const seedOf = (text: string): number => createHash('sha256').update(text).digest().readUInt32BE();

/** Texts that are the same for the same seed on every machine, one after the other. */
export class Random {
  readonly #next: fc.GeneratorValue;

  constructor(seed: number) {
    this.#next = sampleOf(fc.gen(), seed);
  }

  text(alphabet: string, length: number): string {
    return this.#next(texts, alphabet, length);
  }

  /**
   * Letters of both cases and digits, so that no 6 of them in a row are found by chance: they are neither a number, nor
   * hexadecimal, nor a word.
   */
  word(length: number): string {
    return this.#next(words, length);
  }
}
