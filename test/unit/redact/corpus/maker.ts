// SPDX-License-Identifier: Apache-2.0
import { Random } from './random.ts';

/**
 * What a shape takes its secrets from: each that it gives out is remembered. A prefix that all tokens of a vendor have
 * is no secret, and is left out of it.
 */
export class Maker {
  readonly random: Random;
  /** latin1. */
  readonly secrets: string[] = [];

  constructor(seed: number) {
    this.random = new Random(seed);
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
      let rest = body + checkDigit(body);
      const grouped = groups.map((group) => {
        const digits = rest.slice(0, group);
        rest = rest.slice(group);
        return digits;
      });
      const text = grouped.join(separator);
      // Looks like the year of a date otherwise, of which our own log is full.
      if (!/0[2-9]\d-/.test(text)) return this.keep(text);
    }
  }
}

/** Luhn's, of the digits before it. */
function checkDigit(digits: string): string {
  let sum = 0;
  for (let i = 0; i < digits.length; i++) {
    const digit = Number(digits[digits.length - 1 - i]) * (i % 2 === 0 ? 2 : 1);
    sum += digit > 9 ? digit - 9 : digit;
  }
  return String((10 - (sum % 10)) % 10);
}
