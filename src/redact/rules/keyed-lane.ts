// SPDX-License-Identifier: Apache-2.0
import { LF } from '../scan/byte-set.ts';
import type { Lane } from '../scan/lane.ts';
import { LOOKBACK, type Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { elementBefore } from './element-before.ts';
import { EncodedSeparator } from './encoded-separator.ts';
import { keyBefore } from './key-before.ts';
import { PartHeaders } from './part-headers.ts';
import { quotedKeyBefore } from './quoted-key-before.ts';
import { AfterKey } from './values/after-key.ts';
import { BareValue } from './values/bare-value.ts';
import { ElementValue } from './values/element-value.ts';
import { HeaderValue } from './values/header-value.ts';
import { PairValue } from './values/pair-value.ts';
import { PartValue } from './values/part-value.ts';
import { QuotedHeaderValue } from './values/quoted-header-value.ts';
import type { Value } from './values/value.ts';

const EQUALS = 0x3d;
const COLON = 0x3a;
const GREATER = 0x3e;
const QUOTE = 0x22;
const APOSTROPHE = 0x27;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
const triggers = new Uint8Array(256);
for (const byte of [EQUALS, COLON, GREATER, QUOTE, APOSTROPHE, PERCENT, BACKSLASH, LF]) triggers[byte] = 1;

/**
 * Values whose key says that they are secret: header fields, queries and forms, JSON, parts of multipart forms, XML. A
 * key is looked for backwards from the separator that follows it; its value is then read forwards and masked as it
 * comes. Only where the syntax is not certain is it held.
 */
export class KeyedLane implements Lane {
  readonly spans = new Spans();
  #value: Value | undefined;
  readonly #escape = new EncodedSeparator();
  /** The body is a form, for its first line is one. */
  #isForm = false;
  #isFirstLine = true;
  /** There was a quote or a tag in this line: a URL may end at one. */
  #isMarkup = false;
  readonly #partHeaders = new PartHeaders();

  read(piece: Piece): void {
    const { bytes, from, base } = piece;
    let index = from;
    while (index < bytes.length) {
      // Most bytes are of no key's end and of no value.
      if (this.#value === undefined && !this.#escape.isOpen) {
        while (index < bytes.length && triggers[bytes[index] ?? 0] === 0) index += 1;
        if (index === bytes.length) break;
      }
      const byte = bytes[index] ?? 0;
      if (this.#value !== undefined) {
        // A byte that ends a value may begin the next key's.
        if (this.#value.take(byte, base + index)) {
          index += 1;
          continue;
        }
        this.#value = undefined;
      }
      if (triggers[byte] === 1 || this.#escape.isOpen) this.#trigger(piece, index, byte);
      index += 1;
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    // What is still open is masked to here, and what is held is judged.
    this.#value?.end(offset);
    this.#value = undefined;
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#value = undefined;
    this.#escape.clear();
    this.#isForm = false;
    this.#isFirstLine = false;
    this.#isMarkup = true;
    this.#partHeaders.reset(offset);
    this.spans.reset(offset);
  }

  #trigger({ bytes, base }: Piece, index: number, byte: number): void {
    const encoded = this.#escape.take(byte);
    // Which JSON has, so there is a quote.
    if (encoded > 0 && bytes[index + 1 - encoded] === BACKSLASH) this.#isMarkup = true;
    if (encoded > 0) this.#equals(bytes, index + 1 - encoded, base);
    else if (byte === EQUALS) this.#equals(bytes, index, base);
    else if (byte === COLON) this.#colon(bytes, index);
    else if (byte === QUOTE || byte === APOSTROPHE) this.#quote(bytes, index);
    else if (byte === GREATER) this.#greater(bytes, index, base);
    else if (byte === LF) this.#line(bytes, index, base);
  }

  /** The key ends before the index, and the separator may be several bytes long. */
  #equals(bytes: Buffer, index: number, base: number): void {
    if (this.#isFirstLine && base === 0 && index < LOOKBACK) this.#isForm ||= startsForm(bytes, index);
    this.#partHeaders.equals(bytes, index, base);
    const key = keyBefore(bytes, index, '=');
    if (!key) return;
    const { rule, place } = key;
    if (this.#isForm) this.#value = new PairValue(this.spans, rule, 'form');
    else if (place === 'pair' || place === 'line')
      this.#value = new PairValue(this.spans, rule, this.#isMarkup ? 'query' : 'line');
    else if (place === 'semicolon')
      this.#value = new PairValue(this.spans, rule, this.#isMarkup ? 'list' : 'line list');
    else this.#value = new BareValue(this.spans, rule);
  }

  #colon(bytes: Buffer, index: number): void {
    const key = keyBefore(bytes, index, ':');
    if (!key) return;
    if (key.quotes) this.#value = new QuotedHeaderValue(this.spans, key.rule, key.quotes);
    else
      this.#value =
        key.place === 'line' ? new HeaderValue(this.spans, key.rule, key.isName) : new BareValue(this.spans, key.rule);
  }

  #quote(bytes: Buffer, index: number): void {
    if (bytes[index] === QUOTE) this.#isMarkup = true;
    const key = quotedKeyBefore(bytes, index);
    if (!key) return;
    if (!this.#partHeaders.quoted(bytes, key.index, index, key.rule)) this.#value = new AfterKey(this.spans, key);
  }

  #greater(bytes: Buffer, index: number, base: number): void {
    this.#isMarkup = true;
    const element = elementBefore(bytes, index);
    if (element) this.#value = new ElementValue(this.spans, element.rule, base + index + 1, element.name);
  }

  /** An empty line ends a part's headers. */
  #line(bytes: Buffer, index: number, base: number): void {
    this.#isForm = false;
    this.#isFirstLine = false;
    this.#isMarkup = false;
    const start = this.#partHeaders.line(bytes, index, base);
    if (start) this.#value = new PartValue(this.spans, start, base + index + 1);
  }
}

const isFormKey = /^[\w.%[\]$+()&;-]+$/;

function startsForm(bytes: Buffer, index: number): boolean {
  return isFormKey.test(bytes.toString('latin1', 0, index));
}
