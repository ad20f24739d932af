// SPDX-License-Identifier: Apache-2.0
import { byteSet, LF } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { Value } from './value.ts';

const QUOTE = 0x22;
const APOSTROPHE = 0x27;

const ends = {
  /** A body that is nothing but pairs. */
  form: byteSet({ bytes: '&\r\n' }),
  /** In a URL, wherever it stands. */
  query: byteSet({ ranges: '\0- ', bytes: '&"<>' }),
  /** The same in a line without quotes and tags: they are of the value. */
  line: byteSet({ ranges: '\0- ', bytes: '&' }),
  'line list': byteSet({ ranges: '\0- ', bytes: '&;' }),
  /** In a list with semicolons. */
  list: byteSet({ ranges: '\0- ', bytes: '&;"<>' }),
};
// Whatever is no part of a word.
const endsQuoted = byteSet({ ranges: '\0- ', bytes: '&;,)]}<>"\'`|/\\' });
export type PairSyntax = keyof typeof ends;

/** A pair's value, `key=value`: masked from its first byte to its end, or to the other quote if the value ends there. */
export class PairValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  readonly #ends: Uint8Array;
  #quote = 0;
  #isAfterQuote = false;
  #quoteAt = 0;

  constructor(spans: Spans, rule: string, syntax: PairSyntax) {
    this.#spans = spans;
    this.#rule = rule;
    this.#ends = ends[syntax];
  }

  take(byte: number, offset: number): boolean {
    if (this.#isAfterQuote) return this.#afterQuote(byte);
    const isFirst = !this.#spans.isOpen && this.#quote === 0;
    if (isFirst && (byte === QUOTE || byte === APOSTROPHE)) {
      this.#quote = byte;
      return true;
    }
    if (this.#quote !== 0 && byte === this.#quote) {
      this.#isAfterQuote = true;
      this.#quoteAt = offset;
      this.#spans.hold(offset);
      return true;
    }
    if (this.#quote === 0 ? this.#ends[byte] === 1 : byte === LF) {
      this.#spans.close(offset);
      return false;
    }
    if (!this.#spans.isOpen) this.#spans.open(offset, this.#rule);
    return true;
  }

  end(offset: number): void {
    this.#spans.close(this.#isAfterQuote ? this.#quoteAt : offset);
    this.#spans.release();
  }

  /** What follows a quote without an end goes on with the value. */
  #afterQuote(byte: number): boolean {
    this.#isAfterQuote = false;
    if (endsQuoted[byte] === 1) {
      this.#spans.close(this.#quoteAt);
      this.#spans.release();
      return false;
    }
    if (!this.#spans.isOpen) this.#spans.open(this.#quoteAt, this.#rule);
    this.#spans.release();
    this.#quote = 0;
    return true;
  }
}
