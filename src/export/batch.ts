// SPDX-License-Identifier: Apache-2.0
import type { Envelope, RequestFrame } from './encoding.ts';
import { ProtobufWriter } from './protobuf-writer.ts';

/** Records of one envelope that stand next to each other, separators between them included. */
interface Run {
  readonly start: number;
  end: number;
}

/** A record with what stands around it, and how many events it stands for. */
export interface BatchRecord {
  readonly envelope: Envelope;
  readonly record: Uint8Array;
  readonly events: number;
}

/** Halvings that are left to a batch and to all that it was halved into. */
export interface Halvings {
  left: number;
}

/** Records of one or many resources that go out as one request; order is kept within each. */
export class Batch {
  readonly #frame: RequestFrame;
  readonly #writers: WriterPool;
  // One writer, however many resources there are: short-lived programs have one each.
  readonly #runsByEnvelope = new Map<Envelope, Run[]>();
  // Numbers in arrays: an object for each record would cost more than what else is kept of it.
  readonly #envelopes: Envelope[] = [];
  readonly #ends: number[] = [];
  readonly #lengths: number[] = [];
  readonly #events: number[] = [];
  readonly #settled: ((isExported: boolean) => void)[] = [];
  #request: Buffer | undefined;
  #writer: ProtobufWriter | undefined;
  #lastEnvelope: Envelope | undefined;
  #lastRun: Run | undefined;
  /** When it was begun, by performance.now(). */
  readonly sinceMillis = performance.now();
  records = 0;
  events = 0;
  /** Length of the request at most. */
  bytes = 0;
  /** There once it was halved, or is a half. */
  halvings: Halvings | undefined;

  constructor(frame: RequestFrame, writers: WriterPool, halvings?: Halvings) {
    this.halvings = halvings;
    this.#frame = frame;
    this.#writers = writers;
  }

  /** Bytes that a record of `recordBytes` adds to the request. */
  cost(envelope: Envelope, recordBytes: number): number {
    const { head, separator, tail } = this.#frame;
    if (this.#runsByEnvelope.has(envelope)) return separator.length + recordBytes;
    const around = this.#runsByEnvelope.size === 0 ? head.length + tail.length : separator.length;
    return around + envelope.maxBytes + recordBytes;
  }

  add(envelope: Envelope, record: Uint8Array, events: number): void {
    this.bytes += this.cost(envelope, record.length);
    this.records += 1;
    this.events += events;
    this.#writer ??= this.#writers.take(this.#frame.head.length + envelope.maxBytes);
    const run = this.#runOf(envelope, this.#writer);
    this.#writer.raw(record);
    run.end = this.#writer.position;
    this.#envelopes.push(envelope);
    this.#ends.push(run.end);
    this.#lengths.push(record.length);
    this.#events.push(events);
  }

  /** The run that the next record is the end of; the separator before that record is written. */
  #runOf(envelope: Envelope, writer: ProtobufWriter): Run {
    if (envelope === this.#lastEnvelope && this.#lastRun !== undefined) {
      writer.raw(this.#frame.separator);
      return this.#lastRun;
    }
    const run = { start: writer.position, end: writer.position };
    const runs = this.#runsByEnvelope.get(envelope);
    if (runs === undefined) {
      this.#runsByEnvelope.set(envelope, [run]);
    } else {
      writer.raw(this.#frame.separator);
      runs.push(run);
    }
    this.#lastEnvelope = envelope;
    this.#lastRun = run;
    return run;
  }

  /** Copies the records into a buffer of their size, and gives the larger one back. Nothing may be added any more. */
  pack(): void {
    if (this.#writer === undefined) return;
    const grown = this.#writer;
    this.#writer = grown.packed((this.#lastEnvelope?.after.length ?? 0) + this.#frame.tail.length);
    this.#writers.give(grown);
  }

  /** The encoded request, valid until settle(). Nothing may be added once it was asked for. */
  toRequest(): Buffer {
    this.#request ??= this.#encoded();
    return this.#request;
  }

  #encoded(): Buffer {
    const writer = this.#writer;
    if (writer === undefined) return Buffer.concat([this.#frame.head, this.#frame.tail]);
    const [first] = this.#runsByEnvelope;
    const [envelope, runs] = first ?? [];
    const isOneRun = this.#runsByEnvelope.size === 1 && runs?.length === 1;
    return envelope !== undefined && isOneRun ? this.#inPlace(envelope, writer) : this.#gathered(writer.buffer);
  }

  /** The usual request, of one resource: what stands around the records is put around them. */
  #inPlace(envelope: Envelope, writer: ProtobufWriter): Buffer {
    const before = Buffer.concat([this.#frame.head, envelope.before(writer.length)]);
    const start = writer.position - writer.length - before.length;
    writer.raw(envelope.after);
    writer.raw(this.#frame.tail);
    writer.buffer.set(before, start);
    return writer.buffer.subarray(start, writer.position);
  }

  #gathered(buffer: Buffer): Buffer {
    const parts = [this.#frame.head];
    for (const [envelope, runs] of this.#runsByEnvelope) {
      if (parts.length > 1) parts.push(this.#frame.separator);
      parts.push(envelope.before(runs.reduce((sum, { start, end }) => sum + end - start, 0)));
      for (const { start, end } of runs) parts.push(buffer.subarray(start, end));
      parts.push(envelope.after);
    }
    parts.push(this.#frame.tail);
    return Buffer.concat(parts);
  }

  /** Two batches in place of this one, of at least two records, which is settled when both are. */
  halve(): readonly [Batch, Batch] {
    const half = (): Batch => new Batch(this.#frame, this.#writers, this.halvings);
    const halves = [half(), half()] as const;
    const middle = this.records >> 1;
    let index = 0;
    for (const { envelope, record, events } of this.contents()) {
      halves[index < middle ? 0 : 1].add(envelope, record, events);
      index += 1;
    }
    this.#forget();
    const settled = Promise.all(halves.map((each) => each.whenSettled()));
    void settled.then((exported) => this.settle(exported.every(Boolean)));
    return halves;
  }

  /** Its records in their order; their bytes are valid until settle(). */
  *contents(): Generator<BatchRecord> {
    if (this.#writer === undefined) return;
    for (const [index, envelope] of this.#envelopes.entries()) {
      const end = this.#ends[index] ?? 0;
      const record = this.#writer.buffer.subarray(end - (this.#lengths[index] ?? 0), end);
      yield { envelope, record, events: this.#events[index] ?? 0 };
    }
  }

  /** Resolves when the batch is exported or dropped: to whether it was exported. */
  whenSettled(): Promise<boolean> {
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  settle(isExported: boolean): void {
    this.#forget();
    for (const resolve of this.#settled.splice(0)) resolve(isExported);
  }

  #forget(): void {
    if (this.#writer !== undefined) this.#writers.give(this.#writer);
    this.#writer = undefined;
    this.#request = undefined;
    this.#runsByEnvelope.clear();
    for (const list of [this.#envelopes, this.#ends, this.#lengths, this.#events]) list.length = 0;
  }
}

/** Enough for the batch that is filled, and those that are being sent as fast as they come. */
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
