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
  /** In a list with semicolons. */
  list: byteSet({ ranges: '\0- ', bytes: '&;"<>' }),
};
export type PairSyntax = keyof typeof ends;

/** A pair's value, `key=value`: masked from its first byte to its end, or to the other quote. */
export class PairValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  readonly #ends: Uint8Array;
  #quote = 0;

  constructor(spans: Spans, rule: string, syntax: PairSyntax) {
    this.#spans = spans;
    this.#rule = rule;
    this.#ends = ends[syntax];
  }

  take(byte: number, offset: number): boolean {
    const isFirst = !this.#spans.isOpen && this.#quote === 0;
    if (isFirst && (byte === QUOTE || byte === APOSTROPHE)) {
      this.#quote = byte;
      return true;
    }
    if (this.#quote === 0 ? this.#ends[byte] === 1 : byte === this.#quote || byte === LF) {
      this.#spans.close(offset);
      return false;
    }
    if (!this.#spans.isOpen) this.#spans.open(offset, this.#rule);
    return true;
  }

  end(offset: number): void {
    this.#spans.close(offset);
  }
}
