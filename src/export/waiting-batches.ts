// SPDX-License-Identifier: Apache-2.0
import type { Batch } from './batch.ts';

/** Batches that wait to be taken, first in, first out. */
export interface WaitingBatches {
  /** Those that are in memory. */
  readonly inMemory: Iterable<Batch>;
  /** Nothing waits, neither in memory nor elsewhere. */
  readonly isEmpty: boolean;
  /** Events that are exported or dropped, and that another run would send again. */
  readonly unmarkedEvents: number;
  push(batch: Batch): void;
  /** The oldest; undefined: it is not in memory, or there is none. */
  shift(): Batch | undefined;
  /** A batch that was taken was made two, which are settled by themselves. */
  replaced(batch: Batch, halves: readonly Batch[]): void;
  /** From now on nothing comes back into memory, and what is there is written. */
  leave(): void;
  /** A batch that was taken is given up: resolves to whether another run will send it. */
  keep(batch: Batch): Promise<boolean>;
}

/** As many batches may wait in buffers that have grown by doubling, up to twice the size of what is in them. */
export const MAX_UNPACKED = 4;

/** They wait in memory, and are lost with it. */
export class BatchesInMemory implements WaitingBatches {
  readonly unmarkedEvents = 0;
  readonly #batches: Batch[] = [];

  get inMemory(): Iterable<Batch> {
    return this.#batches;
  }

  get isEmpty(): boolean {
    return this.#batches.length === 0;
  }

  push(batch: Batch): void {
    this.#batches.push(batch);
    if (this.#batches.length > MAX_UNPACKED) batch.pack();
  }

  shift(): Batch | undefined {
    return this.#batches.shift();
  }

  replaced(): void {}

  leave(): void {}

  async keep(): Promise<boolean> {
    return false;
  }
}
