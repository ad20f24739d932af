// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import { StringEnd } from './string-end.ts';
import type { Value } from './value.ts';

const isBlank = byteSet({ bytes: ' \t\r\n\\' });
const isQuote = byteSet({ bytes: '"\'' });
const isInWord = byteSet({ ranges: 'a-zA-Z', bytes: '-_' });
const COMMA = 0x2c;
// Longer than any word.
const LONG = 64;

/** The string behind a name in a list. Only letters are a name too: the list is one of names. */
export class ListValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  readonly #string: StringEnd;
  #at: 'comma' | 'quote' | 'string' = 'comma';
  #start: number | undefined;

  constructor(spans: Spans, rule: string, level: number) {
    this.#spans = spans;
    this.#rule = rule;
    this.#string = new StringEnd(level);
  }

  take(byte: number, offset: number): boolean {
    if (this.#at === 'string') return this.#stringByte(byte, offset);
    if (isBlank[byte] === 1) return true;
    if (this.#at === 'comma') {
      this.#at = 'quote';
      return byte === COMMA;
    }
    if (isQuote[byte] === 0) return false;
    this.#at = 'string';
    this.#string.begin(byte);
    return true;
  }

  end(offset: number): void {
    this.#spans.close(offset);
    this.#spans.release();
  }

  #stringByte(byte: number, offset: number): boolean {
    if (this.#string.isEnd(byte)) {
      this.end(offset);
      return false;
    }
    if (this.#spans.isOpen) return true;
    this.#start ??= offset;
    this.#spans.hold(this.#start);
    if (isInWord[byte] === 1 && offset - this.#start < LONG) return true;
    // The backslashes of the quote around the text, and not yet of it.
    if (byte === 0x5c) return true;
    this.#spans.release();
    this.#spans.open(this.#start, this.#rule);
    return true;
  }
}
