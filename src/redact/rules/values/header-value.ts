// SPDX-License-Identifier: Apache-2.0
import { CR, LF, SPACE, TAB } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { Value } from './value.ts';

const COLON = 0x3a;

/** A header field's value, with the lines that continue it (RFC 9112, 5.2: they begin with a space or tab). */
export class HeaderValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  #mayBeScope: boolean;
  #at: 'start' | 'value' | 'return' | 'line' = 'start';
  /** Where the end of a line begins. */
  #breakAt = 0;

  /** @param mayBeScope the key may be a program's name: C++'s token::next */
  constructor(spans: Spans, rule: string, mayBeScope: boolean) {
    this.#spans = spans;
    this.#rule = rule;
    this.#mayBeScope = mayBeScope;
  }

  take(byte: number, offset: number): boolean {
    const isBlank = byte === SPACE || byte === TAB;
    if (this.#at === 'line' && !isBlank) {
      this.#spans.close(this.#breakAt);
      this.#spans.release();
      return false;
    }
    if (this.#at === 'start') {
      if (byte === COLON && this.#mayBeScope) return false;
      this.#mayBeScope = false;
      if (isBlank) return true;
    }
    if (byte === CR || byte === LF) this.#break(byte, offset);
    else this.#go(offset);
    return true;
  }

  end(offset: number): void {
    const isBreak = this.#at === 'line' || this.#at === 'return';
    this.#spans.close(isBreak ? this.#breakAt : offset);
    this.#spans.release();
  }

  #break(byte: number, offset: number): void {
    if (this.#at !== 'return' || byte === CR) this.#breakAt = offset;
    this.#at = byte === LF ? 'line' : 'return';
    this.#spans.hold(this.#breakAt);
  }

  #go(offset: number): void {
    if (!this.#spans.isOpen) this.#spans.open(offset, this.#rule);
    this.#spans.release();
    this.#at = 'value';
  }
}
