// SPDX-License-Identifier: Apache-2.0
import { byteSet, DIGIT_0, DIGIT_9, SPACE, TAB } from '../scan/byte-set.ts';
import type { Lane } from '../scan/lane.ts';
import { Literals } from '../scan/literals.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { isWordStart } from '../scan/word-start.ts';

const gaps = [' ', '%20', '+', '\t'];
const names = ['bearer', 'basic'];
const words = names.flatMap((name) => gaps.map((gap) => ({ name, text: `${name}${gap}` })));
const schemes = new Literals(
  words.map(({ text }) => text),
  { ignoreCase: true },
);
const isCredential = byteSet({ ranges: 'a-zA-Z0-9', bytes: '-._~+/=%|\\' });
// A bearer token has a digit, or is too long for a word.
const LEAST_WITH_DIGIT = 6;
const LEAST_BEARER = 24;
// Longer than most names and passwords: not worth to be held for a proof.
const LEAST_BASIC = 64;

/** Credentials that follow the name of their scheme, wherever it stands: `Bearer TOKEN`, `Basic BASE64`. */
export class AuthSchemeLane implements Lane {
  readonly spans = new Spans();
  #state = 0;
  #name: string | undefined;
  #start: number | undefined;
  #text = '';
  #hasDigit = false;

  read(piece: Piece): void {
    const { bytes, from, base } = piece;
    const { next, found } = schemes;
    let state = this.#state;
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      state = next[256 * state + byte] ?? 0;
      if (found[state] === 0 && this.#name === undefined) continue;
      if (this.#name !== undefined) this.#credential(byte, base + index);
      if (found[state] !== 0 && !this.spans.isOpen) this.#scheme(bytes, index, words[(found[state] ?? 0) - 1]);
    }
    this.#state = state;
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    this.#credentialEnd(offset);
    this.#state = 0;
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#state = 0;
    this.#name = undefined;
    this.#start = undefined;
    this.#text = '';
    this.spans.reset(offset);
  }

  #scheme(bytes: Buffer, index: number, word: (typeof words)[number] | undefined): void {
    if (!word || !isWordStart(bytes, index + 1 - word.text.length)) return;
    this.spans.release();
    this.#name = word.name;
    this.#start = undefined;
    this.#text = '';
  }

  #credential(byte: number, offset: number): void {
    if (this.#start === undefined && (byte === SPACE || byte === TAB)) return;
    if (isCredential[byte] === 0) {
      this.#credentialEnd(offset);
      return;
    }
    if (this.spans.isOpen) return;
    if (this.#start === undefined) {
      this.#start = offset;
      this.#hasDigit = false;
      this.spans.hold(offset);
    }
    if (byte >= DIGIT_0 && byte <= DIGIT_9) this.#hasDigit = true;
    this.#text += String.fromCharCode(byte);
    if (this.#isSecret()) this.#confirm();
  }

  #isSecret(): boolean {
    const { length } = this.#text;
    if (this.#name === 'basic') return length >= LEAST_BASIC;
    return length >= LEAST_BEARER || (this.#hasDigit && length >= LEAST_WITH_DIGIT);
  }

  #confirm(): void {
    this.spans.release();
    if (this.#start !== undefined) this.spans.open(this.#start, 'bearer');
    this.#text = '';
  }

  #credentialEnd(offset: number): void {
    if (this.#name === 'basic' && !this.spans.isOpen && isNameAndPassword(this.#text)) this.#confirm();
    this.spans.close(offset);
    this.spans.release();
    this.#name = undefined;
    this.#start = undefined;
    this.#text = '';
  }
}

/** RFC 7617: `name:password` in Base64. A word that only follows "basic" decodes to something else. */
function isNameAndPassword(text: string): boolean {
  const decoded = Buffer.from(
    text.replaceAll(/%2b/gi, '+').replaceAll(/%2f/gi, '/').replaceAll(/%3d/gi, '='),
    'base64',
  );
  return decoded.includes(0x3a) && decoded.every((byte) => byte >= SPACE && byte !== 0x7f);
}
