// SPDX-License-Identifier: Apache-2.0
import { byteSet, CR, isAlphanumeric, LF, SPACE, TAB } from './byte-set.ts';
import { MAX_HELD } from './held.ts';
import type { Lane } from './lane.ts';
import type { Piece } from './piece.ts';
import { Spans } from './spans.ts';

const isBase64 = byteSet({ ranges: 'a-zA-Z0-9', bytes: '+/=\r' });
const COLON = 0x3a;
const DASH = 0x2d;

/**
 * Masks what follows missing bytes until a boundary is certain: a line that can't go on with a secret whose beginning
 * is missing. Such a line does not begin with a space or tab (a folded field, indented JSON), has something that is no
 * Base64 (the lines of a private key), is not empty and does not follow an empty one (the value of a form's part), and
 * is no header field (of a form's part or a private key: the secret is still to come). The first line after the gap is
 * always masked.
 */
export class GapLane implements Lane {
  readonly spans = new Spans();
  #isOpen = false;
  #line: 'masked' | 'start' | 'undecided' = 'masked';
  #isEmpty = false;
  #lineFrom = 0;
  /** The line may begin with the name of a header field. */
  #isName = true;

  open(offset: number): void {
    this.#isOpen = true;
    this.#line = 'masked';
    this.#isEmpty = false;
    this.spans.open(offset, 'gap');
    this.spans.reached(this.spans.judged);
  }

  read({ bytes, from, base }: Piece): void {
    for (let index = from; this.#isOpen && index < bytes.length; index += 1) {
      this.#byte(bytes[index] ?? 0, base + index);
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    // A line that was never proved harmless is masked.
    this.spans.release();
    this.spans.reached(offset);
    this.spans.close(offset);
  }

  reset(offset: number): void {
    this.#isOpen = false;
    this.spans.reset(offset);
  }

  #byte(byte: number, offset: number): void {
    if (byte === LF) this.#lineEnd(offset + 1);
    else if (this.#line === 'start') this.#lineStart(byte, offset);
    else if (this.#line === 'undecided') this.#judge(byte, offset);
    if (byte !== LF && byte !== CR) this.#isEmpty = false;
  }

  /** Holds the next line from its start, but not when it is masked anyway. */
  #lineEnd(next: number): void {
    const followsEmpty = this.#isEmpty;
    this.#line = followsEmpty ? 'masked' : 'start';
    this.#isEmpty = true;
    this.#isName = true;
    this.#lineFrom = next;
    this.spans.release();
    if (!followsEmpty) this.spans.hold(next);
  }

  #lineStart(byte: number, offset: number): void {
    if (byte === SPACE || byte === TAB) {
      this.#line = 'masked';
      this.spans.release();
    } else {
      this.#line = 'undecided';
      this.#judge(byte, offset);
    }
  }

  #judge(byte: number, offset: number): void {
    const isFirst = offset === this.#lineFrom;
    const isField = byte === COLON && this.#isName && !isFirst;
    this.#isName &&= isAlphanumeric[byte] === 1 || (byte === DASH && !isFirst);
    if (isField || offset - this.#lineFrom >= MAX_HELD) {
      this.#line = 'masked';
      this.spans.release();
    } else if (isBase64[byte] === 0 && !this.#isName) {
      this.#isOpen = false;
      this.spans.close(this.#lineFrom);
      this.spans.release();
    }
  }
}
