// SPDX-License-Identifier: Apache-2.0
import { byteSet, isAlphanumeric } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import { StringEnd } from './string-end.ts';
import type { Value } from './value.ts';

const isWhitespace = byteSet({ bytes: ' \t\r\n' });
const startsNumber = byteSet({ ranges: '0-9', bytes: '-' });
const inNumber = byteSet({ ranges: '0-9a-zA-Z', bytes: '+-.' });
const opens = byteSet({ bytes: '[{' });
const closes = byteSet({ bytes: ']}' });
const BACKSLASH = 0x5c;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;

const inVersion = byteSet({ ranges: '0-9', bytes: '^~<>=|.*x -' });
const MAX_VERSION = 32;
// Packages have names such as csrf-token, and the lists of what a package needs say which version.
const VERSION = /^[\^~<>=]{0,2}\d+\.[\dx*]+[\^~<>=|.*x \-\d]*$/;

/**
 * What follows a key in quotes and its colon: a string, a number, or an array or object, of which every string and
 * number is masked. What is none of these is no value of JSON: true, null, a program's expression.
 */
export class JsonValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  readonly #string: StringEnd;
  #at: 'start' | 'string' | 'number' | 'between' = 'start';
  #depth = 0;
  #last = 0;
  /** As long as the string may be a version. */
  #held = '';

  constructor(spans: Spans, rule: string, level: number) {
    this.#spans = spans;
    this.#rule = rule;
    this.#string = new StringEnd(level);
  }

  take(byte: number, offset: number): boolean {
    if (this.#at === 'string') return this.#stringByte(byte, offset);
    if (this.#at === 'number') {
      if (inNumber[byte] === 1) return true;
      this.#spans.close(offset);
      if (this.#depth === 0) return false;
      this.#at = 'between';
    }
    const last = this.#last;
    this.#last = byte;
    return this.#between(byte, last, offset);
  }

  end(offset: number): void {
    if (this.#held !== '') this.#confirm(offset - this.#held.length);
    this.#spans.close(offset);
  }

  #between(byte: number, last: number, offset: number): boolean {
    if (byte === QUOTE || (byte === APOSTROPHE && (this.#depth === 0 || isAlphanumeric[last] === 0))) {
      this.#at = 'string';
      this.#string.begin(byte);
      return true;
    }
    if (opens[byte] === 1) this.#depth += 1;
    else if (closes[byte] === 1) this.#depth -= 1;
    else if (startsNumber[byte] === 1 && isAlphanumeric[last] === 0) this.#number(offset);
    else if (this.#depth === 0) return isWhitespace[byte] === 1 || byte === BACKSLASH;
    return this.#depth > 0 || this.#at === 'number';
  }

  #number(offset: number): void {
    this.#at = 'number';
    this.#spans.open(offset, this.#rule);
  }

  #stringByte(byte: number, offset: number): boolean {
    if (this.#string.isEnd(byte)) {
      if (!VERSION.test(this.#held) && this.#held !== '') this.#confirm(offset - this.#held.length);
      this.#spans.close(offset);
      this.#spans.release();
      this.#held = '';
      this.#at = 'between';
      return this.#depth > 0;
    }
    if (this.#spans.isOpen) return true;
    if (this.#held === '') this.#spans.hold(offset);
    this.#held += String.fromCharCode(byte);
    const start = offset + 1 - this.#held.length;
    if (inVersion[byte] === 0 || this.#held.length > MAX_VERSION) this.#confirm(start);
    return true;
  }

  #confirm(start: number): void {
    this.#held = '';
    this.#spans.release();
    this.#spans.open(start, this.#rule);
  }
}
