// SPDX-License-Identifier: Apache-2.0
import type { Batch } from '../batch.ts';
import type { Envelope } from '../encoding.ts';
import { HEAD_BYTES } from './entry.ts';

/*
 * The payload of a batch's entry, all numbers of 4 bytes, little-endian:
 *   number of envelopes, and of each: number of its parts, and of each its length and its bytes
 *   of each record: number of its envelope, length, events
 *   the records, one after the other
 */

const NUMBER = 4;
const RECORD_NUMBERS = 3 * NUMBER;

/** A batch as an entry whose head is not written yet. */
export function encodeBatch(batch: Batch): Buffer {
  const records = [...batch.contents()];
  const numbers = new Map<Envelope, number>();
  let length = HEAD_BYTES + NUMBER;
  for (const { envelope, record } of records) {
    length += RECORD_NUMBERS + record.length;
    if (numbers.has(envelope)) continue;
    numbers.set(envelope, numbers.size);
    length += NUMBER + envelope.parts.reduce((sum, part) => sum + NUMBER + part.length, 0);
  }
  const entry = Buffer.allocUnsafeSlow(length);
  let at = entry.writeUInt32LE(numbers.size, HEAD_BYTES);
  for (const { parts } of numbers.keys()) {
    at = entry.writeUInt32LE(parts.length, at);
    for (const part of parts) {
      at = entry.writeUInt32LE(part.length, at);
      at += part.copy(entry, at);
    }
  }
  for (const { envelope, record, events } of records) {
    at = entry.writeUInt32LE(numbers.get(envelope) ?? 0, at);
    at = entry.writeUInt32LE(record.length, at);
    at = entry.writeUInt32LE(events, at);
  }
  for (const { record } of records) {
    entry.set(record, at);
    at += record.length;
  }
  return entry;
}

/**
 * Adds the records of a payload to a batch, which has none yet.
 * @param envelopeOf an envelope of its parts; undefined: they are none
 * @returns false where the payload is no batch of so many records; the batch is of no use then. Never throws.
 */
export function decodeBatch(
  payload: Buffer,
  records: number,
  envelopeOf: (parts: readonly Buffer[]) => Envelope | undefined,
  batch: Batch,
): boolean {
  const reader = new PayloadReader(payload);
  const envelopes: Envelope[] = [];
  for (let left = reader.number(); left > 0 && !reader.isPastEnd; left -= 1) {
    const parts: Buffer[] = [];
    for (let more = reader.number(); more > 0 && !reader.isPastEnd; more -= 1) {
      // A slice would keep all of what was read.
      parts.push(Buffer.from(reader.take(reader.number())));
    }
    const envelope = envelopeOf(parts);
    if (envelope === undefined) return false;
    envelopes.push(envelope);
  }
  const places = new PayloadReader(reader.take(records * RECORD_NUMBERS));
  if (reader.isPastEnd) return false;
  for (let left = records; left > 0; left -= 1) {
    const envelope = envelopes[places.number()];
    const record = reader.take(places.number());
    if (envelope === undefined || reader.isPastEnd) return false;
    batch.add(envelope, record, places.number());
  }
  return reader.isAtEnd;
}

class PayloadReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  /** More was taken than there is. */
  get isPastEnd(): boolean {
    return this.#at > this.#bytes.length;
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length;
  }

  /** 0 past the end. */
  number(): number {
    const at = this.#at;
    this.#at += NUMBER;
    return this.isPastEnd ? 0 : this.#bytes.readUInt32LE(at);
  }

  take(length: number): Buffer {
    const at = this.#at;
    this.#at += length;
    return this.#bytes.subarray(at, this.#at);
  }
}
