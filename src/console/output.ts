// SPDX-License-Identifier: Apache-2.0

/** What is read of a stream: `writableNeedDrain` is true from a write that reached the high-water mark to 'drain'. */
export type OutputStream = NodeJS.WritableStream & { readonly writableNeedDrain: boolean };

/**
 * A stream that somebody reads, perhaps slowly. Only files and terminals are written to at once: what the reader of a
 * pipe or a socket has not taken gathers in this process.
 */
export class Output {
  readonly #stream: OutputStream;
  readonly #onRoom: (() => void)[] = [];
  readonly #onClosed: (() => void)[] = [];
  #isOpen = true;

  constructor(stream: OutputStream) {
    this.#stream = stream;
    const close = (): void => this.#close();
    // Standard output survives its errors, and has one for each write that follows.
    stream.on('error', close);
    stream.on('close', close);
    stream.on('drain', () => this.#giveRoom());
  }

  /** False once the reader has gone. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** False while the reader is behind. What nobody reads has room for ever. */
  hasRoom(): boolean {
    return !this.#isOpen || !this.#stream.writableNeedDrain;
  }

  /** `callback` is called each time that room returns, for the last time when the reader has gone. */
  onRoom(callback: () => void): void {
    this.#onRoom.push(callback);
  }

  /** `callback` is called once, when the reader has gone. */
  onClosed(callback: () => void): void {
    this.#onClosed.push(callback);
  }

  write(text: string): void {
    if (this.#isOpen) this.#stream.write(text);
  }

  #close(): void {
    if (!this.#isOpen) return;
    this.#isOpen = false;
    for (const callback of this.#onClosed) callback();
    this.#giveRoom();
  }

  #giveRoom(): void {
    for (const callback of this.#onRoom) callback();
  }
}
