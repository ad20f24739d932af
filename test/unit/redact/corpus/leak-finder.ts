// SPDX-License-Identifier: Apache-2.0
import { base64Decodings, hexDecodings, huffmanDecodings } from './decodings.ts';
import { readingsOf } from './readings.ts';

/** So many bytes of a secret in a row are a leak. */
const LEAK_BYTES = 6;

/** Slots of the filter for each place in a secret. */
const SLOTS = 64;

/** Of a card's number, what could as well be the length of a call in a record or a row. */
const OWN_NUMBER = /^ \d{4} $/;

export interface Secret {
  shape: string;
  /** latin1 */
  text: string;
}

/** Where a leak is; what it is stays unsaid. */
export interface Leak {
  shape: string;
  /** In the secret. */
  offset: number;
  /** How it can be read. */
  as: string;
}

interface Place {
  secret: Secret;
  offset: number;
}

/** Finds any LEAK_BYTES bytes in a row of any of these secrets, in all forms in which a text may have them. */
export class LeakFinder {
  /** By the two halves of the bytes, as one number. */
  readonly #places = new Map<number, Place>();
  /** Says of nearly everything that it is not in the map. */
  readonly #filter: Uint8Array;
  readonly #shift: number;

  constructor(secrets: readonly Secret[]) {
    const places = secrets.reduce((sum, { text }) => sum + text.length, 0);
    this.#shift = Math.max(8, Math.clz32(places * SLOTS));
    this.#filter = new Uint8Array(2 ** (32 - this.#shift));
    for (const secret of secrets) {
      if (secret.text.length < LEAK_BYTES) throw new RangeError(`a secret of ${secret.shape} is too short to be found`);
      for (let offset = 0; offset + LEAK_BYTES <= secret.text.length; offset++) {
        if (OWN_NUMBER.test(secret.text.slice(offset, offset + LEAK_BYTES))) continue;
        const [high, low] = [three(secret.text, offset), three(secret.text, offset + 3)];
        this.#places.set(high * 0x1000000 + low, { secret, offset });
        this.#filter[slot(high, low, this.#shift)] = 1;
      }
    }
  }

  /** Each way in which a secret of a shape can be read, once. */
  find(output: Buffer): Leak[] {
    const leaks = new Map<string, Leak>();
    const look = (text: string, as: string): void => {
      for (const { secret, offset } of this.#look(text)) {
        const key = `${secret.shape} ${as}`;
        if (!leaks.has(key)) leaks.set(key, { shape: secret.shape, offset, as });
      }
    };
    for (const [text, name] of readingsOf(output.toString('latin1'))) {
      look(text, name);
      for (const decoded of base64Decodings(text)) look(decoded, `${name}, base64`);
      for (const decoded of hexDecodings(text)) this.#lookIntoBytes(decoded, `${name}, hexadecimal`, look);
      if (!name.includes('percent')) this.#lookIntoHuffman(text, name, look);
    }
    return [...leaks.values()];
  }

  #lookIntoBytes(bytes: string, name: string, look: (text: string, as: string) => void): void {
    look(bytes, name);
    this.#lookIntoHuffman(bytes, name, look);
  }

  #lookIntoHuffman(text: string, name: string, look: (text: string, as: string) => void): void {
    for (const decoded of huffmanDecodings(text)) {
      look(decoded, `${name}, Huffman`);
      for (const inner of base64Decodings(decoded)) look(inner, `${name}, Huffman, base64`);
    }
  }

  #look(text: string): Place[] {
    const found: Place[] = [];
    if (text.length < LEAK_BYTES) return found;
    let high = 0;
    let low = three(text, 0);
    // `high` is three characters behind: it takes over what leaves `low`.
    for (let at = 3; at < text.length; at++) {
      high = ((high << 8) | (low >>> 16)) & 0xffffff;
      low = ((low << 8) | text.charCodeAt(at)) & 0xffffff;
      if (at < LEAK_BYTES - 1 || this.#filter[slot(high, low, this.#shift)] === 0) continue;
      const place = this.#places.get(high * 0x1000000 + low);
      if (place) found.push(place);
    }
    return found;
  }
}

function three(text: string, at: number): number {
  return (text.charCodeAt(at) << 16) | (text.charCodeAt(at + 1) << 8) | text.charCodeAt(at + 2);
}

function slot(high: number, low: number, shift: number): number {
  return (Math.imul(high, 0x9e3779b1) ^ Math.imul(low, 0x85ebca6b)) >>> shift;
}
