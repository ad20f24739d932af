// SPDX-License-Identifier: Apache-2.0
import { setImmediate as nextTurn } from 'node:timers/promises';
import { sleep } from '../../base/sleep.ts';
import { Turn } from '../../base/turn.ts';
import type { Batch } from '../batch.ts';
import { MAX_UNPACKED, type WaitingBatches } from '../batch.ts';
import type { Envelope } from '../encoding.ts';
import { decodeBatch, encodeBatch } from './batch-payload.ts';
import type { Place, Spool } from './spool.ts';

/** A batch that is not acknowledged so long after its first record came is written. */
const WRITE_AFTER_MILLIS = 750;
/** After a read or a write that failed. */
const RETRY_MILLIS = 1000;

/** The memory of the queue that they wait in. */
export interface QueueMemory {
  /** Batches in memory are more than half of what may be there. */
  isPastShare(): boolean;
  /** None is sent, or waits to be sent again. */
  isNothingTaken(): boolean;
  newBatch(): Batch;
  envelopeOf(parts: readonly Buffer[]): Envelope | undefined;
  /** A batch came back into memory. */
  took(batch: Batch): void;
  /** A batch is on disk alone. */
  gave(batch: Batch): void;
  /** There may be a batch to take, or nothing any more. */
  changed(): void;
}

/**
 * They wait in memory and on disk:
 *   ready   in memory, up to half of what may be there: the next to be taken
 *   unread  on disk alone; they are read into `ready` as there is room
 *   fresh   in memory, what came last: to be written, and then on disk alone; only as long as there is no room in `ready`
 * Whatever is not exported WRITE_AFTER_MILLIS after it came is written too, and stays in memory: a crash costs what is
 * younger. What is exported is marked on disk.
 */
export class SpooledBatches implements WaitingBatches {
  readonly #spool: Spool;
  readonly #memory: QueueMemory;
  readonly #maxUnmarked: number;
  readonly #ready: Batch[] = [];
  readonly #fresh: Batch[] = [];
  /** In memory alone, whether they wait or are taken; the oldest first. */
  #unwritten = new Set<Batch>();
  /** Of those in memory that are on disk too. */
  readonly #places = new WeakMap<Batch, Place>();
  /** Of a batch on disk that was halved, the events of those halves that are exported or dropped. */
  readonly #done = new Map<Place, number>();
  /** Of these, those that were not halved again. */
  readonly #halves = new WeakSet<Batch>();
  readonly #leaving = new AbortController();
  #writing: Promise<void> | undefined;
  #isLoading = false;
  #timer: NodeJS.Timeout | undefined;

  /** @param maxUnmarked so many batches at most are exported without a mark on disk */
  constructor(spool: Spool, memory: QueueMemory, maxUnmarked: number) {
    this.#spool = spool;
    this.#memory = memory;
    this.#maxUnmarked = maxUnmarked;
    void this.#load();
  }

  get inMemory(): Iterable<Batch> {
    return [...this.#ready, ...this.#fresh];
  }

  /** Once it leaves, what is on disk stays there. */
  get isEmpty(): boolean {
    if (this.#ready.length + this.#fresh.length > 0 || this.#isLoading) return false;
    return this.#leaving.signal.aborted ? this.#writing === undefined : this.#spool.unread.batches === 0;
  }

  get unmarkedEvents(): number {
    return Array.from(this.#done.values()).reduce((sum, events) => sum + events, this.#spool.unmarkedEvents);
  }

  push(batch: Batch): void {
    this.#watch(batch);
    this.#unwritten.add(batch);
    const isBehind = this.#fresh.length > 0 || this.#isAnyOnDisk || this.#memory.isPastShare();
    (isBehind ? this.#fresh : this.#ready).push(batch);
    if (this.#ready.length + this.#fresh.length > MAX_UNPACKED) batch.pack();
    this.#write();
  }

  get #isAnyOnDisk(): boolean {
    return this.#spool.unread.batches > 0 || this.#isLoading;
  }

  shift(): Batch | undefined {
    const isLeaving = this.#leaving.signal.aborted;
    if (!isLeaving && this.#spool.unmarked >= this.#maxUnmarked) return undefined;
    if (!isLeaving && this.#isAnyOnDisk) void this.#load();
    else this.#readyFresh();
    return this.#ready.shift();
  }

  /** Nothing is on disk before them. */
  #readyFresh(): void {
    // While it leaves they are to be written, and only what can't be is left to be dropped.
    if (this.#leaving.signal.aborted && this.#writing !== undefined) return;
    while (this.#fresh.length > 0 && (this.#leaving.signal.aborted || this.#hasShare))
      this.#ready.push(...this.#fresh.splice(0, 1));
  }

  /** Once it is exported or dropped, it need not be sent by another run. */
  #watch(batch: Batch): void {
    void batch.whenSettled().then(() => {
      this.#unwritten.delete(batch);
      const place = this.#places.get(batch);
      if (place !== undefined) this.#done.delete(place);
      if (place !== undefined) void this.#spool.done(place).then(() => this.#memory.changed());
    });
  }

  replaced(batch: Batch, halves: readonly Batch[]): void {
    const place = this.#places.get(batch);
    if (place !== undefined) {
      this.#halves.delete(batch);
      for (const half of halves) this.#watchHalf(half, place);
    } else if (this.#unwritten.delete(batch)) {
      this.#unwritten = new Set([...halves, ...this.#unwritten]);
      for (const half of halves) this.#watch(half);
    }
  }

  /** Of what stands on disk as one batch. */
  #watchHalf(half: Batch, place: Place): void {
    this.#places.set(half, place);
    this.#halves.add(half);
    void half.whenSettled().then(() => {
      if (this.#halves.has(half)) this.#done.set(place, (this.#done.get(place) ?? 0) + half.events);
    });
  }

  /** Writes what is due, one after the other. */
  #write(): void {
    clearTimeout(this.#timer);
    this.#writing ??= this.#writeDue().then((waitMillis) => {
      this.#writing = undefined;
      const isOver = this.#leaving.signal.aborted || waitMillis === undefined;
      if (!isOver) this.#timer = setTimeout(() => this.#write(), waitMillis);
      this.#memory.changed();
    });
  }

  /** Resolves to how long to wait before it is called again; undefined: all is written. */
  async #writeDue(): Promise<number | undefined> {
    for (let [batch] = this.#unwritten; batch !== undefined; [batch] = this.#unwritten) {
      const waitMillis = this.#waitMillis(batch);
      if (waitMillis > 0) return waitMillis;
      try {
        await this.#spool.append(encodeBatch(batch), batch, (place) => this.#written(batch, place));
      } catch {
        return RETRY_MILLIS;
      }
    }
    return undefined;
  }

  #waitMillis(batch: Batch): number {
    if (this.#fresh.length > 0 || this.#leaving.signal.aborted) return 0;
    return batch.sinceMillis + WRITE_AFTER_MILLIS - performance.now();
  }

  /** Returns whether it stays in memory. */
  #written(batch: Batch, place: Place): boolean {
    // It was exported, dropped or halved meanwhile.
    if (!this.#unwritten.delete(batch)) void this.#spool.done(place);
    else if (batch === this.#fresh[0]) {
      this.#fresh.shift();
      this.#memory.gave(batch);
      return false;
    } else this.#places.set(batch, place);
    return true;
  }

  /** Reads what is on disk, as there is room for it. */
  async #load(): Promise<void> {
    if (this.#isLoading || !this.#mayLoad) return;
    this.#isLoading = true;
    let turn = new Turn();
    try {
      while (this.#mayLoad) {
        const next = await this.#spool.next();
        if (next === undefined) break;
        this.#take(next);
        // What follows is often read already.
        if (!turn.isOver) continue;
        await nextTurn();
        turn = new Turn();
      }
    } catch {
      await sleep(RETRY_MILLIS, [this.#leaving.signal]);
    }
    this.#isLoading = false;
    this.#memory.changed();
  }

  get #mayLoad(): boolean {
    return !this.#leaving.signal.aborted && this.#hasShare;
  }

  /** There is room for one more that is to be sent; there always is for one. */
  get #hasShare(): boolean {
    return !this.#memory.isPastShare() || (this.#ready.length === 0 && this.#memory.isNothingTaken());
  }

  #take({ place, payload }: { readonly place: Place; readonly payload: Buffer }): void {
    const batch = this.#memory.newBatch();
    const isBatch = decodeBatch(payload, place.records, this.#memory.envelopeOf, batch);
    if (!isBatch || batch.records === 0 || batch.events !== place.events) return this.#spool.corrupt(place);
    this.#places.set(batch, place);
    this.#watch(batch);
    this.#memory.took(batch);
    batch.pack();
    this.#ready.push(batch);
    this.#memory.changed();
  }

  leave(): void {
    if (this.#leaving.signal.aborted) return;
    this.#leaving.abort();
    this.#write();
  }

  async keep(batch: Batch): Promise<boolean> {
    if (this.#places.get(batch)?.segment.isGone) {
      this.#places.delete(batch);
      this.#unwritten.add(batch);
    }
    this.leave();
    // What is being written may have been chosen before.
    await this.#writing;
    if (this.#unwritten.has(batch)) this.#write();
    await this.#writing;
    return this.#places.has(batch);
  }
}
