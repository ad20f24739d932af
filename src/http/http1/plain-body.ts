// SPDX-License-Identifier: Apache-2.0
import type { ExchangeFailure, HeaderFields } from '../exchange.ts';
import type { Body, BodyState } from './body.ts';
import type { Content } from './content.ts';
import type { PartWriter } from './part-writer.ts';

/** Content alone: of a length that is known, or as long as the connection. */
export class PlainBody implements Body {
  state: BodyState = 'open';
  readonly trailers: HeaderFields = [];
  readonly heldBytes = 0;
  readonly #content: Content;
  #left: number;

  /** `length` is not 0. */
  constructor(content: Content, length: number | 'until-end') {
    this.#content = content;
    this.#left = length === 'until-end' ? Infinity : length;
  }

  get contentLength(): number {
    return this.#content.length;
  }

  get contentLeft(): number {
    return this.#content.canLeaveOut ? this.#left : 0;
  }

  read(bytes: Buffer, start: number, out: PartWriter): number {
    const content = bytes.subarray(start, start + Math.min(this.#left, bytes.length - start));
    this.#content.write(content, out);
    this.#take(content.length, out);
    return start + content.length;
  }

  skip(bytes: number, out: PartWriter): boolean {
    if (bytes > this.#left) return false;
    this.#content.skip(bytes, out);
    this.#take(bytes, out);
    return true;
  }

  end(isFinished: boolean | undefined, out: PartWriter): ExchangeFailure | undefined {
    if (this.#left !== Infinity || isFinished === false) return 'closed';
    if (isFinished === undefined) return 'lost';
    // What its program sends may break off all the same.
    this.#content.cut(out);
    this.#take(Infinity, out);
    return undefined;
  }

  cut(out: PartWriter): void {
    this.#content.cut(out);
  }

  #take(bytes: number, out: PartWriter): void {
    this.#left = bytes === this.#left ? 0 : this.#left - bytes;
    if (this.#left > 0) return;
    this.#content.end(out);
    this.state = 'complete';
  }
}
