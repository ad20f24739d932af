// SPDX-License-Identifier: Apache-2.0
import { byteSet, CR, LF, SPACE } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import { StringEnd } from './string-end.ts';
import type { Value } from './value.ts';

const BACKSLASH = 0x5c;
const endsLine = byteSet({ bytes: 'rn' });
// More have no meaning, and are of the value.
const MOST_BACKSLASHES = 16;

/** A header field's value in a quoted text: to the end of the quotes, or to the end of the line, which may be escaped. */
export class QuotedHeaderValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  readonly #string: StringEnd;
  /** Of backslashes a line end has so many. */
  readonly #unit: number;
  #backslashes = 0;

  constructor(spans: Spans, rule: string, { quote, level }: { quote: number; level: number }) {
    this.#spans = spans;
    this.#rule = rule;
    this.#string = new StringEnd(level);
    this.#string.begin(quote);
    this.#unit = level + 1;
  }

  take(byte: number, offset: number): boolean {
    const before = this.#backslashes;
    this.#backslashes = byte === BACKSLASH ? before + 1 : 0;
    if (this.#string.isEnd(byte) || byte === CR || byte === LF) return this.#over(offset);
    if (endsLine[byte] === 1 && before < MOST_BACKSLASHES && before % (2 * this.#unit) === this.#unit) {
      return this.#over(offset - this.#unit);
    }
    if (byte === BACKSLASH && before < MOST_BACKSLASHES) this.#spans.hold(offset - before);
    else {
      this.#spans.release();
      if (!this.#spans.isOpen && byte !== SPACE)
        this.#spans.open(offset - Math.min(before, MOST_BACKSLASHES), this.#rule);
    }
    return true;
  }

  end(offset: number): void {
    this.#over(offset);
  }

  #over(offset: number): false {
    this.#spans.close(offset);
    this.#spans.release();
    return false;
  }
}
