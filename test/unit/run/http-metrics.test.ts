// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { JsonMetricsSerializer } from '@opentelemetry/otlp-transformer';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { loadSettings } from '../../../config/load.ts';
import type { Direction } from '../../../src/capture/event.ts';
import { LocalProcesses } from '../../../src/process/process-host.ts';
import { ProgramResources } from '../../../src/records/resources.ts';
import { createPipeline } from '../../../src/run/create-pipeline.ts';
import { Memory } from '../../../src/run/memory.ts';
import { Outputs } from '../../../src/run/outputs.ts';
import { AlertCounts, ExchangeCounts, RedactionCounts } from '../../../src/self/counts.ts';
import { HttpMetrics } from '../../../src/self/http-metrics.ts';
import { closeEvent, dataEvent } from '../capture/events.ts';
import { ManualReader } from '../self/collect.ts';
import { parsePrometheus } from '../self/prometheus-text.ts';
import { KNOWN_METHODS, takeAll } from './stages.ts';

const NANOS_PER_MILLI = 1_000_000n;

/** A call of a connection of its own, so many milliseconds after its start. */
type Step = readonly [millis: number, direction: Direction, text: string];

const request = (method: string, target: string, body = ''): string =>
  `${method} ${target} HTTP/1.1\r\nHost: shop.example\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
const response = (status: number, body: string): string =>
  `HTTP/1.1 ${status} X\r\nContent-Length: ${body.length}\r\n\r\n${body}`;

/** What is measured of connections of nginx, with spans sampled at 10 %. `lostBytes`: were sent last and not captured. */
async function measure(connections: readonly (readonly Step[])[], env: Record<string, string> = {}, lostBytes = 0) {
  const { settings } = loadSettings({
    env: {
      OTEL_LOGS_EXPORTER: 'none',
      OTEL_TRACES_EXPORTER: 'none',
      OTEL_METRICS_EXPORTER: 'none',
      OTEL_TRACES_SAMPLER: 'traceidratio',
      OTEL_TRACES_SAMPLER_ARG: '0.1',
      ...env,
    },
  });
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader] });
  const resource = { attributes: {} };
  const pipeline = createPipeline(settings, {
    outputs: new Outputs(settings, { scope: { name: 'test', version: '1' }, onWarning: assert.fail }),
    programs: new ProgramResources({ own: resource, host: resource, isNamed: false }),
    counts: { redactions: new RedactionCounts(), exchanges: new ExchangeCounts(), alerts: new AlertCounts() },
    httpMetrics: new HttpMetrics(provider.getMeter('ktls-otel'), KNOWN_METHODS),
    memory: new Memory(Infinity),
    toUnixNanos: (bootNanos) => bootNanos,
    processes: new LocalProcesses('/'),
    console: undefined,
    onContentEnd: () => {},
    onWarning: assert.fail,
  });
  for (const [index, steps] of connections.entries()) {
    const connectionId = `c-${index}`;
    const offsets = { TX: 0, RX: 0 };
    for (const [millis, direction, text] of steps) {
      const streamOffset = offsets[direction];
      const timeUnixNanos = 1_800_000_000_000_000_000n + BigInt(millis) * NANOS_PER_MILLI;
      pipeline.push(
        dataEvent(text, {
          connectionId,
          direction,
          streamOffset,
          timeUnixNanos,
          isProcessTold: false,
          comm: 'nginx',
        }),
      );
      offsets[direction] += text.length;
    }
    pipeline.push(closeEvent(connectionId, { bytes: { ...offsets, TX: offsets.TX + lostBytes } }));
  }
  takeAll(pipeline.end());
  const { resourceMetrics, errors } = await reader.collect();
  assert.deepEqual(errors, []);
  const prometheus = parsePrometheus(new PrometheusSerializer().serialize(resourceMetrics));
  const otlp = JSON.parse(Buffer.from(JsonMetricsSerializer.serializeRequest(resourceMetrics) ?? '').toString());
  return { prometheus, metrics: otlp.resourceMetrics[0].scopeMetrics[0]?.metrics ?? [] };
}

interface OtlpPoint {
  attributes: { key: string; value: Record<string, unknown> }[];
  count: number;
  sum: number;
  bucketCounts: number[];
}

/** Of a histogram: its attributes without those that all have, count, sum, and the buckets that are not empty. */
function pointsOf(metrics: { name: string; histogram: { dataPoints: OtlpPoint[] } }[], name: string): unknown[] {
  const common = ['service.name', 'url.scheme', 'network.protocol.name', 'network.protocol.version'];
  const points = metrics.find((metric) => metric.name === name)?.histogram.dataPoints ?? [];
  return points.map(({ attributes, count, sum, bucketCounts }) => [
    Object.fromEntries(
      attributes
        .filter(({ key }) => !common.includes(key))
        .map(({ key, value }) => [key, Object.values(value)[0]] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    ),
    count,
    sum,
    Object.fromEntries(bucketCounts.map((value, bucket) => [bucket, value]).filter(([, value]) => value !== 0)),
  ]);
}

const server = (path: string, status: number, millis: readonly [number, number], body = 'hi'): Step[] => [
  [millis[0], 'RX', request('GET', path)],
  [millis[1], 'TX', response(status, body)],
];

describe('of exchanges at fixed times', () => {
  test('durations and sizes are told by route and status, whichever are sampled', async () => {
    const many = Array.from({ length: 40 }, (_, id) => server(`/users/${id}`, 200, [0, 125]));
    const { metrics, prometheus } = await measure([
      ...many,
      server('/users/1', 404, [0, 4], 'none'),
      server('/slow', 503, [10, 2_510], ''),
    ]);
    const of = (route: string, status: number, more = {}) => ({
      ...more,
      'http.request.method': 'GET',
      'http.response.status_code': status,
      'http.route': route,
      'ktls.http.route.guessed': true,
    });
    assert.deepEqual(pointsOf(metrics, 'http.server.request.duration'), [
      [of('/users/{number}', 200), 40, 5, { 6: 40 }],
      [of('/users/{number}', 404), 1, 0.004, { 0: 1 }],
      [of('/slow', 503, { 'error.type': '503' }), 1, 2.5, { 10: 1 }],
    ]);
    assert.deepEqual(
      pointsOf(metrics, 'http.server.response.body.size').map((point) => (point as unknown[]).slice(1)),
      [
        [40, 80, { 0: 40 }],
        [1, 4, { 0: 1 }],
        [1, 0, { 0: 1 }],
      ],
    );
    const seconds = prometheus.get('http_server_request_duration_sum');
    assert.deepEqual([...(seconds?.values() ?? [])], [5, 0.004, 2.5]);
    const [labels = ''] = [...(seconds?.keys() ?? [])];
    assert.ok(labels.includes('service_name=nginx') && labels.includes('http_route=/users/{number}'), labels);
    assert.equal(prometheus.get('http_server_request_duration_count')?.get(labels), 40);
  });

  test("a client's are of its server, and an error from 400 on", async () => {
    const { metrics } = await measure([
      [
        [0, 'TX', request('POST', '/a', 'body')],
        [7, 'RX', response(404, '')],
      ],
    ]);
    assert.deepEqual(pointsOf(metrics, 'http.client.request.duration'), [
      [
        {
          'error.type': '404',
          'http.request.method': 'POST',
          'http.response.status_code': 404,
          'ktls.http.route.guessed': true,
          'server.address': '192.0.2.10',
          'server.port': 443,
          'url.template': '/a',
        },
        1,
        0.007,
        { 1: 1 },
      ],
    ]);
    assert.deepEqual(
      pointsOf(metrics, 'http.client.request.body.size').map((point) => (point as unknown[]).slice(1)),
      [[1, 4, { 0: 1 }]],
    );
  });

  test("a server's have the scheme that its first proxy was asked by; a client's do not", async () => {
    const schemesOf = async (side: 'server' | 'client', env: Record<string, string> = {}): Promise<unknown[]> => {
      const asked = 'GET /a HTTP/1.1\r\nHost: shop.example\r\nX-Forwarded-Proto: http\r\n\r\n';
      const [first, second] = side === 'server' ? (['RX', 'TX'] as const) : (['TX', 'RX'] as const);
      const steps: Step[] = [
        [0, first, asked],
        [1, second, response(200, 'hi')],
      ];
      const { metrics } = await measure([steps], env);
      const found = (metrics as { name: string; histogram: { dataPoints: OtlpPoint[] } }[]).find(
        ({ name }) => name === `http.${side}.request.duration`,
      );
      return (found?.histogram.dataPoints ?? []).map(
        ({ attributes }) => attributes.find(({ key }) => key === 'url.scheme')?.value.stringValue,
      );
    };
    assert.deepEqual(await schemesOf('server'), ['http']);
    assert.deepEqual(await schemesOf('server', { KTLS_PAYLOAD: 'metadata' }), ['https']);
    assert.deepEqual(await schemesOf('client'), ['https']);
  });

  test('a request that the end of the connection cuts off is an error, and one whose response was lost is not told', async () => {
    const cut: Step[] = [[0, 'RX', request('GET', '/a')]];
    const durations = async (sent: number): Promise<unknown[]> =>
      pointsOf((await measure([cut], {}, sent)).metrics, 'http.server.request.duration');
    const attributes = { 'http.request.method': 'GET', 'http.route': '/a', 'ktls.http.route.guessed': true };
    assert.deepEqual(await durations(0), [[{ 'error.type': 'closed', ...attributes }, 1, 0, { 0: 1 }]]);
    assert.deepEqual(await durations(99), []);
  });

  test('rules make the routes, or nothing does; secrets are in none', async () => {
    const exchange = server('/users/1', 200, [0, 1]);
    const routeOf = async (env: Record<string, string>, steps: readonly Step[]): Promise<unknown> => {
      const [[attributes] = []] = pointsOf((await measure([steps], env)).metrics, 'http.server.request.duration') as [
        Record<string, unknown>,
      ][];
      return attributes?.['http.route'];
    };
    assert.equal(await routeOf({ KTLS_HTTP_ROUTES: '/users/{id}' }, exchange), '/users/{id}');
    assert.equal(await routeOf({ KTLS_HTTP_ROUTES: 'none' }, exchange), undefined);
    assert.equal(await routeOf({ KTLS_PAYLOAD: 'metadata' }, exchange), undefined);
    const shown = await routeOf({}, server('/hooks/ghp_MadeUp0Rubbish1MadeUp0Rubbish1MadeUp0', 200, [0, 1]));
    assert.ok(!String(shown).includes('MadeUp'), String(shown));
  });
});
