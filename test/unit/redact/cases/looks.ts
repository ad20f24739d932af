// SPDX-License-Identifier: Apache-2.0
import { Maker } from '../corpus/maker.ts';

/** What a value looks like: a mask of what a key binds must not depend on it. */
export type Look = 'word' | 'letters' | 'signs' | 'short' | 'long';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const LONG = 300;

/** A Maker whose values have one look. */
export class ValueMaker extends Maker {
  readonly #look: Look;
  readonly #signs: string;

  constructor(seed: number, look: Look, signs: string) {
    super(seed);
    this.#look = look;
    this.#signs = signs;
  }

  value(): string {
    switch (this.#look) {
      case 'word':
        return this.secret(24);
      case 'letters':
        return this.letters(12);
      case 'signs':
        return this.#signed();
      case 'short':
        return this.keep(`${this.random.text(LETTERS, 5)}${this.random.text('23456789', 1)}`);
      case 'long':
        return this.secret(LONG);
    }
  }

  letters(length: number): string {
    return this.keep(this.random.text(LETTERS, length));
  }

  base64(length: number): string {
    return this.keep(Buffer.from(this.random.text(LETTERS + LETTERS.toUpperCase(), length)).toString('base64'));
  }

  hex(length: number): string {
    return this.keep(this.random.text('0123456789abcdef', length));
  }

  /** Each sign once, between letters: the first and the last are none. */
  #signed(): string {
    const parts = Array.from(this.#signs, (sign) => this.random.text(LETTERS, 3) + sign);
    return this.keep(`${parts.join('')}${this.random.text(LETTERS, 3)}`);
  }
}
