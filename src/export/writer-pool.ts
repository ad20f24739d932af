// SPDX-License-Identifier: Apache-2.0
import { ProtobufWriter } from './protobuf-writer.ts';

/** Enough for the batches of a full queue at its default size. */
const MAX_SPARE = 4;
const INITIAL_BYTES = 64 * 1024;

/** Writers whose buffers have grown already: buffers outside of the heap cost the garbage collector most. */
export class WriterPool {
  readonly #spare: ProtobufWriter[] = [];

  /** A writer that starts at `start`. */
  take(start: number): ProtobufWriter {
    const writer = this.#spare.pop() ?? new ProtobufWriter(INITIAL_BYTES);
    writer.reset(start);
    return writer;
  }

  give(writer: ProtobufWriter): void {
    if (this.#spare.length < MAX_SPARE) this.#spare.push(writer);
  }
}
