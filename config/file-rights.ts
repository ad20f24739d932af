// SPDX-License-Identifier: Apache-2.0
import { type Stats, statSync } from 'node:fs';

const OTHERS_MAY_WRITE = 0o022;
const OTHERS_MAY_READ = 0o004;

/** Who but root and this user may change a file, and so decides what the service does; undefined: nobody. */
export function writableBy({ uid, mode }: Pick<Stats, 'uid' | 'mode'>, own = process.geteuid?.()): string | undefined {
  if (uid !== 0 && uid !== own) return `belongs to user ${uid}, who may change it: chown it`;
  return (mode & OTHERS_MAY_WRITE) === 0 ? undefined : 'may be written by others: chmod go-w';
}

/** False where that can't be told. */
export function isReadableByAll(file: string): boolean {
  try {
    return (statSync(file).mode & OTHERS_MAY_READ) !== 0;
  } catch {
    return false;
  }
}
