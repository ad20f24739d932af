// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A call that a workload made and that moved bytes, as the workload itself says. */
export interface TrueCall {
  /** 0 where the end is the kernel's own: the calls have the pid of whichever of its threads makes them. */
  pid: number;
  direction: 'TX' | 'RX';
  localPort: number;
  peerPort: number;
  recordType: string;
  bytes: Buffer;
  /** The kernel may make several calls of it: sure are only the bytes of the direction, one after the other. */
  isStream?: boolean;
  /** From 1 on, where the workload has phases. */
  phase?: number;
}

/** Totals of a process and direction, where a workload makes too many calls to list. */
export interface TrueTotals {
  pid: number;
  direction: 'TX' | 'RX';
  calls: number;
  bytes: number;
}

interface TruthLine {
  /** Not there with `by_kernel`. */
  pid?: number;
  direction: 'TX' | 'RX';
  local_port: number;
  peer_port: number;
  record_type: string;
  length: number;
  data_base64: string;
  stream?: true;
  phase?: number;
  calls: number;
  bytes: number;
}

/** Runs a program to its end; throws when its exit status is not 0. Resolves to its standard output. */
export async function run(command: string, args: readonly string[]): Promise<string> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let stdout = '';
  let stderr = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => (stdout += text));
  child.stderr.setEncoding('utf8').on('data', (text: string) => (stderr += text));
  const [code, signal] = await once(child, 'close');
  if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${signal ?? code}\n${stderr}`);
  return stdout;
}

async function truthOf(command: string, args: readonly string[]): Promise<TruthLine[]> {
  const directory = mkdtempSync(join(tmpdir(), 'truth-'));
  const file = join(directory, 'truth.jsonl');
  try {
    await run(command, [...args, '--truth', file]);
    return readFileSync(file, 'utf8')
      .trim()
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line));
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** Runs a workload that lists each of its calls. */
export async function callsOf(command: string, args: readonly string[]): Promise<TrueCall[]> {
  return (await truthOf(command, args)).map((line) => {
    const bytes = Buffer.from(line.data_base64, 'base64');
    if (bytes.length !== line.length) throw new Error('the workload contradicts itself');
    return {
      pid: line.pid ?? 0,
      direction: line.direction,
      localPort: line.local_port,
      peerPort: line.peer_port,
      recordType: line.record_type,
      bytes,
      isStream: line.stream ?? false,
      phase: line.phase ?? 0,
    };
  });
}

/** Runs test/workload/raw.c with totals only. */
export async function totalsOf(args: readonly string[]): Promise<TrueTotals[]> {
  const lines = await truthOf(RAW, ['--truth-counts', ...args]);
  return lines.map(({ pid = 0, direction, calls, bytes }) => ({ pid, direction, calls, bytes }));
}

export const RAW = 'dist/workload/raw';
