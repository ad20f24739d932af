// SPDX-License-Identifier: Apache-2.0
import { statSync } from 'node:fs';
import { Ledger } from '../capture/ledger.ts';
import { type LeftRun, PinError, pinRun, type RunMaps } from '../capture/pinned-run.ts';
import { openLibbpf } from '../ffi/libbpf.ts';
import { openLibc } from '../ffi/libc.ts';
import { firstEntry } from './run-ledger.ts';

/** What a run and the one before it know of each other. */
export interface RunOfSpool {
  /** undefined: there is no spool. */
  readonly spoolFolder: string | undefined;
  /** Records that this run has found in the spool. */
  readonly takenOver: number;
}

/** What killed runs have left, and what is left of this one, should it be killed; disposing removes it. */
export interface KeptMaps extends Disposable {
  readonly left: readonly LeftRun[];
  /** Why nothing is kept of this run, and nothing known of others. */
  readonly problem: string | undefined;
  /** A descriptor: as long as a process has it, the run lives. */
  readonly lock: number | undefined;
}

/** Takes what killed runs have left, and pins the maps of this one. Throws NativeError. */
export async function keepMaps(maps: RunMaps, { spoolFolder, takenOver }: RunOfSpool): Promise<KeptMaps> {
  // Before it is pinned: nobody finds an empty one.
  using ledger = new Ledger(maps.ledger);
  ledger.write(firstEntry(takenOver, Date.now()));
  try {
    const pinned = await pinRun({ libbpf: openLibbpf(), libc: openLibc(), key: runKey(spoolFolder), maps });
    const { left, lock } = pinned;
    return { left, lock, problem: undefined, [Symbol.dispose]: () => pinned[Symbol.dispose]() };
  } catch (error) {
    if (!(error instanceof PinError)) throw error;
    return { left: [], lock: undefined, problem: error.message, [Symbol.dispose]: () => {} };
  }
}

/**
 * What a service with the same spool has in common with this one; without a spool, all that have none.
 * @internal
 */
export function runKey(spoolFolder: string | undefined): string {
  if (spoolFolder === undefined) return 'memory';
  const { dev, ino } = statSync(spoolFolder, { bigint: true });
  return `spool_${dev.toString(16)}_${ino.toString(16)}`;
}
