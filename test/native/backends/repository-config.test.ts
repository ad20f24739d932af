// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { parse } from 'yaml';
import { build } from '../../backends/build.ts';
import { readLogs } from '../../backends/collector/read-logs.ts';
import { readSpans } from '../../backends/collector/read-spans.ts';
import { startProcess } from '../../backends/collector-process.ts';
import { spansOfTrace } from '../../backends/jaeger/query.ts';
import { type RunningJaeger, startJaeger } from '../../backends/jaeger/start.ts';
import { queryRange } from '../../backends/loki/query.ts';
import { type RunningLoki, startLoki } from '../../backends/loki/start.ts';
import { type Attributes, keyValues, newSpanId, newTraceId, sendLogs, sendSpans } from '../../backends/otlp.ts';
import { freePort } from '../../unit/export/free-port.ts';

const CONFIGURATION = readFileSync('otel-collector.yaml', 'utf8');
/** Nobody but root can make this folder first. */
const FOLDER = '/var/lib/ktls-otel';
const DEADLINE_MILLIS = 60_000;
const MINUTE_NANOS = 60_000_000_000n;

/** Asks again until the answer is good. Resolves to the last answer. */
async function eventually<T>(ask: () => Promise<T>, isGood: (answer: T) => boolean): Promise<T> {
  const deadline = Date.now() + DEADLINE_MILLIS;
  for (;;) {
    const answer = await ask();
    if (isGood(answer) || Date.now() > deadline) return answer;
    await delay(200);
  }
}

test("the repository's otel-collector.yaml writes below a folder of root alone, and bounds every file", () => {
  const { exporters, extensions } = parse(CONFIGURATION);
  const files = Object.entries<{ path: string }>(exporters).filter(([name]) => /^file(\/|$)/.test(name));
  const rotation = { max_megabytes: 100, max_days: 7, max_backups: 10 };
  const permissions = { create_directory: true, directory_permissions: '0700' };
  assert.deepEqual(files, [
    ['file', { path: `\${env:KTLS_COLLECTOR_FILE:-${FOLDER}/logs.json}`, ...permissions, rotation }],
    ['file/traces', { path: `\${env:KTLS_COLLECTOR_TRACES_FILE:-${FOLDER}/traces.json}`, ...permissions, rotation }],
  ]);
  const queue = `\${env:KTLS_COLLECTOR_QUEUE:-${FOLDER}/queue}`;
  assert.deepEqual(extensions.file_storage, { directory: queue, ...permissions });
  assert.doesNotMatch(CONFIGURATION, /\/tmp/);
});

describe("the repository's otel-collector.yaml, with another folder", () => {
  const directory = mkdtempSync(join(tmpdir(), 'repository-config-'));
  const files = { logs: join(directory, 'kept/logs.json'), traces: join(directory, 'kept/traces.json') };
  const running = new Set<{ stop(): Promise<void> }>();
  const env: Record<string, string> = {};
  let url: string;
  const ports = { loki: 0, jaeger: 0, jaegerApi: 0 };

  before(async () => {
    const httpPort = await freePort();
    url = `http://127.0.0.1:${httpPort}`;
    Object.assign(ports, { loki: await freePort(), jaeger: await freePort(), jaegerApi: await freePort() });
    Object.assign(env, {
      KTLS_COLLECTOR_ENDPOINT: `127.0.0.1:${await freePort()}`,
      KTLS_COLLECTOR_HTTP_ENDPOINT: `127.0.0.1:${httpPort}`,
      KTLS_COLLECTOR_HEALTH_ENDPOINT: `127.0.0.1:${await freePort()}`,
      KTLS_COLLECTOR_LOKI: `http://127.0.0.1:${ports.loki}/otlp`,
      KTLS_COLLECTOR_JAEGER: `127.0.0.1:${ports.jaeger}`,
    });
  });
  after(async () => {
    for (const started of [...running].reverse()) await started.stop();
    rmSync(directory, { recursive: true });
  });

  /** With the files in that folder of the test's own. */
  async function start(more: Record<string, string> = {}, folder = 'kept', text = CONFIGURATION) {
    const config = join(directory, `${folder}.yaml`);
    writeFileSync(config, text.replaceAll(FOLDER, join(directory, folder)));
    const options = { name: 'the Collector', binary: build('collector'), configs: [config] };
    const collector = await startProcess({ ...options, env: { ...env, ...more } });
    running.add(collector);
    return collector;
  }

  async function stop(started: { stop(): Promise<void> }): Promise<void> {
    running.delete(started);
    await started.stop();
  }

  async function sendBoth(service: string, attributes: Attributes = {}): Promise<string> {
    const [traceId, spanId, now] = [newTraceId(), newSpanId(), BigInt(Date.now()) * 1_000_000n];
    const times = { startTimeUnixNano: String(now), endTimeUnixNano: String(now + 1n) };
    const record = {
      timeUnixNano: String(now),
      body: { stringValue: 'line' },
      attributes: keyValues({ 'ktls.direction': 'TX' }),
    };
    await sendLogs(url, { 'service.name': service }, [{ ...record, traceId, spanId }]);
    const span = { name: 'GET', kind: 3, ...times, attributes: keyValues(attributes), status: {} } as const;
    await sendSpans(url, { 'service.name': service }, [{ traceId, spanId, ...span }]);
    return traceId;
  }

  test('needs neither Loki nor Jaeger: log records and spans go to files that only their owner can reach', async () => {
    const collector = await start();
    const health = await fetch(`http://${env.KTLS_COLLECTOR_HEALTH_ENDPOINT}`);
    assert.equal(health.status, 200);
    await health.arrayBuffer();
    const attributes = { 'url.path': '/', 'http.response.status_code': 200 };
    const traceId = await sendBoth('first', attributes);
    await stop(collector);
    assert.deepEqual(
      (await readLogs(files.logs)).map((log) => [log.resource['service.name'], log.traceId]),
      [['first', traceId]],
    );
    const [span, ...others] = await readSpans(files.traces);
    assert.deepEqual(others, []);
    assert.deepEqual([span?.name, span?.kind, span?.traceId, span?.parentSpanId], ['GET', 3, traceId, '']);
    assert.deepEqual([span?.attributes, span?.resource], [attributes, { 'service.name': 'first' }]);
    assert.equal((span?.endTimeUnixNano ?? 0n) - (span?.startTimeUnixNano ?? 0n), 1n);
    for (const path of ['kept', 'kept/queue']) assert.equal(statSync(join(directory, path)).mode & 0o777, 0o700, path);
  });

  test('a file that is full gets another name, and a restart goes on with the file', async () => {
    const [text, times] = ['x'.repeat(400_000), [1, 2, 3].map((time) => String(time))];
    for (const timeUnixNano of times) {
      // The third does not fit beside the first two.
      const collector = await start({}, 'rotated', CONFIGURATION.replaceAll('max_megabytes: 100', 'max_megabytes: 1'));
      await sendLogs(url, { 'service.name': 'large' }, [{ timeUnixNano, body: { stringValue: text } }]);
      await stop(collector);
    }
    const kept = readdirSync(join(directory, 'rotated')).filter((name) => name !== 'queue' && name !== 'traces.json');
    const [older = '', newer = '', ...others] = kept.toSorted();
    assert.match(older, /^logs-.*\.json$/);
    assert.deepEqual([newer, others], ['logs.json', []]);
    const timesIn = async (name: string): Promise<string[]> =>
      (await readLogs(join(directory, 'rotated', name))).map((log) => String(log.timeUnixNano));
    assert.deepEqual([await timesIn(older), await timesIn(newer)], [times.slice(0, 2), times.slice(2)]);
  });

  test('with Loki and Jaeger away a file goes on, and what they have not got outlives the Collector', async () => {
    const settings = { KTLS_COLLECTOR_LOGS: '[file, otlp_http/loki]', KTLS_COLLECTOR_TRACES: '[otlp_grpc/jaeger]' };
    let collector = await start(settings);
    const traceIds = [await sendBoth('away')];
    await stop(collector);
    assert.deepEqual(
      (await readLogs(files.logs)).map((log) => log.resource['service.name']),
      ['first', 'away'],
    );

    collector = await start(settings);
    traceIds.push(await sendBoth('away'));
    process.kill(collector.pid, 'SIGKILL');
    running.delete(collector);
    await gone(collector.pid);

    await start(settings);
    const loki: RunningLoki = await startLoki({ binary: build('loki'), port: ports.loki });
    running.add(loki);
    const jaeger: RunningJaeger = await startJaeger({
      binary: build('jaeger'),
      port: ports.jaeger,
      apiPort: ports.jaegerApi,
    });
    running.add(jaeger);
    traceIds.push(await sendBoth('away'));

    const now = BigInt(Date.now()) * 1_000_000n;
    const range = { startUnixNano: now - 10n * MINUTE_NANOS, endUnixNano: now + MINUTE_NANOS };
    const query = '{service_name="away"} | ktls_direction="TX"';
    const lines = await eventually(
      () => queryRange(loki.url, { query, ...range }),
      (found) => found.length >= 3,
    );
    assert.deepEqual(lines.map(({ labels }) => labels.trace_id).sort(), [...traceIds].sort());
    for (const traceId of traceIds) {
      const spans = await eventually(
        () => spansOfTrace(jaeger.url, traceId).catch(() => []),
        (found) => found.length > 0,
      );
      assert.deepEqual(
        spans.map(({ service }) => service),
        ['away'],
        traceId,
      );
    }
  });
});

async function gone(pid: number): Promise<void> {
  for (;;) {
    try {
      process.kill(pid, 0);
    } catch {
      return;
    }
    await delay(20);
  }
}
