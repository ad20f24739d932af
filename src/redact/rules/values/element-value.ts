// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { Value } from './value.ts';

const isContent = byteSet({ ranges: '!-~\x80-\xff' });
const LESS = 0x3c;
const SLASH = 0x2f;
const LONG = 1_024;

/** The content of `<password>...</password>`, if it is one word: `<password>` alone is a placeholder in a manual. */
export class ElementValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  readonly #start: number;
  #tagAt: number | undefined;

  constructor(spans: Spans, rule: string, offset: number) {
    this.#spans = spans;
    this.#rule = rule;
    this.#start = offset;
    this.#spans.hold(offset);
  }

  take(byte: number, offset: number): boolean {
    if (this.#spans.isOpen) {
      if (byte !== LESS) return true;
      this.#spans.close(offset);
      return false;
    }
    if (this.#tagAt !== undefined) {
      if (byte === SLASH) this.#spans.mask(this.#start, this.#tagAt, this.#rule);
      this.#spans.release();
      return false;
    }
    if (byte === LESS) {
      this.#tagAt = offset;
      return true;
    }
    if (isContent[byte] === 0) {
      this.#spans.release();
      return false;
    }
    if (offset + 1 - this.#start >= LONG) {
      this.#spans.release();
      this.#spans.open(this.#start, this.#rule);
    }
    return true;
  }

  end(offset: number): void {
    this.#spans.close(offset);
    this.#spans.release();
  }
}
