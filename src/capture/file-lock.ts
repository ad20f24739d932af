// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync } from 'node:fs';
import type { Libc } from '../ffi/libc.ts';
import { checkMinusOne } from '../ffi/native.ts';

const LOCK_EX = 2;

/** Waits for the only lock of a file, flock(2); disposing gives it back. Processes of other containers share it. */
export function lockFile(libc: Libc, path: string): Disposable {
  const fd = openSync(path, 'r');
  const unlock = (): void => closeSync(fd);
  try {
    checkMinusOne('flock', libc.flock(fd, LOCK_EX));
  } catch (error) {
    unlock();
    throw error;
  }
  return { [Symbol.dispose]: unlock };
}
