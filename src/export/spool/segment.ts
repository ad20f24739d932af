// SPDX-License-Identifier: Apache-2.0
import { constants } from 'node:fs';
import { type FileHandle, open, unlink } from 'node:fs/promises';
import { join } from 'node:path';

const { O_CREAT, O_EXCL, O_NOFOLLOW, O_NONBLOCK, O_RDONLY, O_WRONLY } = constants;
const FILE_MODE = 0o600;
const NAME = /^(\d{10})\.v1$/;
/** No segment of this service is longer; of one that is, the rest is not read. */
const MAX_READ_BYTES = 256 * 1024 * 1024;

/** A number of batches, and what they hold. */
export interface Amount {
  batches: number;
  records: number;
  events: number;
}

export const nothing = (): Amount => ({ batches: 0, records: 0, events: 0 });

/** @param sign -1 takes away */
export function add(to: Amount, { batches, records, events }: Readonly<Amount>, sign: 1 | -1 = 1): void {
  to.batches += sign * batches;
  to.records += sign * records;
  to.events += sign * events;
}

/** The number of the segment that a file is; undefined: it is none, or of another version of this service. */
export function segmentNumber(name: string): number | undefined {
  const [, digits] = NAME.exec(name) ?? [];
  return digits === undefined ? undefined : Number(digits);
}

/** A file of entries, to which is only ever added. */
export class Segment {
  readonly number: number;
  readonly #path: string;
  #handle: FileHandle | undefined;
  /** What is in the file. */
  bytes = 0;
  /** Batches in it that may have to be sent yet. */
  readonly live = nothing();
  /** Of these, those that are in no memory. */
  readonly unread = nothing();
  /** Where batches stand that are not to be read. */
  readonly skipped = new Set<number>();
  /** The file is gone, and what was in it. */
  isGone = false;

  constructor(folder: string, number: number) {
    this.number = number;
    this.#path = join(folder, `${String(number).padStart(10, '0')}.v1`);
  }

  /** Makes the file, which must not be there. */
  async create(): Promise<void> {
    this.#handle = await open(this.#path, O_CREAT | O_EXCL | O_WRONLY | O_NOFOLLOW, FILE_MODE);
  }

  /** Adds an entry; when that fails, the file is as it was before. */
  async append(entry: Buffer): Promise<void> {
    const handle = this.#handle;
    if (handle === undefined) throw new Error('the segment has ended');
    try {
      for (let written = 0; written < entry.length; ) {
        const rest = entry.length - written;
        written += (await handle.write(entry, written, rest, this.bytes + written)).bytesWritten;
      }
    } catch (error) {
      await handle.truncate(this.bytes).catch(() => this.#close());
      throw error;
    }
    this.bytes += entry.length;
  }

  /** Whether it can be added to. */
  get isOpen(): boolean {
    return this.#handle !== undefined;
  }

  /** Nothing is added any more, and all of it is on the disk. */
  async end(): Promise<void> {
    try {
      await this.#handle?.datasync();
    } finally {
      await this.#close();
    }
  }

  async #close(): Promise<void> {
    const handle = this.#handle;
    this.#handle = undefined;
    await handle?.close();
  }

  /** What is in the file from `offset` to `end`, or to where the file ends. */
  async read(offset: number, end: number): Promise<Buffer> {
    await using handle = await open(this.#path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const bytes = Buffer.allocUnsafeSlow(Math.min(end - offset, MAX_READ_BYTES));
    let length = 0;
    for (let read = -1; read !== 0 && length < bytes.length; length += read)
      read = (await handle.read(bytes, length, bytes.length - length, offset + length)).bytesRead;
    return bytes.subarray(0, length);
  }

  /** The length of the file as it was left by another run. */
  async measure(): Promise<void> {
    await using handle = await open(this.#path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK);
    const stat = await handle.stat();
    if (!stat.isFile()) throw Object.assign(new Error('not a file'), { code: 'EINVAL' });
    this.bytes = stat.size;
  }

  /** Removes the file. */
  async remove(): Promise<void> {
    await unlink(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error;
    });
    this.isGone = true;
    await this.#close();
  }
}
