// SPDX-License-Identifier: Apache-2.0
import { closeSync, openSync, readdirSync, statfsSync, statSync } from 'node:fs';
import { checkMinusOne } from '../ffi/native.ts';
import { CLONE_NEWNET, type Libc } from '../ffi/socket-calls.ts';

const NSFS_MAGIC = 0x6e73_6673;
const OWN = '/proc/self/ns/net';
/** Where ip-netns(8) keeps those that have a name. */
const NAMED = '/run/netns';

export interface Visits<Result> {
  /** By inode, this process's own namespace first. */
  readonly results: ReadonlyMap<number, Result>;
  /** Inodes of those that this process may not enter. */
  readonly closed: ReadonlySet<number>;
  /** Processes whose namespace this process may not know. */
  readonly hiddenProcesses: number;
}

/**
 * Calls `visit` once in each network namespace of the host that a process is in or that has a name, on this thread;
 * `visit` must not wait. Throws NativeError when there is no way back.
 */
export function visitNetworkNamespaces<Result>(libc: Libc, visit: () => Result): Visits<Result> {
  const own = openSync(OWN, 'r');
  try {
    const results = new Map([[statSync(OWN).ino, visit()]]);
    const closed = new Set<number>();
    let hiddenProcesses = 0;
    for (const path of namespacePaths()) {
      const inode = inodeOf(path);
      if (inode === 'hidden') hiddenProcesses++;
      if (typeof inode !== 'number' || results.has(inode) || closed.has(inode)) continue;
      const outcome = visitOne(libc, own, path, visit);
      if (outcome === 'closed') closed.add(inode);
      else if (outcome !== 'gone') results.set(inode, outcome.result);
    }
    return { results, closed, hiddenProcesses };
  } finally {
    closeSync(own);
  }
}

function* namespacePaths(): Generator<string> {
  for (const name of readdirSync('/proc')) if (/^\d+$/.test(name)) yield `/proc/${name}/ns/net`;
  try {
    for (const name of readdirSync(NAMED)) yield `${NAMED}/${name}`;
  } catch {
    // None has a name.
  }
}

/** A name whose namespace is gone is a plain file. */
function inodeOf(path: string): number | 'gone' | 'hidden' {
  try {
    return statfsSync(path).type === NSFS_MAGIC ? statSync(path).ino : 'gone';
  } catch (error) {
    return isDenied(error) ? 'hidden' : 'gone';
  }
}

const isDenied = (error: unknown): boolean => ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '');

function visitOne<Result>(
  libc: Libc,
  own: number,
  path: string,
  visit: () => Result,
): { result: Result } | 'closed' | 'gone' {
  let fd: number | undefined;
  try {
    fd = openSync(path, 'r');
    checkMinusOne('setns', libc.setns(fd, CLONE_NEWNET));
  } catch (error) {
    return isDenied(error) ? 'closed' : 'gone';
  } finally {
    if (fd !== undefined) closeSync(fd);
  }
  try {
    return { result: visit() };
  } finally {
    checkMinusOne('setns', libc.setns(own, CLONE_NEWNET));
  }
}
