// SPDX-License-Identifier: Apache-2.0

const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

/** What a client sends before its frames (RFC 9113, 3.4), piece by piece. */
export class Preface {
  #length = 0;

  get isComplete(): boolean {
    return this.#length === PREFACE.length;
  }

  /** How many of the bytes belong to it; undefined: they are not what it is. */
  read(bytes: Buffer): number | undefined {
    const expected = PREFACE.subarray(this.#length, this.#length + bytes.length);
    if (!bytes.subarray(0, expected.length).equals(expected)) return undefined;
    this.#length += expected.length;
    return expected.length;
  }
}
