// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import type { LogRecordExporter, ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { BatchLogRecordProcessor, LoggerProvider } from '@opentelemetry/sdk-logs';
import {
  AggregationTemporality,
  InstrumentType,
  type PushMetricExporter,
  type ResourceMetrics,
} from '@opentelemetry/sdk-metrics';
import { KeepingLogRecordExporter, KeepingMetricExporter } from '../../../src/self/keeping-exporters.ts';
import { OK, startFakeCollector } from '../export/fake-collector.ts';

const SUCCESS: ExportResult = { code: ExportResultCode.SUCCESS };
const failed = (error?: Error): ExportResult => ({ code: ExportResultCode.FAILED, ...(error && { error }) });
const grpc = (code: status): ExportResult =>
  failed(
    Object.assign(new Error('secret'), { code, details: 'secret', metadata: new Metadata() }) satisfies ServiceError,
  );
const withCode = (code: number | string): ExportResult => failed(Object.assign(new Error('secret'), { code }));
const UNAVAILABLE = grpc(status.UNAVAILABLE);

type Answer = ExportResult | 'never' | 'throws';

/** An exporter of the SDK that answers by the number of the attempt. */
function sdkExporter(answer: (attempt: number) => Answer) {
  const attempts: unknown[] = [];
  const pending: ((result: ExportResult) => void)[] = [];
  let shutDown = 0;
  const exporter: LogRecordExporter & Required<PushMetricExporter> = {
    export(payload: unknown, done: (result: ExportResult) => void) {
      const given = answer(attempts.push(payload) - 1);
      if (given === 'throws') throw new Error('secret');
      if (given === 'never') pending.push(done);
      else queueMicrotask(() => done(given));
    },
    forceFlush: async () => {},
    shutdown: async () => {
      shutDown += 1;
    },
    selectAggregation: () => ({ type: 0 }),
    selectAggregationTemporality: () => AggregationTemporality.DELTA,
  };
  return { exporter, attempts, pending, shutDown: () => shutDown };
}

function keepLogs(answer: (attempt: number) => Answer) {
  const sdk = sdkExporter(answer);
  const warnings: string[] = [];
  const sleeps: number[] = [];
  const keeping = new KeepingLogRecordExporter(() => sdk.exporter, {
    onWarning: (message) => warnings.push(message),
    sleep: async (millis) => void sleeps.push(millis),
  });
  return { ...sdk, keeping, warnings, sleeps };
}

const logs = (count: number): ReadableLogRecord[] => Array.from({ length: count }, () => ({}) as ReadableLogRecord);
const taken: ExportResult[] = [];
const take = (result: ExportResult): void => void taken.push(result);

test('what can not be sent is kept, and sent again before what came later', async () => {
  const { keeping, attempts, sleeps } = keepLogs((attempt) => (attempt < 2 ? UNAVAILABLE : SUCCESS));
  const [first, second] = [logs(3), logs(2)];
  keeping.export(first, take);
  keeping.export(second, take);
  assert.deepEqual(taken.splice(0), [SUCCESS, SUCCESS], 'to the SDK it is done at once');
  assert.equal(keeping.counters().inFlight, 5);
  await keeping.forceFlush();
  assert.ok(attempts.every((payload, index) => payload === (index < 3 ? first : second)));
  assert.equal(attempts.length, 4);
  assert.equal(sleeps.length, 2);
  assert.deepEqual(keeping.counters(), { exported: 5, dropped: {}, inFlight: 0 });
});

const ANSWERS: readonly (readonly [what: string, answer: Answer, dropped: Record<string, number>])[] = [
  ['gRPC refuses', grpc(status.INVALID_ARGUMENT), { grpc_INVALID_ARGUMENT: 3 }],
  ['gRPC is away', UNAVAILABLE, {}],
  ['HTTP refuses', withCode(400), { http_400: 3 }],
  ['HTTP is busy', withCode(503), {}],
  ['a connection is refused', withCode('ECONNREFUSED'), {}],
  ['it takes too long', failed(new Error('Request timed out')), {}],
  ['nothing is said', failed(), {}],
  [
    'the answer goes on for ever',
    failed(new Error('OTLP export response body exceeded size limit of 4194304 bytes')),
    { response: 3 },
  ],
  ['it throws', 'throws', { error: 3 }],
];

for (const [what, answer, dropped] of ANSWERS) {
  test(`when ${what}, records are ${Object.keys(dropped).length === 0 ? 'sent again' : 'dropped, and counted'}`, async () => {
    const { keeping, attempts, warnings } = keepLogs((attempt) => (attempt === 0 ? answer : SUCCESS));
    keeping.export(logs(3), take);
    keeping.export(logs(1), take);
    await keeping.forceFlush();
    const [lost = 0] = Object.values(dropped);
    assert.deepEqual(keeping.counters(), { exported: 4 - lost, dropped, inFlight: 0 });
    assert.equal(attempts.length, lost === 0 ? 3 : 2);
    assert.equal(warnings.length, 1);
    assert.ok(!warnings.join().includes('secret'));
  });
}

test('2,048 records are kept, and beyond that what waits for longest is dropped', async () => {
  const { keeping, pending, warnings } = keepLogs((attempt) => (attempt === 0 ? 'never' : SUCCESS));
  for (const count of [1, 512, 512, 512, 512]) keeping.export(logs(count), take);
  assert.deepEqual(keeping.counters(), { exported: 0, dropped: {}, inFlight: 2049 });
  keeping.export(logs(1), take);
  assert.deepEqual(keeping.counters(), { exported: 0, dropped: { queue_full: 512 }, inFlight: 1538 });
  assert.deepEqual(warnings, ['dropped 512 records of the own log: no more than 2048 are kept']);
  pending[0]?.(SUCCESS);
  await keeping.forceFlush();
  assert.deepEqual(keeping.counters(), { exported: 1538, dropped: { queue_full: 512 }, inFlight: 0 });
});

test('at the end each is sent at one attempt, and the first that fails is the last', async () => {
  const { keeping, attempts, pending, shutDown } = keepLogs((attempt) =>
    attempt === 0 ? 'never' : attempt === 1 ? SUCCESS : UNAVAILABLE,
  );
  for (const count of [1, 2, 3, 4]) keeping.export(logs(count), take);
  const end = keeping.shutdown();
  pending[0]?.(SUCCESS);
  await end;
  assert.equal(attempts.length, 3);
  assert.deepEqual(keeping.counters(), { exported: 3, dropped: { shutdown: 7 }, inFlight: 0 });
  assert.equal(shutDown(), 1);
  keeping.export(logs(1), take);
  assert.deepEqual(keeping.counters().dropped, { shutdown: 8 });
});

test('what is given up is dropped, while it is being sent, too', async () => {
  const { keeping, warnings } = keepLogs(() => 'never');
  keeping.export(logs(3), take);
  keeping.export(logs(4), take);
  keeping.giveUp();
  await keeping.shutdown();
  assert.deepEqual(keeping.counters(), { exported: 0, dropped: { shutdown: 7 }, inFlight: 0 });
  assert.equal(warnings[0], 'dropped 3 records of the own log: not acknowledged when the time to shut down was over');
});

test('60 collections of metrics are kept, and what the exporter selects is selected', async () => {
  const { exporter, pending } = sdkExporter((attempt) => (attempt === 0 ? 'never' : SUCCESS));
  const keeping = new KeepingMetricExporter(() => exporter, { onWarning: () => {} });
  assert.equal(keeping.selectAggregationTemporality(InstrumentType.COUNTER), AggregationTemporality.DELTA);
  assert.deepEqual(keeping.selectAggregation(InstrumentType.COUNTER), { type: 0 });
  for (let count = 0; count < 63; count += 1) keeping.export({} as ResourceMetrics, take);
  assert.deepEqual(keeping.counters(), { exported: 0, dropped: { queue_full: 2 }, inFlight: 61 });
  pending[0]?.(SUCCESS);
  await keeping.forceFlush();
  assert.deepEqual(keeping.counters(), { exported: 61, dropped: { queue_full: 2 }, inFlight: 0 });
});

test('the own log reaches a Collector that was away at first, by the exporter of OpenTelemetry', async (t) => {
  const collector = await startFakeCollector((index) => (index < 2 ? { code: status.UNAVAILABLE } : OK));
  t.after(() => collector.stop());
  const sdkExporter = new OTLPLogExporter({ url: `http://127.0.0.1:${collector.port}` });
  const exporter = new KeepingLogRecordExporter(() => sdkExporter, {
    onWarning: () => {},
    sleep: async () => {},
  });
  const provider = new LoggerProvider({ processors: [new BatchLogRecordProcessor({ exporter })] });
  for (const body of ['a', 'b']) provider.getLogger('own').emit({ body });
  await provider.forceFlush();
  assert.equal(collector.requests.length, 3);
  assert.deepEqual(collector.accepted, [['a', 'b']]);
  assert.deepEqual(exporter.counters(), { exported: 2, dropped: {}, inFlight: 0 });
  await provider.shutdown();
});
