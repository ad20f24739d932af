// SPDX-License-Identifier: Apache-2.0
import type { CapturedRecord } from '../records/captured-record.ts';
import { type Gaps, Output, type OutputStream } from './output.ts';

/** One line for one log record, without its line end. */
export type FormatRecord = (record: CapturedRecord) => string;

/** Prints log records live, until the reader of its output has gone. */
export class Console {
  readonly #output: Output;
  readonly #format: FormatRecord;

  /**
   * `onClosed` is told when the reader of the output has gone; nothing is printed any more then. With `gaps`, records
   * that a reader is behind for are left out.
   */
  constructor(stream: OutputStream, format: FormatRecord, head: string | undefined, onClosed: () => void, gaps?: Gaps) {
    this.#output = new Output(stream, gaps);
    this.#format = format;
    this.#output.onClosed(onClosed);
    if (head !== undefined) this.#output.write(`${head}\n`);
  }

  /** Records that were left out. */
  get dropped(): number {
    return this.#output.leftOut;
  }

  /** False while the reader is behind. A record that is written nevertheless is kept: the ring waits by itself. */
  hasRoom(): boolean {
    return this.#output.hasRoom();
  }

  /** `callback` is called each time that room returns. */
  onRoom(callback: () => void): void {
    this.#output.onRoom(callback);
  }

  write(record: CapturedRecord): void {
    if (this.#output.isOpen) this.#output.write(`${this.#format(record)}\n`);
  }
}
