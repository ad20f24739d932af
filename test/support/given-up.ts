// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync } from 'node:fs';

const NONE = '0000000000000000';

/** Sets of capabilities by the names of /proc/PID/status. */
type Sets = Record<'CapInh' | 'CapPrm' | 'CapEff' | 'CapBnd' | 'CapAmb', string>;

/** Asserts of each thread of a process what it may do: nothing but `kept`. */
export function assertGivenUp(
  pid: number,
  { uid, kept = NONE, bounding = kept }: { uid: number; kept?: string; bounding?: string },
): void {
  const sets: Sets = { CapInh: kept, CapPrm: kept, CapEff: kept, CapBnd: bounding, CapAmb: kept };
  const expected = { Uid: Array(4).fill(uid).join(' '), Groups: '', ...sets, NoNewPrivs: '1', Seccomp: '2' };
  const threads = readdirSync(`/proc/${pid}/task`);
  assert.ok(threads.length > 4, 'Node has threads of its own');
  for (const thread of threads) {
    const status = readFileSync(`/proc/${pid}/task/${thread}/status`, 'utf8');
    const textOf = (name: string): string =>
      new RegExp(`^${name}:(.*)$`, 'm').exec(status)?.[1]?.trim().replaceAll('\t', ' ') ?? '';
    const found = Object.fromEntries(Object.keys(expected).map((name) => [name, textOf(name)]));
    assert.deepEqual(found, uid === 0 ? { ...expected, Groups: textOf('Groups') } : expected, `thread ${thread}`);
  }
  assert.match(readFileSync(`/proc/${pid}/limits`, 'utf8'), /^Max core file size\s+0\s+0\s/m);
  // What is not dumpable belongs to root (proc_pid_fd(5)).
  assert.equal(statSync(`/proc/${pid}/fd`).uid, 0);
}
