// SPDX-License-Identifier: Apache-2.0
import { DIGIT_0, DIGIT_9, isAlphanumeric } from '../scan/byte-set.ts';
import { MAX_HELD } from '../scan/held.ts';
import type { Lane } from '../scan/lane.ts';
import { Literals } from '../scan/literals.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { isWordStart } from '../scan/word-start.ts';
import { type TokenKind, tokenKinds } from './token-prefixes.ts';

const prefixes = new Literals(tokenKinds.map(({ prefix }) => prefix));
// Of a prefix so much is shown, to say what sort of token it was: too little of the secret to be of use.
const SHOWN = 4;
const DOT = 0x2e;
const PERCENT = 0x25;
const BACKSLASH = 0x5c;
// Base64 of JSON that is no token, in a data: URL.
const DATA_URL = Buffer.from('base64,');

/** Tokens that show by their prefix what they are. Held from the prefix on until there is enough of one. */
export class TokenLane implements Lane {
  readonly spans = new Spans();
  #state = 0;
  #kind: TokenKind | undefined;
  /** Where the masked part would start. */
  #start = 0;
  #count = 0;
  #hasDigit = false;
  #hasDot = false;

  read(piece: Piece): void {
    const { bytes, from, base } = piece;
    const { next, found } = prefixes;
    let state = this.#state;
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      state = next[256 * state + byte] ?? 0;
      if (this.#kind === undefined && found[state] === 0) continue;
      if (this.#kind !== undefined) this.#body(byte, base + index);
      if (found[state] !== 0 && this.#kind === undefined)
        this.#prefix(piece, index, tokenKinds[(found[state] ?? 0) - 1]);
    }
    this.#state = state;
    this.#reached(base + bytes.length);
  }

  end(offset: number): void {
    if (this.#kind) this.#bodyEnd(offset);
    this.#state = 0;
    this.spans.release();
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#state = 0;
    this.#kind = undefined;
    this.spans.reset(offset);
  }

  /** Holds a prefix too that is not complete, but for what of it is shown. */
  #reached(offset: number): void {
    if (this.#kind === undefined) {
      const depth = prefixes.depth[this.#state] ?? 0;
      if (depth > SHOWN) this.spans.hold(offset - depth + SHOWN);
      else this.spans.release();
    }
    this.spans.reached(offset);
  }

  #prefix({ bytes, base }: Piece, index: number, kind: TokenKind | undefined): void {
    if (!kind) return;
    const start = index + 1 - kind.prefix.length;
    if (!isWordStart(bytes, start)) return;
    if (bytes.subarray(Math.max(0, start - DATA_URL.length), start).equals(DATA_URL)) return;
    this.#kind = kind;
    this.#start = base + start + Math.min(SHOWN, kind.prefix.length);
    this.#count = 0;
    this.#hasDigit = false;
    this.#hasDot = false;
    this.spans.hold(this.#start);
  }

  #body(byte: number, offset: number): void {
    const kind = this.#kind;
    if (!kind) return;
    // An escaped character goes on with the token: its end would show the rest.
    if (kind.body[byte] === 0 && byte !== PERCENT && byte !== BACKSLASH && !(kind.needsDot && byte === DOT)) {
      this.#bodyEnd(offset, isAlphanumeric[byte] === 1);
      return;
    }
    if (this.spans.isOpen) return;
    if (byte >= DIGIT_0 && byte <= DIGIT_9) this.#hasDigit = true;
    if (kind.needsDot && !this.#hasDot) this.#hasDot = byte === DOT;
    else if (kind.body[byte] === 1) this.#count += 1;
    if (kind.isExact) {
      if (this.#count > kind.least) this.#bodyEnd(offset);
    } else if (this.#isToken(kind) || offset - this.#start >= MAX_HELD - 1) this.#confirm(kind);
  }

  #isToken(kind: TokenKind): boolean {
    if (kind.isExact) return this.#count === kind.least;
    return this.#count >= kind.least && (this.#hasDigit || !kind.needsDigit) && (this.#hasDot || !kind.needsDot);
  }

  #confirm(kind: TokenKind): void {
    this.spans.release();
    this.spans.open(this.#start, kind.rule);
  }

  #bodyEnd(offset: number, goesOn = false): void {
    const kind = this.#kind;
    if (kind && !this.spans.isOpen && this.#isToken(kind) && !goesOn) this.#confirm(kind);
    this.spans.close(offset);
    this.spans.release();
    this.#kind = undefined;
  }
}
