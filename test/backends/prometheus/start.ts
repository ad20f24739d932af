// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';

export interface PrometheusOptions {
  /** Port of its HTTP API on 127.0.0.1. */
  port: number;
  /** Of what it scrapes, on 127.0.0.1. */
  targetPort: number;
}

export interface RunningPrometheus {
  /** http://127.0.0.1:PORT */
  url: string;
  /** Ends it and deletes what it stored. */
  stop(): Promise<void>;
}

const STARTUP_TIMEOUT_MILLIS = 60_000;
const FOLDER = 'deploy/prometheus';

/** Replaces what is there exactly once. */
function replaceOne(text: string, from: string, to: string): string {
  if (text.split(from).length !== 2) throw new Error(`${from} is not there once`);
  return text.replace(from, to);
}

async function isReady(url: string): Promise<boolean> {
  const response = await fetch(`${url}/-/ready`).catch(() => undefined);
  await response?.arrayBuffer();
  return response?.ok ?? false;
}

/** Starts Debian's Prometheus with the repository's configuration, which scrapes this target, every second. */
export async function startPrometheus({ port, targetPort }: PrometheusOptions): Promise<RunningPrometheus> {
  const directory = await mkdtemp(join(tmpdir(), 'ktls-prometheus-'));
  await cp(FOLDER, directory, { recursive: true });
  const config = join(directory, 'prometheus.yaml');
  const seconds = replaceOne(await readFile(config, 'utf8'), 'scrape_interval: 15s', 'scrape_interval: 1s');
  await writeFile(config, replaceOne(seconds, '127.0.0.1:9464', `127.0.0.1:${targetPort}`));
  const args = [
    '--config.file',
    config,
    '--storage.tsdb.path',
    join(directory, 'data'),
    '--web.listen-address',
    `127.0.0.1:${port}`,
  ];
  const child = spawn('prometheus', args, { stdio: ['ignore', 'ignore', 'pipe'] });
  let log = '';
  // Read on after readiness, or the pipe fills and it stands still.
  child.stderr.setEncoding('utf8').on('data', (text: string) => (log = (log + text).slice(-4000)));
  const exited = once(child, 'exit');
  exited.catch((error: Error) => (log += error.message));
  const url = `http://127.0.0.1:${port}`;
  const stop = async (): Promise<void> => {
    child.kill('SIGTERM');
    await exited.catch(() => undefined);
    await rm(directory, { recursive: true });
  };
  const deadline = Date.now() + STARTUP_TIMEOUT_MILLIS;
  while (!(await isReady(url))) {
    if (child.exitCode !== null || child.pid === undefined || Date.now() > deadline) {
      await stop();
      throw new Error(`Prometheus did not start\n${log}`);
    }
    await delay(100);
  }
  return { url, stop };
}
