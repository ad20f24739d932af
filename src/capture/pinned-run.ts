// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  constants,
  lstatSync,
  mkdirSync,
  openSync,
  readdirSync,
  readFileSync,
  rmdirSync,
  statfsSync,
  unlinkSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Libbpf } from '../ffi/libbpf.ts';
import type { Libc } from '../ffi/libc.ts';
import { checkNegative } from '../ffi/native.ts';
import { COUNTERS, CounterReader, FILTER_REASONS, type KernelCounters } from './counters.ts';
import { tryLock } from './file-lock.ts';
import { LEDGER_BYTES, Ledger, type LedgerEntry } from './ledger.ts';

/** The maps that tell of a run, by their descriptors. */
export interface RunMaps {
  readonly counters: number;
  readonly ledger: number;
}

/** A run that was killed. */
export interface LeftRun extends Pick<LedgerEntry, 'startedUnixNanos'> {
  /** undefined: another version has left it, and what it counted can't be read. */
  readonly account?: { readonly counters: KernelCounters; readonly ledger: LedgerEntry };
}

export interface PinOptions {
  readonly libbpf: Libbpf;
  readonly libc: Libc;
  /** What this run and those before it have in common: letters, digits and underlines. */
  readonly key: string;
  readonly maps: RunMaps;
  /** Default: that of this host. */
  readonly folder?: string;
}

/** Why maps can't be pinned here. */
export class PinError extends Error {}

const RUNS = '/sys/fs/bpf/ktls-otel';
/** BPF_FS_MAGIC of linux/magic.h. */
const BPF_FS = 0xcafe4a11;
const OTHERS_MAY_WRITE = 0o022;
const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
/** Whoever has the folder's lock needs milliseconds. */
const LOCK_ATTEMPTS = 100;
const ATTEMPT_MILLIS = 20;

/** As /proc/self/fdinfo has them: enum bpf_map_type, and sizes. */
const COUNTERS_MAP = { map_type: 6, value_size: 8, max_entries: COUNTERS.length + FILTER_REASONS.length };
const LEDGER_MAP = { map_type: 2, value_size: LEDGER_BYTES, max_entries: 1 };

/**
 * The maps of a run in the BPF file system, where they outlive the process: a folder for each run, whose lock it has as
 * long as it lives. Disposing removes them: the run has told its account itself.
 */
export class PinnedRun implements Disposable {
  /** Runs of the same key that were killed; what they had pinned is removed. */
  readonly left: readonly LeftRun[];
  readonly #path: string;
  readonly #fd: number;

  /** Use pinRun(). */
  constructor(path: string, fd: number, left: readonly LeftRun[]) {
    this.#path = path;
    this.#fd = fd;
    this.left = left;
  }

  /** Of its folder: whoever has it, has its lock. */
  get lock(): number {
    return this.#fd;
  }

  [Symbol.dispose](): void {
    try {
      removeRun(this.#path);
    } catch {
      // The next start takes it for that of a killed run, of which nothing is missing.
    } finally {
      closeSync(this.#fd);
    }
  }
}

/** Takes what killed runs have left, and pins the maps of this one. Rejects with a PinError. */
export async function pinRun(options: PinOptions): Promise<PinnedRun> {
  const { folder = RUNS, libc } = options;
  return explained(folder, async () => {
    requireFolder(folder);
    const lock = openFolder(folder);
    try {
      await takeLock(libc, lock);
      return pinIn(folder, options, takeLeft(folder, options));
    } finally {
      closeSync(lock);
    }
  });
}

async function explained<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof PinError) throw error;
    const { code } = error as NodeJS.ErrnoException;
    if (code === undefined) throw error;
    throw new PinError(`${folder}: ${code}`);
  }
}

/** Where another user may write, maps could be of anybody. */
function requireFolder(folder: string): void {
  const parent = dirname(folder);
  if (statfsSync(parent).type !== BPF_FS) throw new PinError(`${parent} is no BPF file system`);
  try {
    mkdirSync(folder, 0o700);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
  }
  const { uid, mode } = lstatSync(folder);
  if (uid !== process.geteuid?.() || (mode & OTHERS_MAY_WRITE) !== 0)
    throw new PinError(`${folder} belongs to another user, or others may write to it`);
}

const openFolder = (path: string): number => openSync(path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW);

async function takeLock(libc: Libc, fd: number): Promise<void> {
  for (let attempt = 0; !tryLock(libc, fd); attempt += 1) {
    if (attempt === LOCK_ATTEMPTS) throw new PinError('another ktls-otel has its lock');
    await sleep(ATTEMPT_MILLIS);
  }
}

function takeLeft(folder: string, options: PinOptions): LeftRun[] {
  const left: LeftRun[] = [];
  for (const name of readdirSync(folder).filter((each) => each.startsWith(`${options.key}-`))) {
    const path = join(folder, name);
    const fd = openFolder(path);
    try {
      // One that is running has its lock.
      if (!tryLock(options.libc, fd)) continue;
      const run = readRun(path, options.libbpf);
      if (run !== undefined) left.push(run);
      removeRun(path);
    } finally {
      closeSync(fd);
    }
  }
  return left;
}

/** undefined: it was killed before it had pinned both maps, and had captured nothing yet; or these are no maps of ours. */
function readRun(path: string, libbpf: Libbpf): LeftRun | undefined {
  const names = readdirSync(path);
  if (!names.includes('ledger') || !names.includes('counters')) return undefined;
  return withMap(libbpf, join(path, 'ledger'), LEDGER_MAP, (ledgerFd) => {
    const ledger = new Ledger(ledgerFd).read();
    const { startedUnixNanos } = ledger;
    if (!('exported' in ledger)) return { startedUnixNanos };
    const counters = withMap(libbpf, join(path, 'counters'), COUNTERS_MAP, (fd) =>
      new CounterReader(libbpf, fd).read(),
    );
    return counters === undefined ? { startedUnixNanos } : { startedUnixNanos, account: { ledger, counters } };
  });
}

/** A map is asked only if it is what it is taken for: the kernel writes as much as its values have. */
function withMap<Result>(
  libbpf: Libbpf,
  path: string,
  expected: Readonly<Record<string, number>>,
  work: (fd: number) => Result,
): Result | undefined {
  const fd = checkNegative('bpf_obj_get', libbpf.bpf_obj_get(path));
  try {
    const info = readFileSync(`/proc/self/fdinfo/${fd}`, 'utf8');
    const isAsExpected = Object.entries({ ...expected, key_size: 4 }).every(
      ([name, value]) => Number(new RegExp(`^${name}:\\s*(\\d+)`, 'm').exec(info)?.[1]) === value,
    );
    return isAsExpected ? work(fd) : undefined;
  } finally {
    closeSync(fd);
  }
}

function pinIn(folder: string, { libbpf, libc, key, maps }: PinOptions, left: readonly LeftRun[]): PinnedRun {
  const path = join(folder, `${key}-${randomBytes(4).toString('hex')}`);
  mkdirSync(path, 0o700);
  const fd = openFolder(path);
  try {
    tryLock(libc, fd);
    for (const name of ['counters', 'ledger'] as const)
      checkNegative('bpf_obj_pin', libbpf.bpf_obj_pin(maps[name], join(path, name)));
    return new PinnedRun(path, fd, left);
  } catch (error) {
    closeSync(fd);
    removeRun(path);
    throw error;
  }
}

function removeRun(path: string): void {
  for (const name of readdirSync(path)) unlinkSync(join(path, name));
  rmdirSync(path);
}
