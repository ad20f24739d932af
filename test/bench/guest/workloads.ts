// SPDX-License-Identifier: Apache-2.0
import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PORT, withNginx } from '../../support/nginx.ts';
import { RAW, run } from '../../support/workload.ts';

/** What a traced program did. */
export interface Load {
  /** Records or requests. */
  readonly units: number;
  readonly seconds: number;
  /** Of 99 of 100 records or requests. */
  readonly p99Micros: number;
}

const RECORD_BYTES = 200;
const FILE_BYTES = 1_048_576;
const TEXT = 'the water under old bridges runs slow, and nobody minds it most days\n';
const directory = mkdtempSync(join(tmpdir(), 'bench-'));

/** Both ends of a connection on raw kTLS sockets, in one process. */
async function raw(count: number, rate: number): Promise<Load> {
  const load = ['--count', String(count), '--bytes', String(RECORD_BYTES), '--rate', String(rate), 'load'];
  const lines = (await run(RAW, load)).trim().split('\n');
  const { seconds, p99_microseconds } = Object.assign({}, ...lines.map((line) => JSON.parse(line)));
  return { units: count, seconds, p99Micros: p99_microseconds };
}

/** Of the lines of h2load --log-file: start in microseconds, status, duration in microseconds. */
function loadOf(log: string, requests: number): Load {
  const rows = log
    .trim()
    .split('\n')
    .map((line) => line.split('\t').map(Number) as [start: number, status: number, micros: number]);
  const good = rows.filter(([, status]) => status === 200).length;
  if (good !== requests) throw new Error(`${good} of ${requests} requests were answered`);
  const start = Math.min(...rows.map(([start]) => start));
  const end = Math.max(...rows.map(([start, , micros]) => start + micros));
  const durations = rows.map(([, , micros]) => micros).sort((a, b) => a - b);
  const p99Micros = durations[Math.floor(0.99 * requests)] ?? Number.NaN;
  return { units: requests, seconds: (end - start) / 1e6, p99Micros };
}

/** nginx with kTLS in both directions, asked by a client that does TLS by itself. */
async function nginx(path: string, requests: number, connections: number): Promise<Load> {
  mkdirSync(join(directory, 'www/sendfile'), { recursive: true });
  writeFileSync(join(directory, 'www/sendfile/file'), TEXT.repeat(FILE_BYTES / TEXT.length + 1).slice(0, FILE_BYTES));
  // OpenSSL 3.0 receives by the kernel with TLS 1.2 alone.
  process.env.NGINX_TLS = 'TLSv1.2';
  const log = join(directory, 'requests');
  const options = ['--h1', '-n', String(requests), '-c', String(connections), `--log-file=${log}`];
  writeFileSync(log, '');
  const client = ['--cpu-list', '1', 'h2load', ...options, `https://127.0.0.1:${PORT}${path}`];
  await withNginx(directory, () => run('taskset', client));
  return loadOf(readFileSync(log, 'latin1'), requests);
}

export const FULL_SPEED = 'raw kTLS, full speed';

/** nginx ends a connection after 1,000 requests. */
export const WORKLOADS: Readonly<Record<string, () => Promise<Load>>> = {
  'raw kTLS, 500/s': () => raw(5_000, 500),
  [FULL_SPEED]: () => raw(10_000, 0),
  'nginx, 1 MB by sendfile': () => nginx('/sendfile/file', 20, 2),
  'nginx, small JSON': () => nginx('/get', 1_000, 4),
};
