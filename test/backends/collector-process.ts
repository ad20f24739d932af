// SPDX-License-Identifier: Apache-2.0
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface CollectorProcess {
  pid: number;
  /** Ends it in order. Rejects when it had died or ends with an error. */
  stop(): Promise<void>;
}

export interface CollectorProcessOptions {
  /** For messages. */
  name: string;
  binary: string;
  /** Paths of its configuration files. */
  configs: readonly string[];
  /** Variables that its configuration reads. */
  env?: Record<string, string>;
}

const READY = 'Everything is ready';
const STARTUP_TIMEOUT_MILLIS = 120_000;

/** Resolves when it says that it is ready: its listeners are open by then. */
function becomeReady(name: string, child: ChildProcess): Promise<void> {
  return new Promise((resolve, reject) => {
    let log = '';
    let ready = false;
    const fail = (reason: string): void => {
      clearTimeout(timer);
      reject(new Error(`${name} did not start: ${reason}\n${log.slice(-4000)}`));
    };
    const timer = setTimeout(() => fail('it was not ready in time'), STARTUP_TIMEOUT_MILLIS);
    child.once('error', (error) => fail(error.message));
    child.once('exit', (code, signal) => fail(`it ended with ${signal ?? code}`));
    // Read on after readiness, or the pipe fills and it stands still.
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

/** Starts a program that is built of the OpenTelemetry Collector: the Collector itself, or Jaeger. */
export async function startProcess({
  name,
  binary,
  configs,
  env = {},
}: CollectorProcessOptions): Promise<CollectorProcess> {
  const args = configs.flatMap((config) => ['--config', config]);
  const child = spawn(binary, args, { env: { ...process.env, ...env }, stdio: ['ignore', 'ignore', 'pipe'] });
  const exited = once(child, 'exit');
  exited.catch(() => {});
  try {
    await becomeReady(name, child);
  } catch (error) {
    child.kill('SIGKILL');
    throw error;
  }
  return {
    pid: child.pid ?? 0,
    async stop() {
      const early = child.exitCode ?? child.signalCode;
      if (early !== null) throw new Error(`${name} had ended before, with ${early}`);
      child.kill('SIGTERM');
      const [code, signal] = await exited;
      if (code !== 0) throw new Error(`${name} ended with ${signal ?? code}`);
    },
  };
}

/** Starts it with a configuration that is written for this run. */
export async function startConfigured(name: string, binary: string, configuration: object): Promise<CollectorProcess> {
  const directory = await mkdtemp(join(tmpdir(), 'ktls-collector-'));
  const config = join(directory, 'config.yaml');
  try {
    // JSON is YAML.
    await writeFile(config, JSON.stringify(configuration));
    return await startProcess({ name, binary, configs: [config] });
  } finally {
    await rm(directory, { recursive: true });
  }
}
