// SPDX-License-Identifier: Apache-2.0

/** What is read of a stream: `writableNeedDrain` is true from a write that reached the high-water mark to 'drain'. */
export type OutputStream = NodeJS.WritableStream & {
  readonly writableNeedDrain: boolean;
  readonly writableLength: number;
  readonly writableHighWaterMark: number;
};

/** How lines are left out while the stream is full. */
export interface Gaps {
  /** How much waits for the reader at most, but for the last line. */
  readonly maxBytes: number;
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
  /** Lines that were left out since the reader caught up. */
  #leftOut = 0;
  /** Lines that were left out, so far. */
  leftOut = 0;
  #isOpen = true;

  /** With `gaps`, nobody waits for the reader: what comes while the stream is full is left out. */
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
    if (this.#isOpen && !this.leavesOut()) this.#stream.write(text);
  }

  /** Whether the line that comes now is left out; counts it then. Once one is, all are until the reader has caught up. */
  leavesOut(): boolean {
    if (this.#gaps === undefined || !this.#isOpen) return false;
    if (this.#leftOut === 0 && this.#stream.writableLength < this.#gaps.maxBytes) return false;
    if (this.#leftOut === 0) this.#gaps.begins();
    this.#leftOut += 1;
    this.leftOut += 1;
    return true;
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
