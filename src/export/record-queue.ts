// SPDX-License-Identifier: Apache-2.0
import { Batch, WriterPool } from './batch.ts';
import type { Envelope, RequestFrame } from './encoding.ts';

export interface RecordQueueLimits {
  /** Infinity: queueBytes is the only bound. */
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly queueBytes: number;
  readonly maxBatchBytes: number;
  readonly scheduleDelayMillis: number;
}

/** As many batches may wait in buffers that have grown by doubling, up to twice the size of what is in them. */
const MAX_UNPACKED = 4;

/**
 * Encoded records in batches, first in, first out. A batch is due when it has maxExportBatchSize records or the next
 * one would pass maxBatchBytes, when it is scheduleDelayMillis old, when the queue is full, or on flush.
 * What has been taken counts as queued until it is released: memory is bounded by what is held.
 */
export class RecordQueue {
  readonly #limits: RecordQueueLimits;
  readonly #frame: RequestFrame;
  readonly #onDue: () => void;
  readonly #roomCallbacks: (() => void)[] = [];
  readonly #closed: Batch[] = [];
  readonly #writers = new WriterPool();
  #taken: Batch | undefined;
  #open: Batch | undefined;
  #openIsDue = false;
  #wasFull = false;
  #timer: NodeJS.Timeout | undefined;
  records = 0;
  bytes = 0;
  events = 0;
  /** Records that were taken, so far. */
  takenRecords = 0;

  /** `onDue` is called whenever there may be a batch to take. */
  constructor(limits: RecordQueueLimits, frame: RequestFrame, onDue: () => void) {
    this.#limits = limits;
    this.#frame = frame;
    this.#onDue = onDue;
  }

  hasRoom(): boolean {
    return this.records < this.#limits.maxQueueSize && this.bytes < this.#limits.queueBytes;
  }

  onRoom(callback: () => void): void {
    this.#roomCallbacks.push(callback);
  }

  /** Returns the batch that the record goes with. */
  push(envelope: Envelope, record: Uint8Array, events: number): Batch {
    if (this.#open !== undefined && !this.#fits(this.#open, envelope, record.length)) this.#closeOpen();
    this.#open ??= this.#startBatch();
    const batch = this.#open;
    const bytesBefore = batch.bytes;
    batch.add(envelope, record, events);
    this.records += 1;
    this.bytes += batch.bytes - bytesBefore;
    this.events += events;
    if (batch.records >= this.#limits.maxExportBatchSize) this.#closeOpen();
    if (!this.hasRoom()) {
      this.#wasFull = true;
      this.flush();
    }
    return batch;
  }

  #fits(batch: Batch, envelope: Envelope, recordBytes: number): boolean {
    return batch.bytes + batch.cost(envelope, recordBytes) <= this.#limits.maxBatchBytes;
  }

  #startBatch(): Batch {
    this.#timer = setTimeout(() => this.flush(), this.#limits.scheduleDelayMillis);
    return new Batch(this.#frame, this.#writers);
  }

  #closeOpen(): void {
    clearTimeout(this.#timer);
    if (this.#open === undefined) return;
    const batch = this.#open;
    this.#closed.push(batch);
    this.#open = undefined;
    this.#openIsDue = false;
    this.#onDue();
    if (this.#closed.length > MAX_UNPACKED) batch.pack();
  }

  /** Makes all that is queued due. The open batch takes further records until it is taken. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#open === undefined || this.#openIsDue) return;
    this.#openIsDue = true;
    this.#onDue();
  }

  /** Resolves when all that is queued now has been released. */
  async whenSettled(): Promise<void> {
    await (this.#open ?? this.#closed.at(-1) ?? this.#taken)?.whenSettled();
  }

  /** The oldest batch that is due. One batch at a time can be taken. */
  take(): Batch | undefined {
    if (this.#closed.length === 0 && this.#openIsDue) this.#closeOpen();
    this.#taken = this.#closed.shift();
    this.takenRecords += this.sendingRecords;
    return this.#taken;
  }

  /** Of the batch that is taken. */
  get sendingRecords(): number {
    return this.#taken?.records ?? 0;
  }

  /** Gives the room of a taken batch back. */
  release(batch: Batch, isExported: boolean): void {
    this.#taken = undefined;
    this.records -= batch.records;
    this.bytes -= batch.bytes;
    this.events -= batch.events;
    batch.settle(isExported);
    if (!this.#wasFull || !this.hasRoom()) return;
    this.#wasFull = false;
    // Later, so that the next batch is on its way before more is read.
    for (const callback of this.#roomCallbacks) queueMicrotask(callback);
  }
}
