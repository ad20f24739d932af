// SPDX-License-Identifier: Apache-2.0
import { byteSet, SPACE, TAB } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { Value } from './value.ts';

const isContent = byteSet({ ranges: '!-~\x80-\xff' });
const LESS = 0x3c;
const SLASH = 0x2f;
const EXCLAMATION = 0x21;
const LONG = 1_024;
const MOST_WITH_BLANKS = 256;

/**
 * The content of `<password>...</password>`: `<password>` alone is a placeholder in a manual. Several words must be
 * followed by the end tag of the same element.
 */
export class ElementValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  readonly #start: number;
  readonly #endTag: string;
  #tagAt: number | undefined;
  #tag = '';
  #hasBlank = false;

  constructor(spans: Spans, rule: string, offset: number, element: string) {
    this.#spans = spans;
    this.#rule = rule;
    this.#start = offset;
    this.#endTag = `/${element}`;
    this.#spans.hold(offset);
  }

  take(byte: number, offset: number): boolean {
    if (this.#tagAt !== undefined) return this.#inTag(byte, this.#tagAt);
    if (byte === LESS) {
      this.#tagAt = offset;
      this.#tag = '';
      if (this.#spans.isOpen) this.#spans.hold(offset);
      return true;
    }
    if (this.#spans.isOpen) return true;
    if (byte === SPACE || byte === TAB) this.#hasBlank = true;
    else if (isContent[byte] === 0) return this.#giveUp();
    const length = offset + 1 - this.#start;
    if (this.#hasBlank) return length < MOST_WITH_BLANKS || this.#giveUp();
    if (length >= LONG) {
      this.#spans.release();
      this.#spans.open(this.#start, this.#rule);
    }
    return true;
  }

  /** CDATA is content too. */
  #inTag(byte: number, tagAt: number): boolean {
    this.#tag += String.fromCharCode(byte);
    const isOpen = this.#spans.isOpen;
    if (this.#hasBlank && !isOpen && byte !== EXCLAMATION) {
      if (this.#tag !== this.#endTag) return this.#endTag.startsWith(this.#tag) || this.#giveUp();
    }
    this.#tagAt = undefined;
    this.#spans.release();
    if (byte === SLASH || this.#tag === this.#endTag) {
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

  #giveUp(): false {
    this.#spans.release();
    return false;
  }
}
