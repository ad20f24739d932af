// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { articleDigit, checkDigit } from '../corpus/maker.ts';
import { shown } from '../engine/verdicts.ts';

const EAN_DIGITS = 13;

/** Beginnings of an issuer's numbers, the first and the last of a range, and their lengths (ISO/IEC 7812, issuers' documentation). */
const ISSUERS: Record<string, [beginnings: string[], least: number, most: number, step?: number]> = {
  Visa: [['4000', '4999'], 13, 19, 3],
  Mastercard: [['5100', '5599', '2221', '2720'], 16, 16],
  'American Express': [['3400', '3499', '3700', '3799'], 15, 15],
  'Diners Club': [['3000', '3059', '3600', '3699', '3800', '3999'], 14, 16, 2],
  JCB: [['3528', '3589'], 16, 19],
  Discover: [['6011', '6440', '6599'], 16, 19],
  UnionPay: [['6200', '6299'], 16, 19],
  Maestro: [['5000', '5099', '5600', '5899'], 13, 19],
  'Maestro of 16 digits and more': [['6300', '6399', '6700', '6799'], 16, 19],
  RuPay: [['6000', '6099'], 16, 16],
  Troy: [['9792'], 16, 16],
  Mir: [['2200', '2204'], 16, 19],
};

/** With a valid check digit, and no article's number. */
function numberOf(beginning: string, length: number): string {
  for (let filler = 1; ; filler += 1) {
    const body =
      beginning +
      String(filler)
        .repeat(length)
        .slice(0, length - 1 - beginning.length);
    const number = body + checkDigit(body);
    if (length !== EAN_DIGITS || articleDigit(body) !== checkDigit(body)) return number;
  }
}

describe('numbers of cards by their issuers', () => {
  for (const [issuer, [beginnings, least, most, step = 1]] of Object.entries(ISSUERS)) {
    test(issuer, () => {
      for (const beginning of beginnings) {
        for (let length = 12; length <= 20; length += 1) {
          const number = numberOf(beginning, length);
          const isCard = length >= least && length <= most && (length - least) % step === 0;
          const expected = isCard ? `n ${beginning}[card], x` : `n ${number}, x`;
          assert.equal(shown([Buffer.from(`n ${number}, x`)]), expected);
        }
      }
    });
  }

  test("beginnings beside theirs are no issuer's", () => {
    for (const beginning of [
      '2220',
      '2721',
      '3060',
      '3527',
      '3590',
      '3500',
      '2205',
      '2199',
      '9791',
      '9793',
      '6100',
      '6439',
    ])
      for (const length of [13, 14, 15, 16, 19]) {
        const text = `n ${numberOf(beginning, length)}, x`;
        assert.equal(shown([Buffer.from(text)]), text);
      }
  });

  test('behind a blank that is escaped where the text begins', () => {
    assert.equal(shown([Buffer.from('%204111111111111111, x')]), '%204111[card], x');
  });
});
