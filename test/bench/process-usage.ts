// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';

/** USER_HZ is 100 on every architecture that Debian has. */
const MICROS_PER_TICK = 10_000;
/** Of proc_pid_stat(5), counted behind the name, which may hold anything. */
const UTIME = 11;
const STIME = 12;
const QUIET_MILLIS = 1_000;
const IDLE_SECONDS = 60;
const SETTLED_MILLIS = 10_000;

/** CPU of a process, user and system, all threads, since it started. */
export function cpuMicrosOf(pid: number): number {
  const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return MICROS_PER_TICK * (Number(fields[UTIME]) + Number(fields[STIME]));
}

/** Bytes of a process that are in memory, the ring's pages too. */
export function rssBytesOf(pid: number): number {
  return 1024 * Number(/^VmRSS:\s*(\d+) kB/m.exec(readFileSync(`/proc/${pid}/status`, 'latin1'))?.[1]);
}

/** Resolves once the process does nothing but wait: of a second, at most two ticks. */
export async function quiet(pid: number): Promise<void> {
  for (let before = -Infinity, now = cpuMicrosOf(pid); now - before > 2 * MICROS_PER_TICK; now = cpuMicrosOf(pid)) {
    before = now;
    await sleep(QUIET_MILLIS);
  }
}

/** Share of a processor that a process takes which has nothing to do. */
export async function idleShareOf(pid: number): Promise<number> {
  await sleep(SETTLED_MILLIS);
  const before = cpuMicrosOf(pid);
  await sleep(1000 * IDLE_SECONDS);
  return (cpuMicrosOf(pid) - before) / 1e6 / IDLE_SECONDS;
}
