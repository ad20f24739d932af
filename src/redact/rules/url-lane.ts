// SPDX-License-Identifier: Apache-2.0
import { byteSet, LF } from '../scan/byte-set.ts';
import { MAX_HELD } from '../scan/held.ts';
import type { Lane } from '../scan/lane.ts';
import { Literals } from '../scan/literals.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';

// As it is, in JSON, and in a query; and the fields that some clients copy a URL's authority to.
const starts = new Literals(['://', ':\\/\\/', '%3a%2f%2f', ':authority: ', '\nhost: '], { ignoreCase: true });
const ENCODED = 3;
const endsAuthority = byteSet({ ranges: '\0- ', bytes: '/?#\\"\'<>`\x7f' });
const ESCAPES: Readonly<Record<string, 'at' | 'colon' | 'end' | undefined>> = {
  '40': 'at', '3A': 'colon', '2F': 'end', '3F': 'end', '23': 'end', '26': 'end', '20': 'end', '22': 'end',
};
const AT = 0x40;
const COLON = 0x3a;
const AMPERSAND = 0x26;
const PERCENT = 0x25;
// A name alone, such as git@, is shown; one that is longer may be a token.
const LONGEST_NAME = 15;

/** Credentials in URLs, `scheme://user:password@host`: held until it is clear whether there are any. */
export class UrlLane implements Lane {
  readonly spans = new Spans();
  steps = 0;
  #state = 0;
  /** Where the authority starts, or what follows an @ in it. */
  #start: number | undefined;
  #isEncoded = false;
  #hasColon = false;
  /** A percent sign and what follows it, in an encoded URL. */
  #escape = '';

  read({ bytes, from, base }: Piece): void {
    this.steps += bytes.length - from;
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (this.#start !== undefined) this.#authority(byte, base + index);
      else if (this.#state === 0 && byte !== COLON && byte !== PERCENT && byte !== LF) continue;
      this.#state = starts.next[256 * this.#state + byte] ?? 0;
      const found = starts.found[this.#state] ?? 0;
      if (found > 0) this.#begin(base + index + 1, found === ENCODED);
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    this.#end(offset);
    this.#state = 0;
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#start = undefined;
    this.#state = 0;
    this.spans.reset(offset);
  }

  #begin(offset: number, isEncoded: boolean): void {
    this.#end(offset);
    this.#start = offset;
    this.#isEncoded = isEncoded;
    this.#hasColon = false;
    this.#escape = '';
    this.spans.hold(offset);
  }

  #authority(byte: number, offset: number): void {
    if (endsAuthority[byte] === 1 || (this.#isEncoded && byte === AMPERSAND)) {
      this.#end(offset);
    } else if (byte === AT) {
      this.#at(offset, offset + 1);
    } else if (byte === COLON) {
      this.#hasColon = true;
    } else if (this.#isEncoded) {
      this.#percent(byte, offset);
    }
    this.#bound(offset + 1);
  }

  #percent(byte: number, offset: number): void {
    if (byte === PERCENT) this.#escape = '%';
    else if (this.#escape !== '') this.#escape += String.fromCharCode(byte).toUpperCase();
    if (this.#escape.length < 3) return;
    const meaning = ESCAPES[this.#escape.slice(1)];
    this.#escape = '';
    if (meaning === 'at') this.#at(offset - 2, offset + 1);
    if (meaning === 'colon') this.#hasColon = true;
    if (meaning === 'end') this.#end(offset - 2);
  }

  /** What is before an @ are credentials; there may be another one. */
  #at(offset: number, next: number): void {
    const start = this.#start ?? offset;
    this.spans.release();
    if (this.spans.isOpen) this.spans.close(offset);
    else if (this.#hasColon || offset - start > LONGEST_NAME) this.spans.mask(start, offset, 'url_credentials');
    this.#start = next;
    this.#hasColon = true;
    this.spans.hold(next);
  }

  #bound(offset: number): void {
    if (this.#start === undefined || this.spans.isOpen || offset - this.#start < MAX_HELD) return;
    this.spans.release();
    this.spans.open(this.#start, 'url_credentials');
  }

  #end(offset: number): void {
    this.#start = undefined;
    this.spans.close(offset);
    this.spans.release();
  }
}
