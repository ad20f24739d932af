// SPDX-License-Identifier: Apache-2.0

/** What is read of a stream: `writableNeedDrain` is true from a write that reached the high-water mark to 'drain'. */
export type OutputStream = NodeJS.WritableStream & { readonly writableNeedDrain: boolean };

/** How lines are left out while the stream is full. */
export interface Gaps {
  /** Told when the first of them is left out. */
  begins(): void;
  /** What is written in their place once there is room again. */
  line(count: number): string;
}

/**
 * A stream that somebody reads, perhaps slowly. Only files and terminals are written to at once: what the reader of a
 * pipe or a socket has not taken gathers in this process.
 */
export class Output {
  readonly #stream: OutputStream;
  readonly #onRoom: (() => void)[] = [];
  readonly #onClosed: (() => void)[] = [];
  readonly #gaps: Gaps | undefined;
  #leftOut = 0;
  #isOpen = true;

  /** With `gaps`, what comes while the stream is full is left out: there is always room. */
  constructor(stream: OutputStream, gaps?: Gaps) {
    this.#stream = stream;
    this.#gaps = gaps;
    const close = (): void => this.#close();
    // Standard output survives its errors, and has one for each write that follows.
    stream.on('error', close);
    stream.on('close', close);
    stream.on('drain', () => {
      this.#tellGap();
      this.#giveRoom();
    });
  }

  /** False once the reader has gone. */
  get isOpen(): boolean {
    return this.#isOpen;
  }

  /** False while the reader is behind. What nobody reads has room for ever. */
  hasRoom(): boolean {
    return !this.#isOpen || this.#gaps !== undefined || !this.#stream.writableNeedDrain;
  }

  /** `callback` is called each time that room returns, for the last time when the reader has gone. */
  onRoom(callback: () => void): void {
    this.#onRoom.push(callback);
  }

  /** `callback` is called once, when the reader has gone. */
  onClosed(callback: () => void): void {
    this.#onClosed.push(callback);
  }

  /** A line or more, each with its end. */
  write(text: string): void {
    if (!this.#isOpen) return;
    if (this.#gaps === undefined || !this.#stream.writableNeedDrain) {
      this.#stream.write(text);
      return;
    }
    this.#leftOut += 1;
    if (this.#leftOut === 1) this.#gaps.begins();
  }

  #tellGap(): void {
    if (this.#leftOut === 0 || this.#gaps === undefined) return;
    const line = this.#gaps.line(this.#leftOut);
    this.#leftOut = 0;
    this.#stream.write(`${line}\n`);
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
