// SPDX-License-Identifier: Apache-2.0
import { decodeMarks, findEntry, KINDS } from './entry.ts';
import { type Amount, add, type Segment } from './segment.ts';

/** What the segments of another run hold. */
export interface Recovered {
  /** Of all batches that were ever taken, as far as it can be told. */
  readonly eventsBefore: number;
  /** Of batches that can't be read, as far as it can be told: not of the first and the last entry without a head. */
  readonly lostEvents: number;
  readonly unreadableBytes: number;
}

/** What is known of a batch. */
interface Known extends Readonly<Amount> {
  readonly isWhole: boolean;
}

/**
 * Reads segments, the oldest first, and fills in what they hold: `bytes`, `live`, `unread` and `skipped`. One that the disk
 * can't give counts as empty, and `onError` is told of it. Rejects when one can't be read for another reason.
 */
export async function recover(segments: readonly Segment[], onError: (error: unknown) => void): Promise<Recovered> {
  const scan = new Scan();
  for (const segment of segments) {
    try {
      await segment.measure();
      scan.read(segment, await segment.read(0, segment.bytes));
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EIO') throw error;
      onError(error);
    }
  }
  return scan.end(segments);
}

class Scan {
  readonly #batches = new Map<number, Map<number, Known>>();
  /** Events of batches that are done, by their segment and offset. */
  readonly #done = new Map<number, Map<number, number>>();
  #eventsBefore: number | undefined;
  /** Events between what was found, of which some may have been done. */
  #missing = 0;
  #unreadableBytes = 0;

  read(segment: Segment, bytes: Buffer): void {
    const batches = new Map<number, Known>();
    this.#batches.set(segment.number, batches);
    let at = 0;
    for (let found = findEntry(bytes, at); found !== undefined; found = findEntry(bytes, at)) {
      this.#unreadableBytes += found.start - at;
      at = Math.min(found.end, bytes.length);
      this.#expect(found.eventsBefore);
      const isWhole = found.payload !== undefined;
      if (!isWhole) this.#unreadableBytes += at - found.start;
      if (found.kind === KINDS.batch) {
        batches.set(found.start, { batches: 1, records: found.records, events: found.events, isWhole });
        this.#eventsBefore = found.eventsBefore + found.events;
      } else if (found.payload !== undefined) this.#mark(found.payload);
    }
    this.#unreadableBytes += bytes.length - at;
  }

  #expect(eventsBefore: number): void {
    this.#missing += Math.max(0, eventsBefore - (this.#eventsBefore ?? eventsBefore));
    this.#eventsBefore = eventsBefore;
  }

  #mark(payload: Buffer): void {
    for (const { segment, offset, events } of decodeMarks(payload)) {
      const marks = this.#done.get(segment) ?? new Map<number, number>();
      this.#done.set(segment, marks.set(offset, events));
    }
  }

  end(segments: readonly Segment[]): Recovered {
    let lostEvents = this.#missing;
    for (const segment of segments) {
      const batches = this.#batches.get(segment.number) ?? new Map<number, Known>();
      const done = this.#done.get(segment.number) ?? new Map<number, number>();
      for (const [offset, batch] of batches) {
        if (done.has(offset)) segment.skipped.add(offset);
        else if (batch.isWhole) for (const amount of [segment.live, segment.unread]) add(amount, batch);
        else {
          segment.skipped.add(offset);
          lostEvents += batch.events;
        }
      }
      for (const [offset, events] of done) if (!batches.has(offset)) lostEvents -= events;
    }
    return {
      eventsBefore: this.#eventsBefore ?? 0,
      lostEvents: Math.max(0, lostEvents),
      unreadableBytes: this.#unreadableBytes,
    };
  }
}
