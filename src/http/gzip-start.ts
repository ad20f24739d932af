// SPDX-License-Identifier: Apache-2.0

const ID1 = 0x1f;
const ID2 = 0x8b;

/**
 * Tells content that is compressed by gzip, though no field says so, by its first two bytes (RFC 1952, 2.3.1). Other
 * formats are not told: zlib begins with letters, zstd with what may be a length, Brotli with anything. A first byte that
 * is gzip's is never shown, since the second one may come later.
 */
export class GzipStart {
  #state: 'start' | 'second' | 'gzip' | 'other' = 'start';

  get isGzip(): boolean {
    return this.#state === 'gzip';
  }

  /** How many of the next bytes of the content are gzip's or may be: all of them, the first one, or none. */
  read(bytes: Buffer): number {
    let at = 0;
    if (this.#state === 'start' && bytes.length > 0) {
      this.#state = bytes[0] === ID1 ? 'second' : 'other';
      if (this.#state === 'second') at = 1;
    }
    if (this.#state === 'second' && bytes.length > at) this.#state = bytes[at] === ID2 ? 'gzip' : 'other';
    return this.#state === 'gzip' ? bytes.length : at;
  }

  /** The content's start is missing. */
  skip(): void {
    if (this.#state !== 'gzip') this.#state = 'other';
  }
}
