// SPDX-License-Identifier: Apache-2.0
import { Random } from './random.ts';

/** What a value looks like: where a key binds it, whether it is masked must not depend on that. */
export type Look = 'word' | 'letters' | 'signs' | 'short' | 'long';

/** Those that few syntaxes give a meaning. */
export const SIGNS = '!$*-.^~@';

const LETTERS = 'abcdefghijklmnopqrstuvwxyz';
const CONSONANTS = 'bdlmnprst';
const VOWELS = 'aeio';
const HEX = '0123456789abcdef';
const LONG = 300;

/**
 * What a shape takes its secrets from: each that it gives out is remembered. A prefix that all tokens of a vendor have
 * is no secret, and is left out of it.
 */
const SHOWN_OF_CARD = 4;
const EAN_DIGITS = 13;

export class Maker {
  readonly random: Random;
  /** latin1. */
  readonly secrets: string[] = [];
  readonly #look: Look;
  readonly #signs: string;

  constructor(seed: number, look: Look = 'word', signs = SIGNS) {
    this.random = new Random(seed);
    this.#look = look;
    this.#signs = signs;
  }

  /** A secret of this maker's look. */
  value(): string {
    switch (this.#look) {
      case 'word':
        return this.secret();
      case 'letters':
        return this.keep(this.#letters(12));
      case 'signs':
        return this.#signed();
      case 'short':
        return this.keep(`${this.#letters(5)}${this.random.text('23456789', 1)}`);
      case 'long':
        return this.secret(LONG);
    }
  }

  /** As a word of a language has them: what is masked only because it looks random shows this. */
  #letters(length: number): string {
    const syllables = Array.from({ length: Math.ceil(length / 2) }, () =>
      [CONSONANTS, VOWELS].map((letters) => this.random.text(letters, 1)).join(''),
    );
    return syllables.join('').slice(0, length);
  }

  /** Each sign once, between letters: the first and the last character are none. */
  #signed(): string {
    const parts = Array.from(this.#signs, (sign) => this.random.text(LETTERS, 3) + sign);
    return this.keep(`${parts.join('')}${this.random.text(LETTERS, 3)}`);
  }

  /** So long because a filter must hide nearly all of it. */
  secret(length = 24): string {
    // A word of many characters would hardly ever be drawn at once.
    const parts = Array.from({ length: Math.ceil(length / 12) }, () => this.random.word(12));
    return this.keep(parts.join('').slice(0, length));
  }

  keep(secret: string): string {
    this.secrets.push(secret);
    return secret;
  }

  /** Of so many letters. */
  base64(length: number): string {
    return this.keep(Buffer.from(this.random.text(LETTERS + LETTERS.toUpperCase(), length)).toString('base64'));
  }

  hex(length: number): string {
    return this.keep(this.random.text(HEX, length));
  }

  /** As a password that needs escapes in a URL, in a form and in JSON. */
  awkward(): string {
    return this.keep(`${this.random.word(8)}/"${this.random.word(7)}+ &${this.random.word(7)}`);
  }

  /** Digits alone, none of which is a card: a one-time code. */
  digits(length: number): string {
    return this.keep(this.random.text('123456789', length));
  }

  /** A card number with a valid check digit; `groups` are lengths that `separator` stands between. */
  card(prefix: string, groups: readonly number[], separator: string): string {
    const length = groups.reduce((sum, group) => sum + group, 0);
    for (;;) {
      const body = prefix + this.random.text('0123456789', length - 1 - prefix.length);
      // The number of an article is shown.
      if (length === EAN_DIGITS && checkDigit(body) === articleDigit(body)) continue;
      let rest = body + checkDigit(body);
      const grouped = groups.map((group) => {
        const digits = rest.slice(0, group);
        rest = rest.slice(group);
        return digits;
      });
      const text = grouped.join(separator);
      // Looks like the year of a date otherwise, of which our own log is full.
      if (/0[2-9]\d-/.test(text)) continue;
      // The first digits tell only who issued the card, and are shown.
      this.keep(text.slice(SHOWN_OF_CARD));
      return text;
    }
  }
}

/** Luhn's, of the digits before it. */
export function checkDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}

/** An EAN's, of the digits before it. */
export function articleDigit(digits: string): string {
  const sum = [...digits].reverse().reduce((total, digit, i) => total + Number(digit) * (i % 2 === 0 ? 3 : 1), 0);
  return String((10 - (sum % 10)) % 10);
}
