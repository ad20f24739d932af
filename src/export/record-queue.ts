// SPDX-License-Identifier: Apache-2.0
import { Batch, type Halvings, WriterPool } from './batch.ts';
import type { Envelope, RequestFrame } from './encoding.ts';
import type { Refused } from './export-result.ts';

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

/** The least that a refusal for size makes of maxBatchBytes; what is smaller is halved as one of records is. */
const LEAST_BATCH_BYTES = 64 * 1024;

/** A batch is halved this often for each time that it takes to get down to one record: so many bad ones are found. */
const BAD_RECORDS = 4;

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
  /** Of batches that were taken before. */
  readonly #pieces: Batch[] = [];
  readonly #taken = new Set<Batch>();
  readonly #writers = new WriterPool();
  #maxBatchBytes: number;
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
    this.#maxBatchBytes = limits.maxBatchBytes;
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
    return batch.bytes + batch.cost(envelope, recordBytes) <= this.#maxBatchBytes;
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
    const queued = this.#open === undefined ? this.#closed : [...this.#closed, this.#open];
    await Promise.all([...this.#taken, ...this.#pieces, ...queued].map((batch) => batch.whenSettled()));
  }

  /** The oldest batch that is due. */
  take(): Batch | undefined {
    if (this.#pieces.length + this.#closed.length === 0 && this.#openIsDue) this.#closeOpen();
    const piece = this.#pieces.shift();
    let batch = piece ?? this.#closed.shift();
    if (piece === undefined) this.takenRecords += batch?.records ?? 0;
    // It was closed when larger ones were sent.
    while (batch !== undefined && batch.records > 1 && batch.bytes > this.#maxBatchBytes) {
      this.#replace(batch);
      batch = this.#pieces.shift();
    }
    if (batch !== undefined) this.#taken.add(batch);
    return batch;
  }

  /** Of the batches that are taken, and of what is left of those that were halved. */
  get sendingRecords(): number {
    return [...this.#taken, ...this.#pieces].reduce((sum, { records }) => sum + records, 0);
  }

  /**
   * Takes back a batch that is taken, as halves, which are the next to be taken. Returns false where that is of no use,
   * or was done as often as it may be.
   */
  halve(batch: Batch, refused: Refused): boolean {
    if (refused === 'all' || batch.records < 2) return false;
    const isLarge = refused === 'size' && batch.bytes > LEAST_BATCH_BYTES;
    if (isLarge) {
      const half = Math.ceil(Math.min(batch.bytes, this.#maxBatchBytes) / 2);
      this.#maxBatchBytes = Math.max(LEAST_BATCH_BYTES, half);
    } else {
      const halvings = halvingsOf(batch);
      if (halvings.left === 0) return false;
      halvings.left -= 1;
    }
    this.#taken.delete(batch);
    this.#replace(batch);
    return true;
  }

  #replace(batch: Batch): void {
    const { bytes } = batch;
    halvingsOf(batch);
    const halves = batch.halve();
    this.bytes += halves[0].bytes + halves[1].bytes - bytes;
    this.#pieces.unshift(...halves);
  }

  /** Gives the room of a taken batch back. */
  release(batch: Batch, isExported: boolean): void {
    this.#taken.delete(batch);
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

function halvingsOf(batch: Batch): Halvings {
  batch.halvings ??= { left: BAD_RECORDS * Math.ceil(Math.log2(batch.records)) };
  return batch.halvings;
}
