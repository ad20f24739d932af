// SPDX-License-Identifier: Apache-2.0
import type { Envelope } from './envelope.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';
import type { WriterPool } from './writer-pool.ts';

/** Records of one or several resources and scopes that go out as one request; order is kept within each. */
export class Batch {
  readonly #recordsByEnvelope = new Map<Envelope, ProtobufWriter>();
  readonly #settled: (() => void)[] = [];
  records = 0;
  events = 0;
  /** Length of the request at most. */
  bytes = 0;
  readonly #writers: WriterPool;

  constructor(writers: WriterPool) {
    this.#writers = writers;
  }

  /** Bytes that a record of `recordBytes` adds to the request. */
  cost(envelope: Envelope, recordBytes: number): number {
    return recordBytes + (this.#recordsByEnvelope.has(envelope) ? 0 : envelope.maxBytes);
  }

  add(envelope: Envelope, record: Uint8Array, events: number): void {
    this.bytes += this.cost(envelope, record.length);
    this.records += 1;
    this.events += events;
    let writer = this.#recordsByEnvelope.get(envelope);
    if (writer === undefined) {
      writer = this.#writers.take(envelope.maxBytes);
      this.#recordsByEnvelope.set(envelope, writer);
    }
    writer.raw(record);
  }

  /** The encoded ExportLogsServiceRequest, valid until settle(). Nothing may be added later. */
  toRequest(): Buffer {
    const parts: Buffer[] = [];
    for (const [envelope, { buffer, position, length }] of this.#recordsByEnvelope) {
      const start = position - length;
      envelope.writeBefore(buffer, start, length);
      parts.push(buffer.subarray(start - envelope.size(length), position));
    }
    const [first] = parts;
    // resource_logs is a repeated field: requests put one after the other are one request.
    return parts.length === 1 && first !== undefined ? first : Buffer.concat(parts);
  }

  /** Resolves when the batch is exported or dropped. */
  whenSettled(): Promise<void> {
    return new Promise((resolve) => this.#settled.push(resolve));
  }

  settle(): void {
    for (const writer of this.#recordsByEnvelope.values()) this.#writers.give(writer);
    this.#recordsByEnvelope.clear();
    for (const resolve of this.#settled.splice(0)) resolve();
  }
}
