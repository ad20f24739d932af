// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { build } from '../../backends/build.ts';
import { readLogs } from '../../backends/collector/read-logs.ts';
import { readSpans } from '../../backends/collector/read-spans.ts';
import { type CollectorProcess, startProcess } from '../../backends/collector-process.ts';
import { spansOfTrace } from '../../backends/jaeger/query.ts';
import { type RunningJaeger, startJaeger } from '../../backends/jaeger/start.ts';
import { queryRange } from '../../backends/loki/query.ts';
import { type RunningLoki, startLoki } from '../../backends/loki/start.ts';
import { type Attributes, keyValues, newSpanId, newTraceId, sendLogs, sendSpans } from '../../backends/otlp.ts';
import { freePort } from '../../unit/export/free-port.ts';

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

describe("the repository's otel-collector.yaml", () => {
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
      KTLS_COLLECTOR_FILE: files.logs,
      KTLS_COLLECTOR_TRACES_FILE: files.traces,
      KTLS_COLLECTOR_QUEUE: join(directory, 'kept/queue'),
      KTLS_COLLECTOR_LOKI: `http://127.0.0.1:${ports.loki}/otlp`,
      KTLS_COLLECTOR_JAEGER: `127.0.0.1:${ports.jaeger}`,
    });
  });
  after(async () => {
    for (const started of [...running].reverse()) await started.stop();
    rmSync(directory, { recursive: true });
  });

  async function start(more: Record<string, string> = {}): Promise<CollectorProcess> {
    const options = { name: 'the Collector', binary: build('collector'), configs: ['otel-collector.yaml'] };
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
