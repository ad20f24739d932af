// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { Value } from './value.ts';

const isContent = byteSet({ ranges: '!-~\x80-\xff' });
const LESS = 0x3c;
const SLASH = 0x2f;
const EXCLAMATION = 0x21;
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
    if (this.#tagAt !== undefined) return this.#inTag(byte, this.#tagAt);
    if (byte === LESS) {
      this.#tagAt = offset;
      if (this.#spans.isOpen) this.#spans.hold(offset);
      return true;
    }
    if (this.#spans.isOpen) return true;
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

  /** CDATA is content too. */
  #inTag(byte: number, tagAt: number): boolean {
    const isOpen = this.#spans.isOpen;
    this.#tagAt = undefined;
    this.#spans.release();
    if (byte === SLASH) {
      if (isOpen) this.#spans.close(tagAt);
      else this.#spans.mask(this.#start, tagAt, this.#rule);
      return false;
    }
    if (!isOpen && byte === EXCLAMATION) this.#spans.open(this.#start, this.#rule);
    return isOpen || byte === EXCLAMATION;
  }

  end(offset: number): void {
    this.#spans.close(offset);
    this.#spans.release();
  }
}
