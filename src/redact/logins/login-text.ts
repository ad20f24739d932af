// SPDX-License-Identifier: Apache-2.0
import { CR, LF, SPACE } from '../bytes.ts';
import { MAX_HELD } from '../scanner.ts';
import { Spans } from '../spans.ts';

/** Work that stops where it needs a byte that is not there yet, and goes on when more have come. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Reads one message and returns the reader of the next one, or undefined where no login can come any more. */
export type Reader = (text: LoginText) => Steps<Reader | undefined>;

/** The rest of a line without its end. */
export interface Line {
  /** latin1, so an index is a byte. */
  readonly text: string;
  /** Offset of its first byte. */
  readonly start: number;
  readonly hasCrLf: boolean;
}

/** The longest secret that a length may tell of: PostgreSQL's bound, the largest of those that servers state. */
export const MAX_SECRET = 65_535;
/** The longest message that is skipped by its length. */
export const MAX_MESSAGE = 16 * 1024 * 1024;
const RULE = 'login';
/** No command and no tag is longer. */
export const MAX_WORD = 16;
const END = -1;
const NOTHING = new Uint8Array(0);

/**
 * A text as the readers of logins see it: they ask for bytes and never learn in which pieces those came, so where the
 * text is cut changes nothing.
 */
export class LoginText {
  readonly spans = new Spans();
  /** Lines of it may be missing. */
  isBroken = false;
  #bytes: Uint8Array = NOTHING;
  #from = 0;
  #at = 0;
  #to = 0;
  #base = 0;
  #isComplete = false;
  /** Bytes that are read once more. */
  #again: readonly number[] = [];
  /** The byte before those that are there. */
  #before = LF;

  /** Gives the readers bytes[from, to); bytes[0] stands at `base` in the text. */
  feed(bytes: Uint8Array, from: number, to: number, base: number): void {
    this.#bytes = bytes;
    this.#from = from;
    this.#at = from;
    this.#to = to;
    this.#base = base;
  }

  /** Lets go of the bytes: the caller's memory must not be kept. */
  drop(): void {
    if (this.#to > this.#from) this.#before = this.#bytes[this.#to - 1] ?? 0;
    this.feed(NOTHING, 0, 0, this.#base + this.#to);
  }

  /** No more bytes come. */
  complete(): void {
    this.#isComplete = true;
  }

  get isEmpty(): boolean {
    return this.#at === this.#to && this.#again.length === 0;
  }

  /** A line has just been read to its end. */
  get isBehindLine(): boolean {
    return (this.#at > this.#from ? this.#bytes[this.#at - 1] : this.#before) === LF;
  }

  /** Of the next byte. */
  get offset(): number {
    return this.#base + this.#at - this.#again.length;
  }

  /** Goes over whole messages that are there already: `endOf` tells where one ends, or its start where it can't tell. */
  pass(endOf: (bytes: Uint8Array, start: number, to: number) => number): void {
    if (this.#again.length > 0) return;
    for (let end = -1; end !== this.#at && this.#at < this.#to; ) {
      end = this.#at;
      this.#at = endOf(this.#bytes, end, this.#to);
    }
  }

  *byte(): Steps<number> {
    const [again, ...rest] = this.#again;
    if (again !== undefined) {
      this.#again = rest;
      return again;
    }
    while (this.#at === this.#to) yield;
    return this.#take();
  }

  /** The next byte, which stays; -1 at the end of the text. */
  *peek(): Steps<number> {
    const [again] = this.#again;
    if (again !== undefined) return again;
    while (this.#at === this.#to && !this.#isComplete) yield;
    return this.#at === this.#to ? END : (this.#bytes[this.#at] ?? 0);
  }

  /** The next bytes are these, which were read already. */
  readAgain(bytes: readonly number[]): void {
    this.#again = bytes;
  }

  /** The next byte is there: a step that may have to wait for it costs more than the byte. */
  #ready(): boolean {
    return this.#at < this.#to && this.#again.length === 0;
  }

  #take(): number {
    return this.#bytes[this.#at++] ?? 0;
  }

  *take(length: number): Steps<number[]> {
    const taken: number[] = [];
    while (taken.length < length) taken.push(this.#ready() ? this.#take() : yield* this.byte());
    return taken;
  }

  *ascii(length: number): Steps<string> {
    return String.fromCharCode(...(yield* this.take(length)));
  }

  /** Big-endian. */
  *number(length: number): Steps<number> {
    let value = 0;
    for (let left = length; left > 0; left -= 1)
      value = 256 * value + (this.#ready() ? this.#take() : yield* this.byte());
    return value;
  }

  *skip(length: number): Steps<void> {
    let left = length;
    while (left > 0 && this.#again.length > 0) {
      yield* this.byte();
      left -= 1;
    }
    while (left > 0) {
      while (this.#at === this.#to) yield;
      const passed = Math.min(left, this.#to - this.#at);
      this.#at += passed;
      left -= passed;
    }
  }

  /** Masks as many bytes as they come. */
  *mask(length: number): Steps<void> {
    if (length === 0) return;
    this.spans.open(this.offset, RULE);
    yield* this.skip(length);
    this.spans.close(this.offset);
  }

  /** A message of SASL's PLAIN: what may act as whom, NUL, who, NUL, password (RFC 4616). Who is shown. */
  *maskPlain(length: number): Steps<void> {
    let left = length;
    for (let parts = 0; left > 0 && parts < 2; left -= 1) {
      if ((yield* this.byte()) === 0) parts += 1;
    }
    yield* this.mask(left);
  }

  maskRange(start: number, end: number): void {
    this.spans.mask(start, end, RULE);
  }

  /** Up to a space or the end of the line, which stay; undefined where it is longer than any command, or has other bytes. */
  *word(isOfWord?: Uint8Array): Steps<string | undefined> {
    let word = '';
    for (;;) {
      const next = yield* this.peek();
      if (next === END || next === SPACE || next === CR || next === LF) return word;
      if (word.length === MAX_WORD || isOfWord?.[next] === 0) return undefined;
      word += String.fromCharCode(yield* this.byte());
    }
  }

  /** Masks what is left of the line, from `start` on. */
  *maskLine(start: number): Steps<void> {
    this.spans.open(start, RULE);
    for (;;) {
      const next = yield* this.peek();
      if (next === END || next === CR || next === LF) break;
      yield* this.skip(1);
    }
    this.spans.close(this.offset);
    yield* this.skipLine();
  }

  *skipLine(): Steps<void> {
    for (let byte = 0; byte !== LF; ) byte = this.#ready() ? this.#take() : yield* this.byte();
  }

  /** Holds the rest of the line until it is complete. One that is longer than may be held is masked: undefined. */
  *line(): Steps<Line | undefined> {
    const start = this.offset;
    let text = '';
    this.spans.hold(start);
    for (;;) {
      const next = this.#ready() ? this.#bytes[this.#at] : yield* this.peek();
      if (next === LF || next === END) break;
      if (text.length === MAX_HELD) {
        this.spans.release();
        yield* this.maskLine(start);
        return undefined;
      }
      text += String.fromCharCode(this.#ready() ? this.#take() : yield* this.byte());
    }
    this.spans.release();
    if ((yield* this.peek()) === LF) yield* this.byte();
    const hasCrLf = text.endsWith('\r');
    return { text: hasCrLf ? text.slice(0, -1) : text, start, hasCrLf };
  }
}
