// SPDX-License-Identifier: Apache-2.0
import { byteSet } from '../scan/byte-set.ts';
import type { Lane } from '../scan/lane.ts';
import { Literals } from '../scan/literals.ts';
import type { Piece } from '../scan/piece.ts';
import { Spans } from '../scan/spans.ts';
import { decodeKey } from './decode-key.ts';
import { MAX_KEY } from './key-hints.ts';
import { ruleOfKey } from './key-names.ts';
import { StringEnd } from './values/string-end.ts';

const entities = ['&quot;', '&#34;', '&#x22;', '&#39;', '&#x27;', '&apos;', '&amp;quot;', '&amp;#34;'];
const literals = new Literals(entities, { ignoreCase: true });
const AMPERSAND = 0x26;
const QUOTE = 0x22;
const COLON = 0x3a;
const LESS = 0x3c;
const isBetween = byteSet({ bytes: ' \t\r\n\\' });
const inNumber = byteSet({ ranges: '0-9a-zA-Z', bytes: '+-.' });
const startsNumber = byteSet({ ranges: '0-9', bytes: '-' });
const KEY = /^[\w.%[\]$ -]+$/;

/** JSON in HTML, where the quotes are entities: `&quot;token&quot;:&quot;S&quot;`. */
export class EntityLane implements Lane {
  readonly spans = new Spans();
  #state = 0;
  #at: 'text' | 'key' | 'colon' | 'string' | 'number' = 'text';
  #rule = '';
  #string = new StringEnd(0);
  /** The entity that stands for the string's quotes. */
  #quote = 0;
  /** Behind the last entity. */
  #from = 0;

  read({ bytes, from, base }: Piece): void {
    for (let index = from; index < bytes.length; index += 1) {
      if (this.#at === 'text' && this.#state === 0) {
        index = bytes.indexOf(AMPERSAND, index);
        if (index < 0) break;
      }
      const byte = bytes[index] ?? 0;
      this.#state = literals.next[256 * this.#state + byte] ?? 0;
      const found = literals.found[this.#state] ?? 0;
      if (found > 0) this.#entity(bytes, index, base, found);
      else this.#byte(byte, base + index);
    }
    this.spans.reached(base + bytes.length);
  }

  end(offset: number): void {
    this.#over(offset);
    this.#state = 0;
    this.spans.reached(offset);
  }

  reset(offset: number): void {
    this.#at = 'text';
    this.#state = 0;
    this.#from = offset;
    this.spans.reset(offset);
  }

  #entity(bytes: Buffer, index: number, base: number, found: number): void {
    const start = base + index + 1 - (entities[found - 1]?.length ?? 0);
    if (this.#at === 'string') {
      if (found !== this.#quote || !this.#string.isEnd(QUOTE)) this.#content();
      else this.#over(start);
    } else if (this.#at === 'colon') {
      this.#at = 'string';
      this.#quote = found;
      this.#string.begin(QUOTE);
    } else {
      this.#over(start);
      if (start - this.#from <= MAX_KEY)
        this.#key(bytes.toString('latin1', Math.max(0, this.#from - base), start - base));
    }
    this.#from = base + index + 1;
    this.#state = 0;
  }

  #key(text: string): void {
    const key = text.replace(/\\+$/, '');
    const rule = KEY.test(key) ? ruleOfKey(decodeKey(key, false)) : undefined;
    if (rule === undefined) return;
    this.#at = 'key';
    this.#rule = rule;
    this.#string = new StringEnd(text.length - key.length);
  }

  #byte(byte: number, offset: number): void {
    if (this.#at === 'text') return;
    const depth = literals.depth[this.#state] ?? 0;
    if (this.#at === 'string') this.#stringByte(byte, offset, depth);
    else if (this.#at === 'number') {
      if (inNumber[byte] === 0) this.#over(offset);
    } else if (isBetween[byte] === 1) return;
    else if (this.#at === 'key' && byte === COLON) this.#at = 'colon';
    else if (this.#at === 'colon' && depth === 0 && startsNumber[byte] === 1) {
      this.#at = 'number';
      this.spans.open(offset, this.#rule);
    } else if (depth === 0 || this.#at === 'key') this.#at = 'text';
  }

  /** What may be the entity at its end is held. */
  #stringByte(byte: number, offset: number, depth: number): void {
    if (byte === LESS || byte === QUOTE) {
      this.#over(offset);
    } else if (depth > 0) {
      this.spans.hold(offset + 1 - depth);
    } else {
      this.#string.isEnd(byte);
      this.#content();
    }
  }

  #content(): void {
    this.spans.release();
    if (!this.spans.isOpen) this.spans.open(this.#from, this.#rule);
  }

  #over(offset: number): void {
    this.#at = 'text';
    this.spans.close(offset);
    this.spans.release();
  }
}
