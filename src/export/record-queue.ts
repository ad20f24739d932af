// SPDX-License-Identifier: Apache-2.0
import { Batch, BatchesInMemory, type Halvings, type WaitingBatches, WriterPool } from './batch.ts';
import type { Encoding, Envelope } from './encoding.ts';
import type { Refused } from './export-result.ts';
import type { Spool } from './spool/spool.ts';
import { SpooledBatches } from './spool/spooled-batches.ts';

export interface RecordQueueLimits {
  /** Infinity: queueBytes is the only bound. */
  readonly maxQueueSize: number;
  readonly maxExportBatchSize: number;
  readonly queueBytes: number;
  readonly maxBatchBytes: number;
  readonly scheduleDelayMillis: number;
}

/** Where what memory can't hold waits, and how many batches may be exported without a mark there. */
export interface Spooling {
  readonly spool: Spool;
  readonly maxUnmarked: number;
}

/** The least that a refusal for size makes of maxBatchBytes; what is smaller is halved as one of records is. */
const LEAST_BATCH_BYTES = 64 * 1024;

/** A batch is halved this often for each time that it takes to get down to one record: so many bad ones are found. */
const BAD_RECORDS = 4;

/** With a spool: so that a record is on disk in time, whatever scheduleDelayMillis says. */
const SPOOLED_DELAY_MILLIS = 500;

/**
 * Encoded records in batches, first in, first out. A batch is due when it has maxExportBatchSize records or the next
 * one would pass maxBatchBytes, when it is scheduleDelayMillis old, when the queue is full, or on flush.
 * What has been taken counts as queued until it is released: memory is bounded by what is held. With a spool, batches
 * wait on disk too, and what is queued and not acknowledged is written there within a second (SpooledBatches).
 */
export class RecordQueue {
  readonly #limits: RecordQueueLimits;
  readonly #encoding: Pick<Encoding<never, never>, 'frame' | 'restoreEnvelope'>;
  readonly #onDue: () => void;
  readonly #roomCallbacks: (() => void)[] = [];
  readonly #waiting: WaitingBatches;
  readonly #spool: Spool | undefined;
  /** Of batches that were taken before. */
  readonly #pieces: Batch[] = [];
  readonly #taken = new Set<Batch>();
  readonly #writers = new WriterPool();
  #maxBatchBytes: number;
  #open: Batch | undefined;
  #openIsDue = false;
  #wasFull = false;
  #timer: NodeJS.Timeout | undefined;
  #onOver: (() => void) | undefined;
  /** In memory. */
  records = 0;
  bytes = 0;
  events = 0;
  /** Records that were taken, so far. */
  takenRecords = 0;

  /** `onDue` is called whenever there may be a batch to take. */
  constructor(
    limits: RecordQueueLimits,
    encoding: Pick<Encoding<never, never>, 'frame' | 'restoreEnvelope'>,
    onDue: () => void,
    spooling?: Spooling,
  ) {
    this.#limits = spooling === undefined ? limits : inQuarters(limits);
    this.#maxBatchBytes = this.#limits.maxBatchBytes;
    this.#encoding = encoding;
    this.#onDue = onDue;
    this.#spool = spooling?.spool;
    this.#waiting =
      spooling === undefined
        ? new BatchesInMemory()
        : new SpooledBatches(spooling.spool, this.#memory(), spooling.maxUnmarked);
  }

  #memory(): ConstructorParameters<typeof SpooledBatches>[1] {
    const { queueBytes, maxQueueSize } = this.#limits;
    return {
      isPastShare: () => this.bytes > queueBytes / 2 || this.records > maxQueueSize / 2,
      isNothingTaken: () => this.#taken.size + this.#pieces.length === 0,
      newBatch: () => new Batch(this.#encoding.frame, this.#writers),
      envelopeOf: (parts) => this.#encoding.restoreEnvelope(parts),
      took: (batch) => this.#count(batch),
      gave: (batch) => this.#giveBack(batch, true),
      changed: () => {
        this.#onDue();
        this.#lookWhetherOver();
      },
    };
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
    const { scheduleDelayMillis } = this.#limits;
    const delayMillis =
      this.#spool === undefined ? scheduleDelayMillis : Math.min(scheduleDelayMillis, SPOOLED_DELAY_MILLIS);
    this.#timer = setTimeout(() => this.flush(), delayMillis);
    return new Batch(this.#encoding.frame, this.#writers);
  }

  #closeOpen(): void {
    clearTimeout(this.#timer);
    if (this.#open === undefined) return;
    const batch = this.#open;
    this.#open = undefined;
    this.#openIsDue = false;
    this.#waiting.push(batch);
    this.#onDue();
  }

  /** Makes all that is queued due. Without a spool the open batch takes further records until it is taken. */
  flush(): void {
    clearTimeout(this.#timer);
    if (this.#open === undefined || this.#openIsDue) return;
    if (this.#spool !== undefined) return this.#closeOpen();
    this.#openIsDue = true;
    this.#onDue();
  }

  /** Resolves when all that is in memory now has been released, or is on disk alone. */
  async whenSettled(): Promise<void> {
    const open = this.#open === undefined ? [] : [this.#open];
    const batches = [...this.#taken, ...this.#pieces, ...this.#waiting.inMemory, ...open];
    await Promise.all(batches.map((batch) => batch.whenSettled()));
  }

  /** Resolves when nothing waits and nothing is taken any more: all is released, or kept for another run. */
  whenOver(): Promise<void> {
    return new Promise((resolve) => {
      this.#onOver = resolve;
      this.#lookWhetherOver();
    });
  }

  #lookWhetherOver(): void {
    const isNothingHeld = this.#open === undefined && this.#taken.size + this.#pieces.length === 0;
    if (isNothingHeld && this.#waiting.isEmpty) this.#onOver?.();
  }

  /** The oldest batch that is due. */
  take(): Batch | undefined {
    if (this.#pieces.length === 0 && this.#openIsDue && this.#waiting.isEmpty) this.#closeOpen();
    const piece = this.#pieces.shift();
    let batch = piece ?? this.#waiting.shift();
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

  /** Events of batches that are taken. */
  get sendingEvents(): number {
    return [...this.#taken].reduce((sum, { events }) => sum + events, 0);
  }

  /** Events that are exported or dropped, of batches that stand on disk without a mark of that. */
  get unmarkedEvents(): number {
    return this.#waiting.unmarkedEvents;
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
    this.#waiting.replaced(batch, halves);
  }

  #count({ records, bytes, events }: Batch): void {
    this.records += records;
    this.bytes += bytes;
    this.events += events;
    // Who looks for room now waits until it is told.
    if (!this.hasRoom()) this.#wasFull = true;
  }

  /** Gives the room of a taken batch back. */
  release(batch: Batch, isExported: boolean): void {
    this.#taken.delete(batch);
    this.#giveBack(batch, isExported);
    this.#lookWhetherOver();
  }

  /** From now on what can't be sent is kept for another run, if there is a spool. */
  leave(): void {
    this.#waiting.leave();
  }

  /** A taken batch is given up. Resolves to whether another run will send it: it stays queued then. */
  async keep(batch: Batch): Promise<boolean> {
    const isKept = await this.#waiting.keep(batch);
    if (!isKept) return false;
    this.#taken.delete(batch);
    this.#lookWhetherOver();
    return true;
  }

  #giveBack(batch: Batch, isSafe: boolean): void {
    const { records, bytes, events } = batch;
    this.records -= records;
    this.bytes -= bytes;
    this.events -= events;
    batch.settle(isSafe);
    if (!this.#wasFull || !this.hasRoom()) return;
    this.#wasFull = false;
    // Later, so that the next batch is on its way before more is read.
    for (const callback of this.#roomCallbacks) queueMicrotask(callback);
  }
}

/** With a spool: what is sent again and again must leave room for what comes, on its way to the disk. */
function inQuarters(limits: RecordQueueLimits): RecordQueueLimits {
  const { maxQueueSize, queueBytes, maxExportBatchSize, maxBatchBytes } = limits;
  return {
    ...limits,
    maxExportBatchSize: Math.min(maxExportBatchSize, Math.max(1, Math.floor(maxQueueSize / 4))),
    maxBatchBytes: Math.min(maxBatchBytes, queueBytes / 4),
  };
}

function halvingsOf(batch: Batch): Halvings {
  batch.halvings ??= { left: BAD_RECORDS * Math.ceil(Math.log2(batch.records)) };
  return batch.halvings;
}
