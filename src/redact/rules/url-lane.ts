// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';
import { MAX_HELD } from '../scan/held.ts';
import type { Lane } from '../scan/lane.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { authorityAfter, urlStarts } from './url-starts.ts';

const endsAuthority = byteSet({ ranges: '\0- ', bytes: '/?#\\"\'<>`\x7f' });
const ESCAPES: Readonly<Record<string, 'at' | 'colon' | 'slash' | 'end' | undefined>> = {
  '40': 'at',
  '3A': 'colon',
  '2F': 'slash',
  '3F': 'end',
  '23': 'end',
  '26': 'end',
  '20': 'end',
  '22': 'end',
};
const AT = 0x40;
const COLON = 0x3a;
const SLASH = 0x2f;
const BRACKET = 0x5b;
// What the texts of urlStarts begin with.
const isStart = byteSet({ bytes: ':%\nCc' });
const AMPERSAND = 0x26;
const PERCENT = 0x25;
// A name alone, such as git@, is shown; one that is longer may be a token.
const LONGEST_NAME = 15;
const isDigit = byteSet({ ranges: '0-9' });
// A port that a program or a shell has a name for.
const startsName = byteSet({ bytes: '${' });

/** Credentials in URLs, `scheme://user:password@host`: held until it is clear whether there are any. */
export class UrlLane implements Lane {
  readonly spans = new Spans();
  #state = 0;
  /** Where the authority starts, or what follows an @ in it. */
  #start: number | undefined;
  #isEncoded = false;
  #hasColon = false;
  /** What is known of it as a password with a slash in it, which should have been escaped: behind a colon, and no port. */
  #password: 'none' | 'empty' | 'digits' | 'certain' | 'impossible' = 'none';
  /** A percent sign and what follows it, in an encoded URL. */
  #escape = '';
  #escapeAt = 0;

  read({ bytes, from, base }: Piece): void {
    for (let index = from; index < bytes.length; index += 1) {
      const byte = bytes[index] ?? 0;
      if (this.#start !== undefined) this.#authority(byte, base + index);
      else if (this.#state === 0 && isStart[byte] === 0) continue;
      this.#state = urlStarts.next[256 * this.#state + byte] ?? 0;
      const found = urlStarts.found[this.#state] ?? 0;
      const written = found > 0 ? authorityAfter(found, bytes, index + 1) : undefined;
      if (written !== undefined) this.#begin(base + index + 1, written === 'encoded');
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
    this.#password = 'none';
    this.#escape = '';
    this.spans.hold(offset);
  }

  #authority(byte: number, offset: number): void {
    if (byte === SLASH) {
      this.#slash(offset);
    } else if (endsAuthority[byte] === 1 || (this.#isEncoded && byte === AMPERSAND)) {
      this.#end(offset);
    } else if (byte === AT) {
      this.#at(offset, offset + 1);
    } else if (byte === COLON) {
      this.#colon();
    } else {
      // An address of IPv6.
      if (byte === BRACKET && offset === this.#start) this.#password = 'impossible';
      if (this.#isEncoded && (byte === PERCENT || this.#escape !== '')) this.#percent(byte, offset);
      else this.#other(byte);
    }
    this.#bound(offset + 1);
  }

  #other(byte: number): void {
    if (this.#password === 'empty' && startsName[byte] === 1) this.#password = 'impossible';
    if (this.#password === 'empty' || this.#password === 'digits')
      this.#password = isDigit[byte] === 1 ? 'digits' : 'certain';
  }

  #colon(): void {
    this.#hasColon = true;
    if (this.#password === 'none') this.#password = 'empty';
  }

  #slash(offset: number): void {
    if (this.#password !== 'certain') this.#end(offset);
  }

  /** The percent sign may be encoded itself. */
  #percent(byte: number, offset: number): void {
    if (byte === PERCENT) {
      this.#escape = '';
      this.#escapeAt = offset;
    }
    this.#escape += String.fromCharCode(byte).toUpperCase();
    if (this.#escape === '%25') this.#escape = '%';
    if (this.#escape.length < 3) return;
    const meaning = ESCAPES[this.#escape.slice(1)];
    this.#escape = '';
    if (meaning === 'at') this.#at(this.#escapeAt, offset + 1);
    else if (meaning === 'colon') this.#colon();
    else if (meaning === 'slash') this.#slash(this.#escapeAt);
    else if (meaning === 'end') this.#end(this.#escapeAt);
    else this.#other(PERCENT);
  }

  /** What is before an @ are credentials; there may be another one. */
  #at(offset: number, next: number): void {
    const start = this.#start ?? offset;
    this.spans.release();
    if (this.spans.isOpen) this.spans.close(offset);
    else if (this.#hasColon || offset - start > LONGEST_NAME) this.spans.mask(start, offset, 'url_credentials');
    this.#start = next;
    this.#hasColon = true;
    // There the host is, and no more password.
    this.#password = 'impossible';
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
