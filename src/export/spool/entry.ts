// SPDX-License-Identifier: Apache-2.0
import { crc32 } from 'node:zlib';

/** What an entry of a segment is: a batch, or marks of batches that need not be sent any more. */
export const KINDS = { batch: 1, done: 2 } as const;

type Kind = (typeof KINDS)[keyof typeof KINDS];

/** What an entry's head says of it. */
export interface Head {
  readonly kind: Kind;
  /** Of OTLP, and what they stand for. */
  readonly records: number;
  readonly events: number;
  /** Of all batches that the spool took before this one: the difference tells what an unreadable place has held. */
  readonly eventsBefore: number;
}

/** An entry whose head is as it was written. */
export interface Found extends Head {
  readonly start: number;
  /** Where the next one begins; beyond the end of the bytes where the entry was not written to its end. */
  readonly end: number;
  /** undefined: it is not as it was written. */
  readonly payload: Buffer | undefined;
}

/** A batch that need not be sent any more. */
export interface Mark {
  readonly segment: number;
  readonly offset: number;
  readonly events: number;
}

/**
 * The head of an entry, all numbers little-endian:
 *    0  4  magic, of which no UTF-8 text has the first byte
 *    4  4  kind
 *    8  4  length of the payload, which follows the head
 *   12  4  records
 *   16  4  events
 *   20  8  events before, a double
 *   28  4  CRC-32 of the payload
 *   32  4  CRC-32 of the 32 bytes above
 */
export const HEAD_BYTES = 36;
const MAGIC = Buffer.from([0xff, 0x6b, 0x73, 0x70]);
const CHECKED_BYTES = 32;
export const MARK_BYTES = 12;

/** Writes the head in front of a payload, for which `entry` has room from HEAD_BYTES on. */
export function seal(entry: Buffer, { kind, records, events, eventsBefore }: Head): Buffer {
  MAGIC.copy(entry);
  entry.writeUInt32LE(kind, 4);
  entry.writeUInt32LE(entry.length - HEAD_BYTES, 8);
  entry.writeUInt32LE(records, 12);
  entry.writeUInt32LE(events, 16);
  entry.writeDoubleLE(eventsBefore, 20);
  entry.writeUInt32LE(crc32(entry.subarray(HEAD_BYTES)), 28);
  entry.writeUInt32LE(crc32(entry.subarray(0, CHECKED_BYTES)), 32);
  return entry;
}

/** The first entry at `from` or behind it; undefined: there is no head any more. Never throws. */
export function findEntry(bytes: Buffer, from: number): Found | undefined {
  for (let start = from; start !== -1; start = bytes.indexOf(MAGIC, start + 1)) {
    const found = entryAt(bytes, start);
    if (found !== undefined) return found;
  }
  return undefined;
}

function entryAt(bytes: Buffer, start: number): Found | undefined {
  const payloadStart = start + HEAD_BYTES;
  if (payloadStart > bytes.length || bytes.compare(MAGIC, 0, MAGIC.length, start, start + MAGIC.length) !== 0)
    return undefined;
  if (crc32(bytes.subarray(start, start + CHECKED_BYTES)) !== bytes.readUInt32LE(start + CHECKED_BYTES))
    return undefined;
  const kind = bytes.readUInt32LE(start + 4);
  const eventsBefore = bytes.readDoubleLE(start + 20);
  if ((kind !== KINDS.batch && kind !== KINDS.done) || !Number.isSafeInteger(eventsBefore)) return undefined;
  const end = payloadStart + bytes.readUInt32LE(start + 8);
  const payload = bytes.subarray(payloadStart, end);
  const isWhole = end <= bytes.length && crc32(payload) === bytes.readUInt32LE(start + 28);
  return {
    kind,
    records: bytes.readUInt32LE(start + 12),
    events: bytes.readUInt32LE(start + 16),
    eventsBefore,
    start,
    end,
    payload: isWhole ? payload : undefined,
  };
}

/** An entry of marks. */
export function encodeMarks(marks: readonly Mark[], eventsBefore: number): Buffer {
  const entry = Buffer.alloc(HEAD_BYTES + marks.length * MARK_BYTES);
  for (const [index, { segment, offset, events }] of marks.entries()) {
    const at = HEAD_BYTES + index * MARK_BYTES;
    entry.writeUInt32LE(segment, at);
    entry.writeUInt32LE(offset, at + 4);
    entry.writeUInt32LE(events, at + 8);
  }
  return seal(entry, { kind: KINDS.done, records: 0, events: 0, eventsBefore });
}

export function* decodeMarks(payload: Buffer): Generator<Mark> {
  for (let at = 0; at + MARK_BYTES <= payload.length; at += MARK_BYTES) {
    yield {
      segment: payload.readUInt32LE(at),
      offset: payload.readUInt32LE(at + 4),
      events: payload.readUInt32LE(at + 8),
    };
  }
}
