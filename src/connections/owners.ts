// SPDX-License-Identifier: Apache-2.0
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';

const MAX_COMM_BYTES = 15;

/** A process that has a descriptor of a socket. */
export interface Owner {
  readonly pid: number;
  readonly uid: number;
  /** The name of its first thread: any bytes but NUL. */
  readonly comm: Buffer;
  /** The names of all of its threads, each once. */
  readonly threadComms: readonly Buffer[];
  /** In the cgroup v2 hierarchy; undefined where it is not known. */
  readonly cgroup: string | undefined;
}

export interface Owners {
  /** By the socket's inode. */
  readonly byInode: ReadonlyMap<number, readonly Owner[]>;
  /** Processes whose descriptors this process may not see. */
  readonly hiddenProcesses: number;
}

/** `root` is / on a host, and a folder of made-up files in tests. Processes that end meanwhile are left out. */
export function findOwners(root: string, inodes: ReadonlySet<number>): Owners {
  const byInode = new Map<number, Owner[]>();
  let hiddenProcesses = 0;
  for (const pid of inodes.size === 0 ? [] : processesOf(root)) {
    const directory = join(root, 'proc', String(pid));
    const found = socketsOf(directory, inodes);
    if (found === 'hidden') hiddenProcesses++;
    if (found === 'hidden' || found.size === 0) continue;
    const owner = readOwner(directory, pid);
    if (owner === undefined) continue;
    for (const inode of found) byInode.set(inode, [...(byInode.get(inode) ?? []), owner]);
  }
  return { byInode, hiddenProcesses };
}

function processesOf(root: string): number[] {
  const pids = readdirSync(join(root, 'proc')).filter((name) => /^\d+$/.test(name));
  return pids.map(Number).sort((a, b) => a - b);
}

function socketsOf(directory: string, inodes: ReadonlySet<number>): ReadonlySet<number> | 'hidden' {
  const found = new Set<number>();
  try {
    for (const fd of readdirSync(join(directory, 'fd'))) {
      const inode = socketInode(join(directory, 'fd', fd));
      if (inode !== undefined && inodes.has(inode)) found.add(inode);
    }
  } catch (error) {
    return ['EACCES', 'EPERM'].includes((error as NodeJS.ErrnoException).code ?? '') ? 'hidden' : new Set();
  }
  return found;
}

/** The link of a socket's descriptor is `socket:[INODE]`. */
function socketInode(link: string): number | undefined {
  try {
    const inode = /^socket:\[(\d+)\]$/.exec(readlinkSync(link))?.[1];
    return inode === undefined ? undefined : Number(inode);
  } catch {
    return undefined;
  }
}

function readOwner(directory: string, pid: number): Owner | undefined {
  try {
    const tasks = readdirSync(join(directory, 'task'));
    const comms = tasks.flatMap((tid) => readComm(join(directory, 'task', tid)) ?? []);
    const comm = readComm(directory);
    // `Uid:` real, effective, saved, file system.
    const uid = /^Uid:\s+(\d+)/m.exec(readFileSync(join(directory, 'status'), 'latin1'))?.[1];
    if (comm === undefined || uid === undefined) return undefined;
    const threadComms = [...new Map(comms.map((name) => [name.toString('latin1'), name])).values()];
    return { pid, uid: Number(uid), comm, threadComms, cgroup: readCgroup(directory) };
  } catch {
    return undefined;
  }
}

function readComm(directory: string): Buffer | undefined {
  try {
    const line = readFileSync(join(directory, 'comm'));
    return line.subarray(0, Math.min(line.length - 1, MAX_COMM_BYTES));
  } catch {
    return undefined;
  }
}

/** The line `0::PATH` is that of cgroup v2. */
function readCgroup(directory: string): string | undefined {
  return /^0::(\/.*)$/m.exec(readFileSync(join(directory, 'cgroup'), 'utf8'))?.[1];
}
