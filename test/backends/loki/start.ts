// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../unit/export/free-port.ts';
import { lokiConfiguration } from './configuration.ts';

export interface LokiOptions {
  /** Path of the binary, as build.sh prints it. */
  binary: string;
  /** Port of its HTTP API on 127.0.0.1. */
  port: number;
  /** Its configuration, for a folder and ports; without it, the one of lokiConfiguration. */
  configuration?: typeof lokiConfiguration;
}

export interface RunningLoki {
  pid: number;
  /** http://127.0.0.1:PORT; OTLP goes to its /otlp. */
  url: string;
  /** Ends Loki and deletes what it stored. Rejects when it had died before. */
  stop(): Promise<void>;
}

const STARTUP_TIMEOUT_MILLIS = 180_000;
const STOP_TIMEOUT_MILLIS = 60_000;
const ATTEMPT_TIMEOUT_MILLIS = 10_000;

/** Whether this request is answered with success; that nothing listens yet is no error. */
async function succeeds(url: string, init: RequestInit = {}): Promise<boolean> {
  try {
    const response = await fetch(url, { ...init, signal: AbortSignal.timeout(ATTEMPT_TIMEOUT_MILLIS) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    return false;
  }
}

/** /ready comes before the ring's members are known to the distributor, so only an accepted line is proof. */
async function takesLogs(url: string): Promise<boolean> {
  if (!(await succeeds(`${url}/ready`))) return false;
  const line = [`${Date.now()}000000`, 'is this accepted?'];
  const body = JSON.stringify({ streams: [{ stream: { service_name: 'start' }, values: [line] }] });
  return succeeds(`${url}/loki/api/v1/push`, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
}

async function becomeReady(child: ChildProcess, url: string): Promise<void> {
  let log = '';
  let failure: string | undefined;
  // Read on after readiness, or the pipe fills and Loki stands still.
  child.stderr?.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4000)));
  child.once('error', (error) => (failure ??= error.message));
  child.once('exit', (code, signal) => (failure ??= `it ended with ${signal ?? code}`));
  const deadline = Date.now() + STARTUP_TIMEOUT_MILLIS;
  while (!(await takesLogs(url)) || failure !== undefined) {
    if (Date.now() > deadline) failure ??= 'it took no logs in time';
    if (failure !== undefined) throw new Error(`Loki did not start: ${failure}\n${log}`);
    await delay(200);
  }
}

/** Starts the real Loki, all in one process. */
export async function startLoki({
  binary,
  port,
  configuration = lokiConfiguration,
}: LokiOptions): Promise<RunningLoki> {
  const directory = await mkdtemp(join(tmpdir(), 'ktls-loki-'));
  const url = `http://127.0.0.1:${port}`;
  const config = join(directory, 'config.yaml');
  await writeFile(config, configuration(directory, { http: port, grpc: await freePort() }));
  const child = spawn(binary, ['-config.file', config], { stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  exited.catch(() => {});
  try {
    await becomeReady(child, url);
  } catch (error) {
    child.kill('SIGKILL');
    await rm(directory, { recursive: true, force: true });
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    url,
    async stop() {
      const early = child.exitCode ?? child.signalCode;
      if (early === null) {
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_TIMEOUT_MILLIS);
        await exited;
        clearTimeout(timer);
      }
      await rm(directory, { recursive: true, force: true });
      if (early !== null) throw new Error(`Loki had ended before, with ${early}`);
    },
  };
}
