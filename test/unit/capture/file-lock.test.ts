// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, test } from 'node:test';
import { lockFile } from '../../../src/capture/file-lock.ts';
import { type Libc, openLibc } from '../../../src/ffi/libc.ts';

const LOCK_EX_NB = 2 | 4;

let folder: string;
let path: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ktls-otel-lock-'));
  path = join(folder, 'locked');
  writeFileSync(path, '');
});
afterEach(() => rmSync(folder, { recursive: true }));

/** A libc that does not wait for a lock; `fds` are those that it was asked for. */
function impatientLibc(): { libc: Libc; fds: number[] } {
  const { flock } = openLibc();
  const fds: number[] = [];
  const tryLock = (fd: number, operation: number): number => {
    assert.equal(operation, 2);
    fds.push(fd);
    return flock(fd, LOCK_EX_NB);
  };
  return { libc: { flock: tryLock } as unknown as Libc, fds };
}

test('a file has one lock, given back by disposing', () => {
  const { libc, fds } = impatientLibc();
  const first = lockFile(libc, path);
  assert.equal(readlinkSync(`/proc/self/fd/${fds[0]}`), path);
  assert.throws(() => lockFile(libc, path), { name: 'NativeError', code: 'EAGAIN' });
  first[Symbol.dispose]();
  lockFile(libc, path)[Symbol.dispose]();
});

test('neither a lock nor the lack of one keeps the file open', () => {
  const { libc, fds } = impatientLibc();
  const first = lockFile(libc, path);
  assert.throws(() => lockFile(libc, path));
  first[Symbol.dispose]();
  assert.equal(fds.length, 2);
  for (const fd of fds) assert.throws(() => readlinkSync(`/proc/self/fd/${fd}`), { code: 'ENOENT' });
});
