// SPDX-License-Identifier: Apache-2.0
import { inspect } from 'node:util';

const MASK = '[sensitive]';

/**
 * Bytes that have not been through redaction. They can be measured and cut, and shown only by asking for them with
 * `reveal()`; printing, interpolating or serialising one gives a mask, so a stray log line leaks nothing.
 */
export class Sensitive {
  static readonly EMPTY = new Sensitive(Buffer.alloc(0));
  readonly #bytes: Buffer;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** Length in bytes. */
  get length(): number {
    return this.#bytes.length;
  }

  /** The bytes themselves: for the stages up to and including redaction, and for nothing after them. */
  reveal(): Buffer {
    return this.#bytes;
  }

  toString(): string {
    return MASK;
  }

  toJSON(): string {
    return MASK;
  }

  [inspect.custom](): string {
    return MASK;
  }
}
