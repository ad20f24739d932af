// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { bpfIds, runNanosOf, unreadBytes } from '../../guest/support/bpf-objects.ts';
import { isAtRest, type Scraped, scrapedAt, scrapeUntil } from '../../support/scrape.ts';
import { type RunningService, startService } from '../../support/service.ts';
import { workerOf } from '../../support/worker-of.ts';
import { cpuMicrosOf, quiet } from '../process-usage.ts';

/** What a tracer made of the calls of traced programs. */
export interface Traced<T> {
  result: T;
  /** Calls that its hooks saw, whatever became of them. */
  calls: number;
  /** Records at the Collector, or lines in bpftrace's file. */
  delivered: number;
  cpuMicros: number;
  /** Of all its programs, when kernel.bpf_stats_enabled is 1. */
  bpfNanos: number;
}

export interface Tracer {
  trace<T>(work: () => Promise<T>): Promise<Traced<T>>;
  stop(): Promise<void>;
}

/** What the tests turn off is as by default; metrics are fetched, so that records can be counted meanwhile. */
export const DEFAULT_SETTINGS = { KTLS_PAYLOAD: '', KTLS_SPANS: '', OTEL_METRICS_EXPORTER: '' };
/** OTEL_BLRP_SCHEDULE_DELAY, and a little more. */
const BATCH_MILLIS = 1_500;
const POLL_MILLIS = 200;

export const untraced: Tracer = {
  trace: async (work) => ({ result: await work(), calls: 0, delivered: 0, cpuMicros: 0, bpfNanos: 0 }),
  stop: async () => {},
};

/** Programs that came while `start` ran. */
async function withPrograms<T>(start: () => Promise<T>): Promise<[T, number[]]> {
  const before = new Set(bpfIds('program'));
  const started = await start();
  return [started, bpfIds('program').filter((id) => !before.has(id))];
}

const scrapeOnce = (): Promise<Scraped> => scrapeUntil('a scrape', () => true);

function countsOf(metrics: Scraped): { calls: number; delivered: number } {
  const exported = [...metrics.of('ktls_export_exported_total')];
  const logs = exported.filter(([labels]) => labels.includes('ktls_signal=logs'));
  return { calls: metrics.sum('ktls_calls_total'), delivered: logs.reduce((sum, [, value]) => sum + value, 0) };
}

/** ktls-otel, by default but for `settings`. It keeps running between what it traces, so that it is compiled. */
export async function startKtlsOtel(settings: Record<string, string>): Promise<Tracer> {
  const start = (): Promise<RunningService> => startService({ ...DEFAULT_SETTINGS, ...scrapedAt(), ...settings });
  const [service, programs] = await withPrograms(start);
  const worker = workerOf(service.process);
  const cpuMicrosOfBoth = (): number => cpuMicrosOf(service.process.pid as number) + cpuMicrosOf(worker);
  return {
    async trace(work) {
      const before = { ...countsOf(await scrapeOnce()), cpu: cpuMicrosOfBoth(), bpf: runNanosOf(programs) };
      const result = await work();
      const bpfNanos = runNanosOf(programs) - before.bpf;
      while (unreadBytes('ring') > 0) await sleep(POLL_MILLIS);
      let cpuMicros: number;
      let metrics: Scraped;
      // A scrape costs as much as some records: not many of them.
      do {
        await sleep(BATCH_MILLIS);
        cpuMicros = cpuMicrosOfBoth() - before.cpu;
        metrics = await scrapeOnce();
      } while (!isAtRest(metrics));
      const after = countsOf(metrics);
      const delivered = after.delivered - before.delivered;
      return { result, calls: after.calls - before.calls, delivered, cpuMicros, bpfNanos };
    },
    async stop() {
      const { code, stderr } = await service.stop();
      if (code !== 0) throw new Error(`the service ended with ${code}\n${stderr}`);
    },
  };
}

const SCRIPT = 'test/bench/print-plaintext.bt';
/** The longest string that bpftrace 0.17 has, and buffers as large as lose nothing at full speed. */
const BPFTRACE = { BPFTRACE_STRLEN: '200', BPFTRACE_PERF_RB_PAGES: '512' };
const KPROBES = '/sys/kernel/debug/kprobes/list';
const HOOKS = [/ k +tls_sw_sendmsg\+/, / k +tls_sw_recvmsg\+/, / r +tls_sw_recvmsg\+/];

const attachedHooks = (): number => {
  const list = readFileSync(KPROBES, 'latin1');
  return HOOKS.filter((hook) => hook.test(list)).length;
};

async function startScript(file: string) {
  const child = spawn('bpftrace', ['-o', file, SCRIPT], {
    env: { ...process.env, ...BPFTRACE },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  while (attachedHooks() < HOOKS.length) {
    if (child.exitCode !== null) throw new Error(`bpftrace ended with ${child.exitCode}`);
    await sleep(POLL_MILLIS);
  }
  return child;
}

/** bpftrace with a script that prints the same to a file, anew for each work: its file is whole at its end. */
export const bpftrace: Tracer = {
  async trace(work) {
    const directory = mkdtempSync(join(tmpdir(), 'bpftrace-'));
    const file = join(directory, 'lines');
    const [child, programs] = await withPrograms(() => startScript(file));
    const pid = child.pid as number;
    try {
      await quiet(pid);
      const before = { cpu: cpuMicrosOf(pid), bpf: runNanosOf(programs) };
      const result = await work();
      const bpfNanos = runNanosOf(programs) - before.bpf;
      await quiet(pid);
      const cpuMicros = cpuMicrosOf(pid) - before.cpu;
      const closed = once(child, 'close');
      child.kill('SIGINT');
      await closed;
      // The kernel may take them away a moment later, and the next one waits for its own.
      while (attachedHooks() > 0) await sleep(POLL_MILLIS);
      const lines = readFileSync(file, 'latin1').split('\n');
      const delivered = lines.filter((line) => /^[TR]X /.test(line)).length;
      const calls = lines.reduce((sum, line) => sum + Number(/^@calls\[\d+\]: (\d+)$/.exec(line)?.[1] ?? 0), 0);
      return { result, calls, delivered, cpuMicros, bpfNanos };
    } finally {
      child.kill('SIGKILL');
      rmSync(directory, { recursive: true });
    }
  },
  stop: async () => {},
};
