// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CollectorOptions {
  /** Path of the binary, as build.sh prints it. */
  binary: string;
  /** Where log records go, one request as one line of JSON; what is there stays. Without this and loki they are discarded. */
  file: string | undefined;
  /** Base URL of a Loki that gets them too, by OTLP over HTTP. */
  loki?: string;
  /** Port of the OTLP gRPC receiver on 127.0.0.1. */
  port: number;
}

export interface RunningCollector {
  pid: number;
  /** Ends the Collector; once resolved, the file is complete. Rejects when it had died or ends with an error. */
  stop(): Promise<void>;
}

const READY = 'Everything is ready';
const STARTUP_TIMEOUT_MILLIS = 60_000;

// Without append a Collector that is started again would empty the file. Without a queue a request is acknowledged when
// Loki has it. The debug exporter only counts at its basic verbosity; here it says so once.
function exportersOf({ file, loki }: CollectorOptions): Record<string, object> {
  const exporters: Record<string, object> = {};
  if (file !== undefined) exporters['file'] = { path: file, append: true, flush_interval: '100ms' };
  if (loki !== undefined) exporters['otlp_http'] = { endpoint: `${loki}/otlp`, sending_queue: { enabled: false } };
  if (Object.keys(exporters).length > 0) return exporters;
  return { debug: { verbosity: 'basic', sampling_initial: 1, sampling_thereafter: 1_000_000 } };
}

// JSON is YAML.
function configuration(options: CollectorOptions): string {
  const exporters = exportersOf(options);
  return JSON.stringify({
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${options.port}` } } } },
    exporters,
    service: {
      telemetry: { metrics: { level: 'none' } },
      pipelines: { logs: { receivers: ['otlp'], exporters: Object.keys(exporters) } },
    },
  });
}

/** Resolves when the Collector says that it is ready: its listeners are open by then. */
function becomeReady(child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    let ready = false;
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`the Collector did not start: ${reason}\n${log.slice(-4000)}`));
    };
    const timer = setTimeout(() => fail('it was not ready in time'), STARTUP_TIMEOUT_MILLIS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? code}`));
    // Read on after readiness, or the pipe fills and the Collector stands still.
    child.stderr?.setEncoding('utf8').on('data', (text: string) => {
      if (ready) return;
      log += text;
      if (!log.includes(READY)) return;
      ready = true;
      clearTimeout(timer);
      resolve();
    });
  });
}

/** Starts the real Collector with an OTLP gRPC receiver and these exporters, neither batch processor nor queue. */
export async function startCollector(options: CollectorOptions): Promise<RunningCollector> {
  const directory = await mkdtemp(join(tmpdir(), 'ktls-collector-'));
  const config = join(directory, 'config.yaml');
  await writeFile(config, configuration(options));
  const child = spawn(options.binary, ['--config', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  exited.catch(() => {});
  try {
    await becomeReady(child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  } finally {
    await rm(directory, { recursive: true });
  }
  return {
    pid: child.pid ?? 0,
    async stop() {
      const early = child.exitCode ?? child.signalCode;
      if (early !== null) throw new Error(`the Collector had ended before, with ${early}`);
      child.kill('SIGTERM');
      const [code, signal] = await exited;
      if (code !== 0) throw new Error(`the Collector ended with ${signal ?? code}`);
    },
  };
}
