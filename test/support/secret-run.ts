// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from '../backends/build.ts';
import { parseLogs } from '../backends/collector/read-logs.ts';
import { startConfigured } from '../backends/collector-process.ts';
import { freePort } from '../unit/export/free-port.ts';
import type { Left } from './secret-search.ts';
import type { RunningService, ServiceEnd } from './service.ts';

const SIGNALS = ['logs', 'traces', 'metrics'] as const;

/** An empty variable counts as unset: what the other tests of a guest choose is not chosen here. */
const BY_DEFAULT = {
  KTLS_PAYLOAD: '',
  KTLS_SPANS: '',
  OTEL_SERVICE_NAME: '',
  OTEL_METRICS_EXPORTER: '',
  OTEL_LOG_LEVEL: 'debug',
  // The workloads write faster than two CPUs read.
  KTLS_RING_BYTES: String(128 * 1024 * 1024),
  KTLS_SHUTDOWN_TIMEOUT: '600000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
  OTEL_BLRP_EXPORT_TIMEOUT: '60000',
};

export interface RunResult {
  end: ServiceEnd;
  left: Left;
  /** Of the Collector's log records. */
  plaintexts: string[];
  /** Those of `left.streams` that are application data, and no alerts or handshakes. */
  applicationStreams: string[];
  spans: number;
}

/** A run of the service with the real Collector behind it, which writes all three signals into files. */
export async function runService<Service extends RunningService>(
  start: (env: Record<string, string>) => Promise<Service>,
  env: Record<string, string>,
  work: (service: Service) => Promise<void>,
): Promise<RunResult> {
  const port = await freePort();
  const directory = mkdtempSync(join(tmpdir(), 'secrets-'));
  const fileOf = (signal: string): string => join(directory, `${signal}.json`);
  const exporters = Object.fromEntries(
    SIGNALS.map((signal) => [`file/${signal}`, { path: fileOf(signal), flush_interval: '100ms' }]),
  );
  const pipelines = Object.fromEntries(
    SIGNALS.map((signal) => [signal, { receivers: ['otlp'], exporters: [`file/${signal}`] }]),
  );
  const collector = await startConfigured('the Collector', build('collector'), {
    receivers: { otlp: { protocols: { grpc: { endpoint: `127.0.0.1:${port}` } } } },
    exporters,
    service: { telemetry: { metrics: { level: 'none' } }, pipelines },
  });
  let service: Service | undefined;
  let isStopped = false;
  try {
    service = await start({ ...BY_DEFAULT, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`, ...env });
    await work(service);
    const end = await service.stop();
    await collector.stop();
    isStopped = true;
    const held = SIGNALS.map((signal) => (existsSync(fileOf(signal)) ? readFileSync(fileOf(signal), 'utf8') : ''));
    return resultOf(end, held, env);
  } finally {
    service?.process.kill('SIGKILL');
    if (!isStopped) process.kill(collector.pid, 'SIGKILL');
    rmSync(directory, { recursive: true });
  }
}

/** The account of a run is an object of JSON. */
const isSummary = (line: string): boolean => line.startsWith('{');
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

function resultOf(
  end: ServiceEnd,
  [logs = '', traces = '', metrics = '']: string[],
  env: Record<string, string>,
): RunResult {
  const isJson = env.KTLS_CONSOLE === 'json';
  const streams = new Map<string, string>();
  const plaintexts: string[] = [];
  for (const { eventName, attributes } of parseLogs(logs)) {
    if (eventName !== 'ktls.data') continue;
    const plaintext = String(attributes['ktls.plaintext']);
    const key = `${attributes['ktls.connection.id']} ${attributes['ktls.direction']} ${attributes['ktls.record_type']}`;
    streams.set(key, (streams.get(key) ?? '') + plaintext);
    plaintexts.push(plaintext);
  }
  const own = linesOf(end.stderr);
  const json = [...[logs, traces, metrics].flatMap(linesOf), ...own.filter(isSummary)];
  const texts = own.filter((line) => !isSummary(line));
  (isJson ? json : texts).push(...linesOf(end.stdout));
  const spans = traces.split('"spanId"').length - 1;
  const applicationStreams = [...streams].filter(([key]) => key.endsWith(' application_data')).map(([, text]) => text);
  return { end, left: { json, texts, streams: [...streams.values()] }, plaintexts, applicationStreams, spans };
}

export const MARK = /\[redacted:[a-z0-9_]+\]/;

/** What is to be there, so that a run that shows nothing is no success. */
export function assertShown({ plaintexts, spans }: RunResult): void {
  const shown = plaintexts.join('\n');
  for (const text of ['Host: shop.example', 'Server: teapots', 'teapot', '* the teapot shop is ready']) {
    assert.ok(shown.includes(text), `'${text}' is not shown`);
  }
  assert.ok(MARK.test(shown), 'nothing is marked as redacted');
  assert.ok(spans > 0, 'no spans');
}

/** Nothing was missed, filtered, lost or dropped. */
export function assertComplete({ end }: RunResult, calls: number): void {
  assert.equal(end.code, 0, 'the exit status');
  const { calls: seen, missed, filtered, lost, dropped, produced = 0, exported = 0, unshown = 0 } = end.summary;
  assert.deepEqual(
    { seen, missed, filtered, lost, dropped },
    { seen: calls, missed: 0, filtered: 0, lost: 0, dropped: 0 },
  );
  assert.equal(exported + unshown, produced);
}
