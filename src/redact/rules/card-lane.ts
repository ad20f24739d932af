// SPDX-License-Identifier: Apache-2.0
import { byteSet, DIGIT_0, isAlphanumeric } from '../scan/byte-set.ts';
import type { Lane } from '../scan/lane.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { isWordStart } from '../scan/word-start.ts';
import { cardLength, MAX_DIGITS, MIN_DIGITS, mayBeCutOff } from './card-number.ts';

const DOT = 0x2e;
const PERCENT = 0x25;
const UNDERSCORE = 0x5f;
const isDigit = byteSet({ ranges: '0-9' });
const isSeparator = byteSet({ bytes: ' -+%' });
// The first digits tell only who issued the card.
const SHOWN = 4;
// 4-4-4-4, 4-6-5 and 4-4-4-4-3 are usual.
const LEAST_IN_GROUP = 3;

/**
 * Numbers of cards: 13 to 19 digits, together or in groups, with a valid check digit and the beginning of an issuer.
 * Held until the digits end, from the fifth on.
 */
export class CardLane implements Lane {
  readonly spans = new Spans();
  /** Of the present chain of groups, its last digits and their offsets. */
  #digits: number[] = [];
  #offsets: number[] = [];
  /** Where groups begin, as offsets. */
  #groups: number[] = [];
  #groupLength = 0;
  #at: 'text' | 'word' | 'digits' | 'separator' | 'escape' = 'text';
  #separator = 0;
  #escaped = '';

  read({ bytes, from, base }: Piece): void {
    for (let index = from; index < bytes.length; index += 1) {
      if (this.#at === 'text') {
        while (index < bytes.length && isDigit[bytes[index] ?? 0] === 0) index += 1;
        if (index === bytes.length) break;
      }
      const byte = bytes[index] ?? 0;
      this.#byte(bytes, index, byte, base + index);
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    if (this.#at === 'digits') this.#groupEnd();
    const [start] = this.#offsets.slice(SHOWN);
    if (start !== undefined && mayBeCutOff(this.#digits)) this.spans.mask(start, offset, 'card');
    this.#clear('text');
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#clear('text');
    this.spans.reset(offset);
  }

  #byte(bytes: Buffer, index: number, byte: number, offset: number): void {
    if (this.#at === 'word') {
      if (isAlphanumeric[byte] === 0 && byte !== DOT && byte !== UNDERSCORE) this.#at = 'text';
    } else if (this.#at === 'escape') {
      this.#escape(byte);
    } else if (isDigit[byte] === 1) {
      this.#digit(bytes, index, byte - DIGIT_0, offset);
    } else if (this.#at === 'digits') {
      this.#afterGroup(byte);
    } else {
      this.#clear('text');
    }
  }

  #digit(bytes: Buffer, index: number, digit: number, offset: number): void {
    if (this.#at === 'text') {
      const before = bytes[index - 1];
      if (!isWordStart(bytes, index) || before === DOT || before === UNDERSCORE) {
        this.#clear('word');
        return;
      }
    }
    if (this.#at !== 'digits') this.#groups.push(offset);
    this.#at = 'digits';
    this.#groupLength += 1;
    this.#digits.push(digit);
    this.#offsets.push(offset);
    if (this.#groupLength > MAX_DIGITS) this.#clear('word');
    else this.#forget();
  }

  /** Groups that are too far away to be of one number with the last digit. */
  #forget(): void {
    while (this.#digits.length > MAX_DIGITS) {
      const second = this.#groups[1] ?? Infinity;
      const length = this.#offsets.findIndex((offset) => offset >= second);
      this.#digits.splice(0, length);
      this.#offsets.splice(0, length);
      this.#groups.shift();
    }
    const [first] = this.#offsets;
    const from = this.#offsets[SHOWN];
    if (from !== undefined && first !== undefined) this.spans.hold(from);
    else this.spans.release();
  }

  #afterGroup(byte: number): void {
    if (isAlphanumeric[byte] === 1 || byte === UNDERSCORE) {
      this.#clear('word');
      return;
    }
    const isTooShort = this.#groupLength < LEAST_IN_GROUP;
    this.#groupEnd();
    const isOther = this.#groups.length > 1 && byte !== this.#separator;
    if (isSeparator[byte] === 0 || isTooShort || isOther) {
      this.#clear(byte === DOT ? 'word' : 'text');
      return;
    }
    this.#separator = byte;
    this.#at = byte === PERCENT ? 'escape' : 'separator';
    this.#escaped = '';
  }

  /** A space in a query or form. */
  #escape(byte: number): void {
    this.#escaped += String.fromCharCode(byte);
    if (this.#escaped === '20') this.#at = 'separator';
    else if (this.#escaped !== '2') this.#clear(isAlphanumeric[byte] === 1 ? 'word' : 'text');
  }

  #groupEnd(): void {
    this.#groupLength = 0;
    if (this.#digits.length < MIN_DIGITS) return;
    const starts = this.#groups.map((group) => this.#offsets.indexOf(group));
    const length = cardLength(this.#digits, starts);
    const first = this.#digits.length - length;
    const [start, last] = [this.#offsets[first + SHOWN], this.#offsets.at(-1)];
    if (length > 0 && start !== undefined && last !== undefined) {
      this.spans.mask(start, last + 1, 'card');
      this.#clear('text');
    }
  }

  #clear(at: 'text' | 'word'): void {
    this.#digits = [];
    this.#offsets = [];
    this.#groups = [];
    this.#groupLength = 0;
    this.#at = at;
    this.spans.release();
  }
}
