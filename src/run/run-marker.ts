// SPDX-License-Identifier: Apache-2.0
import { closeSync, constants, openSync, readSync, unlinkSync, writeSync } from 'node:fs';
import { join } from 'node:path';

const NAME = 'run';
const MODE = 0o600;
const { O_CREAT, O_EXCL, O_NOFOLLOW, O_RDONLY, O_WRONLY } = constants;
const TIME = /^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}\.\d{3}Z$/;
const TIME_BYTES = 24;

/**
 * A file beside the spool that says when a run began; disposing removes it. It outlives the host's power, and a BPF file
 * system that is not there: then it is all that is known of a run.
 */
export class RunMarker implements Disposable {
  /** When a run began that has left its marker. */
  readonly unended: string | undefined;
  readonly #path: string;

  /** A folder that can't be written to has no marker: that is told of when the spool is needed. */
  constructor(folder: string, now: Date = new Date()) {
    this.#path = join(folder, NAME);
    this.unended = ignored(() => readTime(this.#path));
    ignored(() => unlinkSync(this.#path));
    ignored(() => writeTime(this.#path, now.toISOString()));
  }

  [Symbol.dispose](): void {
    ignored(() => unlinkSync(this.#path));
  }
}

function readTime(path: string): string | undefined {
  const bytes = Buffer.alloc(TIME_BYTES);
  const fd = openSync(path, O_RDONLY | O_NOFOLLOW);
  try {
    const time = bytes.toString('latin1', 0, readSync(fd, bytes));
    return TIME.test(time) ? time : undefined;
  } finally {
    closeSync(fd);
  }
}

function writeTime(path: string, time: string): void {
  const fd = openSync(path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW, MODE);
  try {
    writeSync(fd, time);
  } finally {
    closeSync(fd);
  }
}

function ignored<Result>(work: () => Result): Result | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
