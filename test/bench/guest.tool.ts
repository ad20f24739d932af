// SPDX-License-Identifier: Apache-2.0
// guest.tool.cjs COLLECTOR DIRECTORY [WORD]: in a guest, what tracing costs, beside bpftrace with a script that prints the
// same. DIRECTORY gets the result as guest.json, which guest-keep.tool.cjs prints. WORD is a part of a workload's name, or
// of 'latency' or 'idle'. BENCH_ROUNDS: 5.
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startCollector } from '../backends/collector/start.ts';
import { startService } from '../support/service.ts';
import { workerOf } from '../support/worker-of.ts';
import { measureLatency } from './guest/latency.ts';
import type { GuestResult } from './guest/result.ts';
import { measureRounds } from './guest/rounds.ts';
import { DEFAULT_SETTINGS } from './guest/tracers.ts';
import { idleShareOf } from './process-usage.ts';

/** Where the service sends by default. */
const PORT = 4317;
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 5);

const tell = (message: string): void => void process.stderr.write(`bench: ${message}\n`);

async function measureIdle(): Promise<number> {
  tell('idle');
  const service = await startService(DEFAULT_SETTINGS);
  const shares = [service.process.pid as number, workerOf(service.process)].map(idleShareOf);
  const [launcher = 0, worker = 0] = await Promise.all(shares);
  await service.stop();
  return launcher + worker;
}

async function main(binary: string, directory: string, word: string): Promise<void> {
  const has = (name: string): boolean => name.toLowerCase().includes(word.toLowerCase());
  const collector = await startCollector({ binary, file: undefined, port: PORT });
  const rows = await measureRounds(ROUNDS, has, tell);
  const idleShare = has('idle') ? await measureIdle() : undefined;
  await collector.stop();
  const temporary = mkdtempSync(join(tmpdir(), 'latency-'));
  if (has('latency')) tell('latency');
  const latency = has('latency') ? await measureLatency(binary, temporary, PORT) : undefined;
  const result: GuestResult = {
    guest: { rows, ...(latency === undefined ? {} : { latency }), ...(idleShare === undefined ? {} : { idleShare }) },
  };
  writeFileSync(join(directory, 'guest.json'), JSON.stringify(result));
}

const [binary = '', directory = '', word = ''] = process.argv.slice(2);
main(binary, directory, word).then(
  () => process.exit(0),
  (error: unknown) => {
    tell(error instanceof Error ? `${error.stack}` : String(error));
    process.exit(1);
  },
);
