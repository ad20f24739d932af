// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { AggregationTemporality, DataPointType } from '@opentelemetry/sdk-metrics';
import * as conventions from '@opentelemetry/semantic-conventions/incubating';
import { AlertCounts, ExchangeCounts, RedactionCounts } from '../../../src/self/counts.ts';
import {
  INSTRUMENTS,
  type InstrumentDefinition,
  type InstrumentName,
  type ObservedName,
} from '../../../src/self/instruments.ts';
import type { MetricSources } from '../../../src/self/metric-sources.ts';
import { dataEvent, ORIGIN } from '../capture/events.ts';
import { readmeTable } from '../config/readme-tables.ts';
import { countsOf } from '../counts.ts';
import { endedExchange } from '../http/ended-exchange.ts';
import { type Collected, metricsOf, pointsOf } from './collect.ts';
import { sourcesOf } from './fake-sources.ts';

const exchanges = new ExchangeCounts();
exchanges.add('server', endedExchange(200));
exchanges.add('server', endedExchange(200));
exchanges.add('client', endedExchange(undefined, 'closed'));
exchanges.add('server', endedExchange(200, 'lost'));
const redactions = new RedactionCounts();
for (const rule of ['authorization', 'card_number', 'authorization']) redactions.add(rule);
const alerts = new AlertCounts();
alerts.add(dataEvent('\x02\x28', { recordType: 'alert', direction: 'RX' }));

const PROCESSOR = { 'otel.component.name': 'p/0', 'otel.component.type': 'p' };
const SPAN_PROCESSOR = { 'otel.component.name': 's/0', 'otel.component.type': 's' };
const EXPORTER = { 'otel.component.name': 'e/0', 'otel.component.type': 'e', 'server.address': 'a', 'server.port': 1 };
const SPAN_EXPORTER = {
  'otel.component.name': 'x/0',
  'otel.component.type': 'x',
  'server.address': 'b',
  'server.port': 2,
};

/** Sources that give every attribute of every observed instrument at least once. */
const BUSY = sourcesOf({
  captureCounts: () =>
    countsOf(
      {
        captured: 7,
        missed: 2,
        unentered: 99,
        copiedBytes: 700,
        produced: 8,
        lost: 5,
        lostShare: 2,
        lostBytes: 64,
        faultedReads: 99,
      },
      { self: 3, peer_port: 4 },
    ),
  failedCalls: () => [
    { operation: 'recvmsg', error: 'EBADMSG', calls: 3 },
    { operation: 'sendpage', error: 'EPIPE', calls: 1 },
  ],
  ringPendingBytes: () => 136,
  unshown: () => 5,
  consoleDropped: () => 8,
  exports: {
    logs: {
      counters: () => ({ exported: 6, dropped: { malformed: 1, shutdown: 2, rejected: 0 }, inFlight: 3 }),
      depth: () => ({ records: 5, bytes: 900 }),
      spool: () => ({ takenOver: 11, inFlight: 12, bytes: 13, maxBytes: 14, errors: { ENOSPC: 15, EIO: 0 } }),
      otlp: {
        component: {
          processor: PROCESSOR,
          exporter: EXPORTER,
        },
        counts: () => ({
          processed: 20,
          late: 2,
          unqueued: 0,
          queued: 3,
          capacity: 2048,
          sending: 4,
          exported: 10,
          failed: { rejected: 5, shutdown: 1 },
        }),
      },
    },
    traces: {
      counters: () => ({ exported: 4, dropped: {}, inFlight: 0 }),
      depth: () => ({ records: 0, bytes: 0 }),
      otlp: {
        component: {
          processor: SPAN_PROCESSOR,
          exporter: SPAN_EXPORTER,
        },
        counts: () => ({
          processed: 4,
          late: 1,
          unqueued: 7,
          queued: 0,
          capacity: 9,
          sending: 0,
          exported: 3,
          failed: { response: 1 },
        }),
      },
    },
  },
  self: {
    logs: { counters: () => ({ exported: 9, dropped: {}, inFlight: 1 }) },
    metrics: { counters: () => ({ exported: 2, dropped: { queue_full: 3, shutdown: 0 }, inFlight: 0 }) },
  },
  redactions,
  memory: { total: 700, limited: 2 },
  exchanges,
  alerts,
  standings: () =>
    new Map([
      [{ content: 'http', only: undefined }, 2],
      [{ content: 'lost', only: 'TX' }, 1],
    ]),
  tlsStat: () =>
    new Map([
      ['TlsCurrTxSw', 1],
      ['TlsTxSw', 9],
      ['TlsDecryptError', 3],
    ]),
  processUsage: () => ({ userSeconds: 1.5, systemSeconds: 0.25, residentBytes: 4096 }),
});

const cases: Record<ObservedName, [value: number, attributes: object][]> = {
  'ktls.calls': [
    [7, { 'ktls.call.outcome': 'captured' }],
    [2, { 'ktls.call.outcome': 'missed' }],
    [3, { 'ktls.call.outcome': 'filtered', 'ktls.filter.reason': 'self' }],
    [4, { 'ktls.call.outcome': 'filtered', 'ktls.filter.reason': 'peer_port' }],
  ],
  'ktls.failed_calls': [
    [3, { 'network.io.direction': 'receive', 'ktls.operation': 'recvmsg', 'error.type': 'EBADMSG' }],
    [1, { 'network.io.direction': 'transmit', 'ktls.operation': 'sendpage', 'error.type': 'EPIPE' }],
  ],
  'ktls.plaintext.copied': [[700, {}]],
  'ktls.plaintext.lost': [[64, {}]],
  'ktls.records.produced': [[8, {}]],
  'ktls.records.lost': [
    [3, { 'ktls.loss.reason': 'ring' }],
    [2, { 'ktls.loss.reason': 'cgroup' }],
  ],
  'ktls.records.unshown': [[5, {}]],
  'ktls.ring.usage': [[136, {}]],
  'ktls.ring.limit': [[65_536, {}]],
  'ktls.export.exported': [
    [6, { 'ktls.signal': 'logs' }],
    [4, { 'ktls.signal': 'traces' }],
  ],
  'ktls.export.dropped': [
    [1, { 'ktls.signal': 'logs', 'ktls.drop.reason': 'malformed' }],
    [2, { 'ktls.signal': 'logs', 'ktls.drop.reason': 'shutdown' }],
  ],
  'ktls.export.in_flight': [
    [3, { 'ktls.signal': 'logs' }],
    [0, { 'ktls.signal': 'traces' }],
  ],
  'ktls.spool.taken_over': [[11, { 'ktls.signal': 'logs' }]],
  'ktls.spool.in_flight': [[12, { 'ktls.signal': 'logs' }]],
  'ktls.spool.usage': [[13, { 'ktls.signal': 'logs' }]],
  'ktls.spool.limit': [[14, { 'ktls.signal': 'logs' }]],
  'ktls.spool.errors': [[15, { 'ktls.signal': 'logs', 'error.type': 'ENOSPC' }]],
  'ktls.export.queue.length': [
    [5, { 'ktls.signal': 'logs' }],
    [0, { 'ktls.signal': 'traces' }],
  ],
  'ktls.export.queue.usage': [
    [900, { 'ktls.signal': 'logs' }],
    [0, { 'ktls.signal': 'traces' }],
  ],
  'ktls.console.dropped': [[8, {}]],
  'otel.sdk.processor.log.processed': [
    [20, PROCESSOR],
    [2, { ...PROCESSOR, 'error.type': 'already_shutdown' }],
  ],
  'otel.sdk.processor.span.processed': [
    [4, SPAN_PROCESSOR],
    [1, { ...SPAN_PROCESSOR, 'error.type': 'already_shutdown' }],
    [7, { ...SPAN_PROCESSOR, 'error.type': 'queue_full' }],
  ],
  'otel.sdk.processor.log.queue.size': [[3, PROCESSOR]],
  'otel.sdk.processor.span.queue.size': [[0, SPAN_PROCESSOR]],
  'otel.sdk.processor.log.queue.capacity': [[2048, PROCESSOR]],
  'otel.sdk.processor.span.queue.capacity': [[9, SPAN_PROCESSOR]],
  'otel.sdk.exporter.log.inflight': [[4, EXPORTER]],
  'otel.sdk.exporter.span.inflight': [[0, SPAN_EXPORTER]],
  'otel.sdk.exporter.log.exported': [
    [10, EXPORTER],
    [5, { ...EXPORTER, 'error.type': 'rejected' }],
    [1, { ...EXPORTER, 'error.type': 'shutdown' }],
  ],
  'otel.sdk.exporter.span.exported': [
    [3, SPAN_EXPORTER],
    [1, { ...SPAN_EXPORTER, 'error.type': 'response' }],
  ],
  'ktls.self.exported': [
    [9, { 'ktls.signal': 'logs' }],
    [2, { 'ktls.signal': 'metrics' }],
  ],
  'ktls.self.dropped': [[3, { 'ktls.signal': 'metrics', 'ktls.drop.reason': 'queue_full' }]],
  'ktls.redactions': [
    [2, { 'ktls.redaction.rule': 'authorization' }],
    [1, { 'ktls.redaction.rule': 'card_number' }],
  ],
  'ktls.http.exchanges': [
    [2, { 'ktls.http.role': 'server', 'http.response.status_code': 200 }],
    [1, { 'ktls.http.role': 'client', 'error.type': 'closed' }],
    [1, { 'ktls.http.role': 'server', 'http.response.status_code': 200, 'ktls.http.unseen': 'lost' }],
  ],
  'ktls.connections': [
    [2, { 'ktls.connection.content': 'http' }],
    [1, { 'ktls.connection.content': 'lost', 'network.io.direction': 'transmit' }],
  ],
  'ktls.memory.usage': [[700, {}]],
  'ktls.memory.limited': [[2, {}]],
  'ktls.alerts': [
    [
      1,
      { 'network.io.direction': 'receive', 'ktls.alert.level': 'fatal', 'ktls.alert.description': 'handshake_failure' },
    ],
  ],
  'ktls.kernel.tls_stat': [
    [9, { 'ktls.tls_stat.name': 'TlsTxSw' }],
    [3, { 'ktls.tls_stat.name': 'TlsDecryptError' }],
  ],
  'ktls.kernel.connections': [[1, { 'ktls.tls_stat.name': 'TlsCurrTxSw' }]],
  'process.cpu.time': [
    [1.5, { 'cpu.mode': 'user' }],
    [0.25, { 'cpu.mode': 'system' }],
  ],
  'process.memory.usage': [[4096, {}]],
};

test('what is not ours has a name of the semantic conventions', () => {
  const names = new Set<unknown>(Object.values(conventions));
  const others = Object.keys(INSTRUMENTS).filter((name) => !name.startsWith('ktls.'));
  assert.deepEqual(
    others.filter((name) => !names.has(name)),
    [],
  );
});

for (const [name, points] of Object.entries(cases)) {
  test(`${name} is what its source says`, async () => {
    const metric = (await metricsOf(BUSY).collect()).get(name);
    assert.deepEqual(pointsOf(metric), points);
    const { kind, unit, description } = INSTRUMENTS[name as InstrumentName];
    assert.deepEqual([metric?.descriptor.unit, metric?.descriptor.description], [unit, description]);
    assert.equal(metric?.dataPointType === DataPointType.SUM && metric.isMonotonic, kind === 'Counter');
    assert.equal(metric?.aggregationTemporality, AggregationTemporality.CUMULATIVE);
  });
}

test('a queue without a bound of their number has no capacity', async () => {
  const counts = () => ({
    processed: 0,
    late: 0,
    unqueued: 0,
    queued: 0,
    capacity: undefined,
    sending: 0,
    exported: 0,
    failed: {},
  });
  const logs = {
    counters: () => ({ exported: 0, dropped: {}, inFlight: 0 }),
    depth: () => ({ records: 0, bytes: 0 }),
    otlp: { component: { processor: PROCESSOR, exporter: EXPORTER }, counts },
  };
  const metrics = await metricsOf(sourcesOf({ exports: { logs } })).collect();
  assert.deepEqual(pointsOf(metrics.get('otel.sdk.processor.log.queue.size')), [[0, PROCESSOR]]);
  assert.equal(metrics.has('otel.sdk.processor.log.queue.capacity'), false);
});

test('the durations of exports are a histogram in seconds, by signal', async () => {
  const metrics = metricsOf(BUSY);
  for (const seconds of [0.004, 0.2, 31]) metrics.exportTimes.exported('logs', seconds);
  metrics.exportTimes.exported('traces', 1);
  const metric = (await metrics.collect()).get('ktls.export.duration');
  assert.ok(metric?.dataPointType === DataPointType.HISTOGRAM);
  assert.equal(metric.descriptor.unit, 's');
  const points = metric.dataPoints.map(({ attributes, value: { count, sum, buckets } }) => [
    attributes,
    count,
    sum,
    buckets.counts,
  ]);
  const counts = (...at: number[]): number[] =>
    Array.from({ length: 16 }, (_, bucket) => at.filter((one) => one === bucket).length);
  assert.deepEqual(points, [
    [{ 'ktls.signal': 'logs' }, 3, 31.204, counts(0, 6, 15)],
    [{ 'ktls.signal': 'traces' }, 1, 1, counts(9)],
  ]);
});

test('each collection asks every source once, and sees what has happened since', async () => {
  const asked: string[] = [];
  const once =
    <T>(name: string, value: () => T) =>
    (): T => {
      asked.push(name);
      return value();
    };
  let captured = 1;
  const sources: MetricSources = sourcesOf({
    captureCounts: once('captureCounts', () => countsOf({ captured })),
    failedCalls: once('failedCalls', () => []),
    ringPendingBytes: once('ringPendingBytes', () => 0),
    unshown: once('unshown', () => 0),
    exports: {
      logs: {
        counters: once('counters', () => ({ exported: 0, dropped: {}, inFlight: 0 })),
        depth: once('depth', () => ({ records: 0, bytes: 0 })),
      },
    },
    tlsStat: once('tlsStat', () => new Map()),
  });
  const metrics = metricsOf(sources);
  const seen: unknown[] = [];
  for (captured of [1, 5]) seen.push(pointsOf((await metrics.collect()).get('ktls.calls'))[0]);
  assert.deepEqual(seen, [
    [1, { 'ktls.call.outcome': 'captured' }],
    [5, { 'ktls.call.outcome': 'captured' }],
  ]);
  const each = ['captureCounts', 'counters', 'depth', 'failedCalls', 'ringPendingBytes', 'tlsStat', 'unshown'];
  assert.deepEqual(asked.toSorted(), [...each, ...each].toSorted());
});

/** Each histogram once at least, with each of its attributes. */
function recordAll({ exportTimes, http }: Collected): void {
  exportTimes.exported('logs', 1);
  const request = {
    method: 'POST',
    target: '/a.B/C',
    authority: undefined,
    fields: [['content-type', 'application/grpc']] as const,
  };
  const responseTrailers = [['grpc-status', '13']] as const;
  const whole = { request, responseTrailers, isRequestWhole: true, isResponseWhole: true };
  for (const role of ['client', 'server'] as const) {
    const route = { name: '/a', isGuessed: true };
    const owner = { role, origin: ORIGIN, service: 'a', route, scheme: 'https', rpcMethod: 'a.B/C' };
    http.record({ ...endedExchange(500), ...whole }, owner);
  }
}

test('attributes are those of the definitions, and each of these occurs', async () => {
  const metrics = metricsOf(BUSY);
  recordAll(metrics);
  for (const [name, metric] of await metrics.collect()) {
    const used = new Set(metric.dataPoints.flatMap(({ attributes }) => Object.keys(attributes)));
    assert.deepEqual([...used].toSorted(), [...INSTRUMENTS[name as InstrumentName].attributes].toSorted(), name);
  }
});

test("README's section Metrics is the list of what is registered", async () => {
  const metrics = metricsOf(BUSY);
  recordAll(metrics);
  const code = (text: string): string => `\`${text}\``;
  const expected = [...(await metrics.collect()).keys()].map((name) => {
    const definition: InstrumentDefinition = INSTRUMENTS[name as InstrumentName];
    const { kind, unit, attributes, description } = definition;
    return [code(name), kind, code(unit), attributes.map(code).join(', '), description];
  });
  assert.equal(expected.length, Object.keys(INSTRUMENTS).length);
  assert.deepEqual(readmeTable('Metrics').toSorted(), expected.toSorted());
});
