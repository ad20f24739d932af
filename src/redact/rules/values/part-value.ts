// SPDX-License-Identifier: Apache-2.0
import { CR, LF } from '../../scan/byte-set.ts';
import type { Spans } from '../../scan/spans.ts';
import type { Value } from './value.ts';

/** The content of a form's part: to the line that begins with the boundary (RFC 2046, 5.1.1). */
export class PartValue implements Value {
  readonly #spans: Spans;
  readonly #rule: string;
  #at: 'value' | 'return' | 'line' = 'value';
  readonly #boundary: string;
  /** Bytes of this line that are the boundary's. */
  #matched = 0;
  #breakAt: number;

  /** The content begins at the offset. */
  constructor(spans: Spans, { rule, boundary }: { rule: string; boundary: string }, offset: number) {
    this.#spans = spans;
    this.#rule = rule;
    this.#boundary = boundary;
    this.#breakAt = offset;
    // An empty part has its boundary at once.
    this.#at = 'line';
    this.#spans.hold(offset);
  }

  take(byte: number, offset: number): boolean {
    if (byte === CR || byte === LF) {
      this.#break(byte, offset);
      return true;
    }
    if (this.#at === 'line' && byte === this.#boundary.charCodeAt(this.#matched)) {
      this.#matched += 1;
      if (this.#matched < this.#boundary.length) return true;
      this.#spans.close(this.#breakAt);
      this.#spans.release();
      return false;
    }
    this.#go(this.#breakAt, offset);
    return true;
  }

  end(offset: number): void {
    if (this.#at === 'value') this.#spans.close(offset);
    else this.#spans.close(this.#breakAt);
    this.#spans.release();
  }

  #break(byte: number, offset: number): void {
    if (this.#at !== 'return' || byte === CR) {
      // What was no boundary, or an empty line, are of the content.
      if (this.#at !== 'value') this.#go(this.#breakAt, offset);
      this.#breakAt = offset;
    }
    this.#at = byte === LF ? 'line' : 'return';
    this.#matched = 0;
    this.#spans.hold(this.#breakAt);
  }

  #go(start: number, offset: number): void {
    if (!this.#spans.isOpen) this.#spans.open(Math.min(start, offset), this.#rule);
    this.#spans.release();
    this.#at = 'value';
    this.#matched = 0;
  }
}
