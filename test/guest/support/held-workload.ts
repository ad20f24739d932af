// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, writeFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { callsOf, RAW, run, type TrueCall } from '../../support/workload.ts';

/** A run of test/workload/raw.c whose process is there and has done nothing yet. */
export interface HeldWorkload {
  pid: number;
  /** Resolves at the workload's end. */
  release(): Promise<TrueCall[]>;
}

export interface HeldOptions {
  /** A path in the cgroup v2 hierarchy; made where it is missing. */
  cgroup?: string;
  hasOwnNetwork?: boolean;
}

/** $0: the folder of the two pipes. The pid is the program's too. */
const HOLD = 'echo $$ >"$0/pid" && read -r <"$0/go" && exec "$@"';
const OWN_NETWORK = ['unshare', '--net', 'bash', '-c', 'ip link set lo up && exec "$@"', 'bash'];
const CGROUPS = '/sys/fs/cgroup';

export async function holdWorkload(args: readonly string[], options: HeldOptions = {}): Promise<HeldWorkload> {
  const directory = mkdtempSync(join(tmpdir(), 'held-'));
  const [pidPipe, goPipe] = [join(directory, 'pid'), join(directory, 'go')];
  await run('mkfifo', [pidPipe, goPipe]);
  const command = ['bash', '-c', HOLD, directory, RAW, ...args];
  const [program = '', ...programArgs] = options.hasOwnNetwork ? [...OWN_NETWORK, ...command] : command;
  const calls = callsOf(program, programArgs);
  const pid = Number(await Promise.race([readFile(pidPipe, 'utf8'), calls.then(() => NaN)]));
  if (options.cgroup !== undefined) placeInCgroup(options.cgroup, pid);
  return {
    pid,
    async release() {
      await writeFile(goPipe, '\n');
      return calls;
    },
  };
}

export function placeInCgroup(path: string, pid: number): void {
  const directory = join(CGROUPS, path);
  mkdirSync(directory, { recursive: true });
  writeFileSync(join(directory, 'cgroup.procs'), String(pid));
}
