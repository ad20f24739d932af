// SPDX-License-Identifier: Apache-2.0
import { checkMinusOne, errno, NULL, pointerTo } from '../ffi/native.ts';
import type { ProcessCalls } from '../ffi/process-calls.ts';

// prctl(2), capset(2), getrlimit(2), fcntl(2)
const PR_SET_KEEPCAPS = 8;
const PR_CAPBSET_DROP = 24;
const PR_SET_NO_NEW_PRIVS = 38;
const PR_CAP_AMBIENT = 47;
const PR_CAP_AMBIENT_RAISE = 2;
const LINUX_CAPABILITY_VERSION_3 = 0x2008_0522;
const RLIMIT_CORE = 4;
const F_SETFD = 2;
const EPERM = 1;
const EINVAL = 22;
/** More than any kernel knows. */
const MAX_CAPABILITIES = 64;

export interface Rights {
  /** undefined: whose it is stays. */
  readonly user: { readonly uid: number; readonly gid: number } | undefined;
  /** Numbers of the capabilities that stay (include/uapi/linux/capability.h). */
  readonly capabilities: readonly number[];
}

/**
 * Leaves the calling thread these rights and no others, and none to be had by execve. Threads of before keep theirs: an
 * execve ends them. Throws NativeError.
 */
export function giveUpRights(libc: ProcessCalls, { user, capabilities }: Rights): void {
  const prctl = (name: string, option: number, ...[second = 0, third = 0]: number[]): number =>
    checkMinusOne(name, libc.prctl(option, second, third, 0, 0));
  prctl('prctl PR_SET_NO_NEW_PRIVS', PR_SET_NO_NEW_PRIVS, 1);
  dropBoundingSet(libc, capabilities);
  // One that changes its user would lose what stays.
  if (capabilities.length > 0) prctl('prctl PR_SET_KEEPCAPS', PR_SET_KEEPCAPS, 1);
  if (user !== undefined) {
    checkMinusOne('setgroups', libc.setgroups(0, NULL));
    checkMinusOne('setgid', libc.setgid(user.gid));
    checkMinusOne('setuid', libc.setuid(user.uid));
  }
  setCapabilities(libc, capabilities);
  // What a user other than root has after execve is what is ambient.
  for (const capability of capabilities)
    prctl('prctl PR_CAP_AMBIENT_RAISE', PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability);
  // Of struct rlimit, both limits: no file of what is in memory.
  checkMinusOne('setrlimit', libc.setrlimit(RLIMIT_CORE, pointerTo(Buffer.alloc(16))));
}

/** Without CAP_SETPCAP it stays, and with PR_SET_NO_NEW_PRIVS nothing comes of it. */
function dropBoundingSet(libc: ProcessCalls, kept: readonly number[]): void {
  for (let capability = 0; capability < MAX_CAPABILITIES; capability++) {
    if (kept.includes(capability)) continue;
    if (libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) === 0) continue;
    const error = errno();
    if (error === EINVAL || error === EPERM) return;
    checkMinusOne('prctl PR_CAPBSET_DROP', -1);
  }
}

/** Permitted, effective and inheritable ones. */
function setCapabilities(libc: ProcessCalls, capabilities: readonly number[]): void {
  const mask = capabilities.reduce((sum, capability) => sum | (1n << BigInt(capability)), 0n);
  const header = Buffer.alloc(8);
  header.writeUInt32LE(LINUX_CAPABILITY_VERSION_3, 0);
  const data = Buffer.alloc(24);
  for (const [half, bits] of [mask & 0xffff_ffffn, mask >> 32n].entries())
    for (const set of [0, 1, 2]) data.writeUInt32LE(Number(bits), 12 * half + 4 * set);
  checkMinusOne('capset', libc.capset(pointerTo(header), pointerTo(data)));
}

/** From now on these descriptors survive an execve. Throws NativeError. */
export function keepAtExec(libc: ProcessCalls, descriptors: readonly number[]): void {
  for (const fd of descriptors) checkMinusOne('fcntl F_SETFD', libc.fcntl(fd, F_SETFD, 0));
}
