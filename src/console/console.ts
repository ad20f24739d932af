// SPDX-License-Identifier: Apache-2.0
import type { LogRecord } from '@opentelemetry/api-logs';

/** One line for one log record, without its line end. */
export type FormatRecord = (record: LogRecord) => string;

/** Prints log records live. On Linux, writes to standard output are synchronous: nothing piles up here. */
export class Console {
  readonly #output: NodeJS.WritableStream;
  readonly #format: FormatRecord;
  #open = true;

  /** `onClosed` is told when the reader of the output has gone; nothing is printed any more then. */
  constructor(output: NodeJS.WritableStream, format: FormatRecord, head: string | undefined, onClosed: () => void) {
    this.#output = output;
    this.#format = format;
    output.once('error', () => {
      this.#open = false;
      output.on('error', () => {});
      onClosed();
    });
    if (head !== undefined) this.#line(head);
  }

  write(record: LogRecord): void {
    if (this.#open) this.#line(this.#format(record));
  }

  #line(text: string): void {
    this.#output.write(`${text}\n`);
  }
}
