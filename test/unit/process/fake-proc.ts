// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { type Files, fakeHost } from '../check/fake-host.ts';

/** When the processes began, by CLOCK_BOOTTIME, in nanoseconds: 123,456 ticks. */
export const STARTED = 1_234_560_000_000n;

interface FakeProcess {
  readonly pid: number;
  /** As proc_pid_stat(5) has it. */
  readonly comm?: string;
  /** Where its link leads to; undefined: it may not be read. */
  readonly exe?: string | Buffer | undefined;
  readonly argv?: readonly string[];
  readonly environ?: string | Buffer;
}

/** A root folder with these processes in its /proc, removed when the test ends. */
export function fakeProc(context: TestContext, processes: readonly FakeProcess[], files: Files = {}): string {
  const texts = processes.map(({ pid, comm = 'program', argv = [], environ = '' }) => ({
    [`proc/${pid}/stat`]: `${pid} (${comm}) S 1 7 7 0 -1 4194560 1 0 0 0 3 4 0 0 20 0 1 0 123456 1000 200 1844\n`,
    [`proc/${pid}/cmdline`]: argv.map((argument) => `${argument}\0`).join(''),
    [`proc/${pid}/environ`]: environ,
  }));
  const root = fakeHost(context, Object.assign({}, ...texts, files));
  for (const { pid, exe } of processes) {
    mkdirSync(join(root, 'proc', String(pid)), { recursive: true });
    if (exe !== undefined) symlinkSync(exe, join(root, 'proc', String(pid), 'exe'));
  }
  return root;
}
