// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { build } from '../../backends/build.ts';
import { type RunningCollector, startCollector } from '../../backends/collector/start.ts';
import { services, spansOfService, spansOfTrace } from '../../backends/jaeger/query.ts';
import { type RunningJaeger, startJaeger } from '../../backends/jaeger/start.ts';
import { keyValues, newSpanId, newTraceId, type OtlpSpan, sendSpans } from '../../backends/otlp.ts';
import { freePort } from '../../unit/export/free-port.ts';

const START_MICROS = (Date.now() - 60_000) * 1000;

/** A span that starts at so many microseconds after START_MICROS, and 123 nanoseconds. */
function span(traceId: string, offsetMicros: number, more: Partial<OtlpSpan> = {}): OtlpSpan {
  const micros = START_MICROS + offsetMicros;
  const times = { startTimeUnixNano: `${micros}123`, endTimeUnixNano: `${micros + 1500}123` };
  return { traceId, spanId: newSpanId(), name: 'GET', kind: 3, ...times, attributes: [], status: {}, ...more };
}

describe('the real Jaeger, behind the real Collector', () => {
  let jaeger: RunningJaeger;
  let collector: RunningCollector;
  let url: string;

  before(async () => {
    jaeger = await startJaeger({ binary: build('jaeger'), port: await freePort(), apiPort: await freePort() });
    const [port, httpPort] = [await freePort(), await freePort()];
    url = `http://127.0.0.1:${httpPort}`;
    collector = await startCollector({
      binary: build('collector'),
      file: undefined,
      jaeger: jaeger.endpoint,
      port,
      httpPort,
    });
  });
  after(async () => {
    await collector?.stop();
    await jaeger?.stop();
  });

  test('gives back the spans of a trace, with their service, kind, parent, status and attributes', async () => {
    const traceId = newTraceId();
    const client = span(traceId, 0, {
      attributes: keyValues({ 'http.request.method': 'GET', 'http.response.status_code': 404 }),
    });
    const server = span(traceId, 200, { kind: 2, parentSpanId: client.spanId, status: { code: 2 } });
    await sendSpans(url, { 'service.name': 'client', 'process.pid': 17 }, [client]);
    await sendSpans(url, { 'service.name': 'server' }, [server]);
    const [first, second, ...others] = await spansOfTrace(jaeger.url, traceId);
    assert.deepEqual(others, []);
    assert.ok(first && second);
    const { tags, resource, ...rest } = first;
    const times = { startMicros: START_MICROS, durationMicros: 1500 };
    assert.deepEqual(rest, {
      traceId,
      spanId: client.spanId,
      parentSpanId: undefined,
      name: 'GET',
      service: 'client',
      ...times,
    });
    assert.deepEqual(
      [tags['http.request.method'], tags['http.response.status_code'], tags['span.kind']],
      ['GET', 404, 'client'],
    );
    assert.deepEqual(resource, { 'process.pid': 17 });
    assert.deepEqual(
      [second.service, second.parentSpanId, second.startMicros],
      ['server', client.spanId, START_MICROS + 200],
    );
    const failed = ['server', 'ERROR', true];
    assert.deepEqual([second.tags['span.kind'], second.tags['otel.status_code'], second.tags.error], failed);
    assert.deepEqual([tags['otel.status_code'], tags.error], [undefined, undefined]);
  });

  test('lists the services', async () => {
    const names = ['nginx', 'python3.11', 'ktls_client'];
    for (const name of names) await sendSpans(url, { 'service.name': name }, [span(newTraceId(), 0)]);
    const listed = await services(jaeger.url);
    for (const name of names) assert.ok(listed.includes(name), name);
    assert.deepEqual(listed, [...new Set(listed)].sort());
  });

  test('gives back more traces of a service than its API does by default', async () => {
    const spans = Array.from({ length: 150 }, (_, index) => span(newTraceId(), index));
    await sendSpans(url, { 'service.name': 'many' }, spans);
    const found = await spansOfService(jaeger.url, 'many');
    assert.deepEqual(
      found.map(({ spanId }) => spanId),
      spans.map(({ spanId }) => spanId),
    );
  });

  test('says why it refuses a query', async () => {
    await assert.rejects(spansOfTrace(jaeger.url, newTraceId()), /^Error: Jaeger answers 404: .*trace not found/);
  });
});
