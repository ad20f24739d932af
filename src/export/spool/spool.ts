// SPDX-License-Identifier: Apache-2.0
import { open, readdir } from 'node:fs/promises';
import type { RateLimitedWarnings } from '../../base/rate-limited-warnings.ts';
import { encodeMarks, findEntry, HEAD_BYTES, KINDS, MARK_BYTES, type Mark, seal } from './entry.ts';
import { recover } from './recover.ts';
import { type Amount, add, nothing, Segment, segmentNumber } from './segment.ts';

/** A batch that stands in a segment. */
export interface Place extends Readonly<Amount> {
  readonly segment: Segment;
  readonly offset: number;
}

export interface SpoolOptions {
  /** A folder that only this spool writes to. */
  readonly folder: string;
  /** Bound of all files together. */
  readonly maxBytes: number;
  /** A segment ends before the entry that would make it longer. */
  readonly segmentBytes: number;
  /** What is counted. */
  readonly noun: string;
  readonly warnings: RateLimitedWarnings;
}

/** Where the next batch is read, and what was read of the segment so far. */
interface Cursor {
  readonly segment: Segment;
  offset: number;
  window: Buffer;
  windowStart: number;
}

const NOTHING = Buffer.alloc(0);

/** Errors of a read after which the file is not to be had any more. */
const READ_FAILURES = new Set(['ENOENT', 'EIO', 'ELOOP', 'EISDIR', 'ESTALE']);

/**
 * Batches on disk, first in, first out: in segments, which are only ever added to and are removed as a whole, the oldest
 * first. What need not be sent any more is marked behind it. All is read, written and removed one after the other.
 */
export class Spool {
  readonly #options: SpoolOptions;
  readonly #segments: Segment[] = [];
  /** Of all batches that were ever taken. */
  #eventsBefore = 0;
  #cursor: Cursor | undefined;
  #marks: (Mark & { readonly place: Place })[] = [];
  #isFailing = false;
  #work: Promise<unknown> = Promise.resolve();
  /** What another run had left when this one began, with what can't be read of it. */
  takenOver: Readonly<Amount> = nothing();
  /** Batches that are in no memory, to be read by next(). */
  readonly unread = nothing();
  /** All batches that may have to be sent yet. */
  readonly live = nothing();
  /** Events given up, by reason. */
  readonly dropped = new Map<'spool_full' | 'spool_corrupt', number>();
  /** Failed reads and writes by error. */
  readonly errors = new Map<string, number>();

  private constructor(options: SpoolOptions) {
    this.#options = options;
  }

  /** Takes over what another run has left. Rejects when it can't be read. */
  static async open(options: SpoolOptions): Promise<Spool> {
    const spool = new Spool(options);
    await spool.#takeOver();
    return spool;
  }

  async #takeOver(): Promise<void> {
    const { folder, noun, warnings, maxBytes } = this.#options;
    const numbers = (await readdir(folder)).map(segmentNumber).filter((number) => number !== undefined);
    const segments = numbers.toSorted((one, other) => one - other).map((number) => new Segment(folder, number));
    const { eventsBefore, lostEvents, unreadableBytes } = await recover(segments, (error) => this.#count(error));
    this.#segments.push(...segments);
    this.#eventsBefore = eventsBefore;
    for (const { live } of segments) for (const amount of [this.live, this.unread]) add(amount, live);
    this.takenOver = { ...this.live, events: this.live.events + lostEvents };
    if (unreadableBytes > 0 || lostEvents > 0) {
      const message = `${unreadableBytes} bytes of the spool can't be read: dropped ${lostEvents} ${noun} in them`;
      warnings.warn('spool_corrupt', message);
    }
    this.#drop('spool_corrupt', lostEvents);
    await this.#reap();
    while (this.bytes > maxBytes) await this.#dropOldest();
  }

  /** Of all files. */
  get bytes(): number {
    return this.#segments.reduce((sum, { bytes }) => sum + bytes, 0);
  }

  get maxBytes(): number {
    return this.#options.maxBytes;
  }

  /** Batches that are done without a mark on disk: a crash would have them sent again. 0: it can't be written to now. */
  get unmarked(): number {
    return this.#isFailing ? 0 : this.#marks.length;
  }

  /** Their events. */
  get unmarkedEvents(): number {
    return this.#marks.reduce((sum, { events }) => sum + events, 0);
  }

  #inTurn<Result>(work: () => Promise<Result>): Promise<Result> {
    const done = this.#work.then(work);
    this.#work = done.catch(() => {});
    return done;
  }

  /**
   * Adds a batch; the oldest segments go as far as that takes. Rejects when it can't be written.
   * @param entry of encodeBatch()
   * @param isKept called once it is written: whether it stays in memory, so that next() does not return it
   */
  append(
    entry: Buffer,
    { records, events }: Pick<Amount, 'records' | 'events'>,
    isKept: (place: Place) => boolean,
  ): Promise<void> {
    return this.#inTurn(async () => {
      seal(entry, { kind: KINDS.batch, records, events, eventsBefore: this.#eventsBefore });
      const { segment, offset } = await this.#write(entry);
      this.#eventsBefore += events;
      const place = { segment, offset, batches: 1, records, events };
      for (const amount of [this.live, this.unread, segment.live, segment.unread]) add(amount, place);
      if (isKept(place)) this.#keep(place);
    });
  }

  async #write(entry: Buffer): Promise<{ segment: Segment; offset: number }> {
    try {
      const segment = await this.#segmentFor(entry.length);
      const offset = segment.bytes;
      await segment.append(entry);
      this.#isFailing = false;
      return { segment, offset };
    } catch (error) {
      this.#isFailing = true;
      this.#count(error);
      throw error;
    }
  }

  async #segmentFor(bytes: number): Promise<Segment> {
    const { maxBytes, segmentBytes, folder } = this.#options;
    const last = this.#segments.at(-1);
    if (last?.isOpen && last.bytes + bytes > segmentBytes) await this.#end(last);
    // With room for a mark of each batch: to write that drops nothing.
    const marksBytes = (): number => (this.live.batches + 1) * (HEAD_BYTES + MARK_BYTES);
    while (this.bytes + bytes + marksBytes() > maxBytes && this.#segments.length > 0) await this.#dropOldest();
    if (last?.isOpen) return last;
    const segment = new Segment(folder, (last?.number ?? 0) + 1);
    await segment.create();
    this.#segments.push(segment);
    return segment;
  }

  /** The file and its name are on the disk then. */
  async #end(segment: Segment): Promise<void> {
    await segment.end();
    await using folder = await open(this.#options.folder);
    await folder.sync();
  }

  async #dropOldest(): Promise<void> {
    const [oldest] = this.#segments;
    if (oldest === undefined) return;
    const { events } = oldest.unread;
    await this.#remove(oldest);
    if (events === 0) return;
    const { noun, warnings } = this.#options;
    this.#drop('spool_full', events);
    warnings.warn('spool_full', `dropped ${events} ${noun}, the oldest: the spool is as large as KTLS_SPOOL_BYTES`);
  }

  async #remove(segment: Segment): Promise<void> {
    await segment.remove();
    this.#segments.splice(this.#segments.indexOf(segment), 1);
    add(this.live, segment.live, -1);
    add(this.unread, segment.unread, -1);
    if (this.#cursor?.segment === segment) this.#cursor = undefined;
  }

  #drop(reason: 'spool_full' | 'spool_corrupt', events: number): void {
    if (events > 0) this.dropped.set(reason, (this.dropped.get(reason) ?? 0) + events);
  }

  #count(error: unknown): void {
    const code = (error as NodeJS.ErrnoException).code ?? 'UNKNOWN';
    this.errors.set(code, (this.errors.get(code) ?? 0) + 1);
    const message = `the spool can't be read or written: ${code} (KTLS_SPOOL_DIR: ${this.#options.folder})`;
    this.#options.warnings.warn('spool', message);
  }

  /** The last one is in memory. */
  #keep(place: Place): void {
    const { segment, offset } = place;
    for (const amount of [this.unread, segment.unread]) add(amount, place, -1);
    segment.skipped.add(offset);
    if (this.unread.batches > 0) return;
    // Nothing is left before it either.
    this.#cursor = cursorAt(segment, segment.bytes);
    for (const { skipped } of this.#segments) skipped.clear();
  }

  /** The oldest batch that was not read yet; undefined: there is none. Rejects when it can't be read now. */
  next(): Promise<{ place: Place; payload: Buffer } | undefined> {
    return this.#inTurn(async () => {
      this.#cursor ??= this.#segments[0] && cursorAt(this.#segments[0], 0);
      while (this.#cursor !== undefined && this.unread.batches > 0) {
        const { segment } = this.#cursor;
        const found = await this.#find(this.#cursor);
        if (found !== undefined) return found;
        this.#lose(segment);
        const following = this.#segments[this.#segments.indexOf(segment) + 1];
        if (following === undefined) return undefined;
        this.#cursor = cursorAt(following, 0);
      }
      return undefined;
    });
  }

  /** The next one of this segment. */
  async #find(cursor: Cursor): Promise<{ place: Place; payload: Buffer } | undefined> {
    const { segment } = cursor;
    while (segment.unread.batches > 0 && cursor.offset < segment.bytes) {
      if (cursor.offset >= cursor.windowStart + cursor.window.length) {
        cursor.window = await this.#read(segment, cursor.offset);
        cursor.windowStart = cursor.offset;
      }
      const found = findEntry(cursor.window, cursor.offset - cursor.windowStart);
      if (found === undefined) break;
      const offset = cursor.windowStart + found.start;
      cursor.offset = cursor.windowStart + found.end;
      if (found.kind !== KINDS.batch || segment.skipped.delete(offset)) continue;
      const place = { segment, offset, batches: 1, records: found.records, events: found.events };
      for (const amount of [this.unread, segment.unread]) add(amount, place, -1);
      if (found.payload !== undefined) return { place, payload: found.payload };
      this.corrupt(place);
    }
    cursor.window = NOTHING;
    return undefined;
  }

  /** Nothing, where the file is not to be had. */
  async #read(segment: Segment, offset: number): Promise<Buffer> {
    try {
      return await segment.read(offset, segment.bytes);
    } catch (error) {
      this.#count(error);
      if (READ_FAILURES.has((error as NodeJS.ErrnoException).code ?? '')) return NOTHING;
      throw error;
    }
  }

  /** What was counted in a segment, and not found there. */
  #lose(segment: Segment): void {
    const lost = { ...segment.unread };
    for (const amount of [this.unread, segment.unread, this.live, segment.live]) add(amount, lost, -1);
    this.#tellCorrupt(lost.events);
  }

  #tellCorrupt(events: number): void {
    if (events === 0) return;
    const { noun, warnings } = this.#options;
    this.#drop('spool_corrupt', events);
    warnings.warn('spool_corrupt', `dropped ${events} ${noun}: what the spool has of them can't be read`);
  }

  /** What next() returned is no batch. */
  corrupt(place: Place): void {
    this.#tellCorrupt(place.events);
    void this.done(place);
  }

  /** A batch need not be sent any more. Resolves once that is on disk, or can't be written. */
  done(place: Place): Promise<void> {
    const { segment, offset, events } = place;
    if (segment.isGone) return Promise.resolve();
    for (const amount of [this.live, segment.live]) add(amount, place, -1);
    this.#marks.push({ place, segment: segment.number, offset, events });
    return this.#inTurn(() => this.#mark());
  }

  /** Removes segments of which nothing is left, and writes the marks of those that stay. */
  async #mark(): Promise<void> {
    await this.#reap();
    this.#marks = this.#marks.filter(({ place }) => !place.segment.isGone);
    const { length } = this.#marks;
    if (length === 0) return;
    const isWritten = await this.#write(encodeMarks(this.#marks, this.#eventsBefore)).then(
      () => true,
      () => false,
    );
    if (isWritten) this.#marks.splice(0, length);
  }

  /** The oldest first, for their marks are in later ones. */
  async #reap(): Promise<void> {
    try {
      for (let [oldest] = this.#segments; oldest?.live.batches === 0; [oldest] = this.#segments) {
        if (oldest.isOpen && this.live.batches > 0) return;
        await this.#remove(oldest);
      }
    } catch (error) {
      this.#count(error);
    }
  }

  /** Ends what is written to; all of it is on the disk then. Never rejects. */
  close(): Promise<void> {
    return this.#inTurn(async () => {
      const last = this.#segments.at(-1);
      if (last?.isOpen) await this.#end(last);
    }).catch((error) => this.#count(error));
  }
}

const cursorAt = (segment: Segment, offset: number): Cursor => ({
  segment,
  offset,
  window: NOTHING,
  windowStart: offset,
});
