// SPDX-License-Identifier: Apache-2.0
import { byteSet, DIGIT_0, DIGIT_9, isAlphanumeric, SPACE, TAB } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { Value } from './value.ts';

const isToken = byteSet({ ranges: 'a-zA-Z0-9', bytes: '_-.~+/%!*@^$#=\\' });
const endsToken = byteSet({ ranges: '\0- ', bytes: ',;&"\'`)]}<|' });
const isQuote = byteSet({ bytes: '"\'`' });
const DOT = 0x2e;
const UNDERSCORE = 0x5f;
const LEAST = 6;
// Longer than any expression: masked without waiting for its end.
const LONG = 64;

/**
 * What follows `password=` or `token:` in a text that is neither query, form, header nor JSON: a log, a shell's command,
 * but perhaps a program. A secret has six characters or more, at least one digit, and is no call and no expression.
 */
export class BareValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  #at: 'start' | 'value' | 'quoted' = 'start';
  #quote = 0;
  #start = 0;
  #digits = 0;
  #isName = false;
  #isWord = false;

  constructor(spans: Spans, rule: string) {
    this.#spans = spans;
    this.#rule = rule;
  }

  take(byte: number, offset: number): boolean {
    if (this.#at === 'start') return this.#first(byte, offset);
    if (this.#at === 'quoted') {
      this.#at = 'value';
      this.#start = offset;
      this.#spans.hold(offset);
    }
    const isEnd = this.#quote === 0 ? isToken[byte] === 0 : byte === this.#quote || byte < SPACE;
    if (isEnd) {
      this.#over(byte, offset);
      return false;
    }
    this.#note(byte);
    if (!this.#spans.isOpen && offset + 1 - this.#start >= LONG && this.#looksSecret()) this.#confirm();
    return this.#spans.isOpen || offset + 1 - this.#start < 4 * LONG || this.#giveUp();
  }

  end(offset: number): void {
    if (this.#at === 'value') this.#over(SPACE, offset);
  }

  #first(byte: number, offset: number): boolean {
    if (byte === SPACE || byte === TAB) return true;
    if (isQuote[byte] === 1) {
      this.#quote = byte;
      this.#at = 'quoted';
      return true;
    }
    // Comparisons and arrows, scopes and URLs.
    if (isToken[byte] === 0 || byte === 0x3d || byte === 0x2f) return false;
    this.#at = 'value';
    this.#start = offset;
    this.#spans.hold(offset);
    this.#note(byte);
    return true;
  }

  #over(byte: number, offset: number): void {
    const isClosed = this.#quote === 0 ? endsToken[byte] === 1 : byte === this.#quote;
    const isLong = offset - this.#start >= LEAST;
    if (!this.#spans.isOpen && isClosed && isLong && this.#looksSecret()) this.#confirm();
    this.#spans.close(offset);
    this.#spans.release();
  }

  #note(byte: number): void {
    if (byte >= DIGIT_0 && byte <= DIGIT_9) this.#digits += 1;
    else if (isAlphanumeric[byte] === 1) this.#isWord = true;
    else if (byte === DOT || byte === UNDERSCORE) this.#isName = true;
  }

  /** A program's names have dots, underscores, and seldom more than one digit: `http2.token`. */
  #looksSecret(): boolean {
    if (this.#quote !== 0 || !this.#isName) return this.#digits > 0;
    return this.#digits > 1 && this.#isWord;
  }

  #confirm(): void {
    this.#spans.release();
    this.#spans.open(this.#start, this.#rule);
  }

  /** A long text without a digit is a sentence. */
  #giveUp(): false {
    this.#spans.release();
    return false;
  }
}
