// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync } from 'node:fs';
import type { Libc } from '../ffi/libc.ts';
import { checkMinusOne, errno, NativeError } from '../ffi/native.ts';

const LOCK_EX = 2;
const LOCK_NB = 4;
const EWOULDBLOCK = 11;

/** Takes the only lock of an open file, flock(2), until it is closed. False: another process has it. Throws NativeError. */
export function tryLock(libc: Libc, fd: number): boolean {
  if (libc.flock(fd, LOCK_EX | LOCK_NB) === 0) return true;
  const error = errno();
  if (error === EWOULDBLOCK) return false;
  throw new NativeError('flock', error);
}

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
