// SPDX-License-Identifier: Apache-2.0

// In a query within a query, and in JSON.
const separators = ['%3d', '\\u003d'];

/** Recognises an equals sign that is written in another way. */
export class EncodedSeparator {
  #separator: string | undefined;
  #length = 0;

  get isOpen(): boolean {
    return this.#separator !== undefined;
  }

  /** How many bytes it has, when it is complete with this one; else 0. */
  take(byte: number): number {
    const character = String.fromCharCode(byte).toLowerCase();
    if (this.#separator?.[this.#length] === character) this.#length += 1;
    else this.#begin(character);
    if (this.#length !== this.#separator?.length) return 0;
    const { length } = this.#separator;
    this.clear();
    return length;
  }

  clear(): void {
    this.#separator = undefined;
    this.#length = 0;
  }

  #begin(character: string): void {
    this.#separator = separators.find((separator) => separator[0] === character);
    this.#length = this.#separator === undefined ? 0 : 1;
  }
}
