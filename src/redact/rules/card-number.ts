// SPDX-License-Identifier: Apache-2.0

export const MIN_DIGITS = 13;
export const MAX_DIGITS = 19;

/** First and last beginning of an issuer's numbers, and how long they are. */
const issuers: readonly (readonly [first: string, last: string, lengths: readonly number[]])[] = [
  ['4', '4', [13, 16, 19]],
  ['51', '55', [16]],
  ['2221', '2720', [16]],
  ['34', '34', [15]],
  ['37', '37', [15]],
  ['300', '305', [14, 16]],
  ['36', '36', [14, 16]],
  ['38', '39', [14, 16]],
  ['3528', '3589', [16, 17, 18, 19]],
  ['6011', '6011', [16, 17, 18, 19]],
  ['62', '62', [16, 17, 18, 19]],
  ['644', '659', [16, 17, 18, 19]],
  ['50', '50', [13, 14, 15, 16, 17, 18, 19]],
  ['56', '58', [13, 14, 15, 16, 17, 18, 19]],
  ['63', '63', [16, 17, 18, 19]],
  ['67', '67', [16, 17, 18, 19]],
  ['60', '60', [16]],
  ['9792', '9792', [16]],
  ['2200', '2204', [16, 17, 18, 19]],
];

/** How many of the last digits are the number of a card, the most; 0 for none. It begins at one of the `starts`. */
export function cardLength(digits: readonly number[], starts: readonly number[]): number {
  let sum = 0;
  let longest = 0;
  for (let length = 1; length <= Math.min(digits.length, MAX_DIGITS); length += 1) {
    const index = digits.length - length;
    const digit = digits[index] ?? 0;
    // Luhn's: every second digit from the right is doubled, and its digits are added.
    sum += length % 2 === 1 ? digit : 2 * digit - (digit > 4 ? 9 : 0);
    if (length < MIN_DIGITS || sum % 10 !== 0 || !starts.includes(index)) continue;
    if (hasIssuer(digits.slice(index, index + 4), (known) => known === length)) longest = length;
  }
  return longest;
}

/** Whether a number that was cut off, for its text ends here, may be most of a card's. */
export function mayBeCutOff(digits: readonly number[]): boolean {
  return digits.length >= MIN_DIGITS && hasIssuer(digits.slice(0, 4), (length) => length > digits.length);
}

function hasIssuer(beginning: readonly number[], isLength: (length: number) => boolean): boolean {
  const text = beginning.join('');
  return issuers.some(([first, last, lengths]) => {
    const start = text.slice(0, first.length);
    return start >= first && start <= last && lengths.some(isLength);
  });
}
