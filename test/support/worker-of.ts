// SPDX-License-Identifier: Apache-2.0

import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** The pid of the process that reads the ring: the launcher's only child. */
export function workerOf({ pid }: Pick<ChildProcess, 'pid'>): number {
  const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
    readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' '),
  );
  const [worker, other] = children.filter((child) => child !== '').map(Number);
  if (worker === undefined || other !== undefined) throw new Error(`${pid} has these children: ${children}`);
  return worker;
}
