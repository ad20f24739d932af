// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ExportResultCode, type ExportResult as SdkResult } from '@opentelemetry/core';
import { resourceFromAttributes } from '@opentelemetry/resources';
import {
  BatchLogRecordProcessor,
  InMemoryLogRecordExporter,
  LoggerProvider,
  type ReadableLogRecord,
  SimpleLogRecordProcessor,
} from '@opentelemetry/sdk-logs';
import { BasicTracerProvider, BatchSpanProcessor } from '@opentelemetry/sdk-trace-base';
import { LOGS, SPANS } from '../../../src/export/create-export.ts';
import type { ExportResult } from '../../../src/export/export-result.ts';
import { QueuedLogRecordExporter, QueuedSpanExporter } from '../../../src/export/queued-exporter.ts';
import { recordOf, sdkRecord } from './captured-records.ts';
import { decodeJsonRequest, decodeJsonSpans, decodeRequest, decodeSpans } from './otlp-proto.ts';
import { SPAN } from './spans.ts';

const RESOURCE = resourceFromAttributes({ 'service.name': 'nginx', n: 3 });
const SCOPE = { name: 'ktls-otel', version: '1' };
const OK: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };
const REFUSED: ExportResult = {
  kind: 'failure',
  status: 'UNAUTHENTICATED',
  reason: 'grpc_UNAUTHENTICATED',
  refused: 'all',
};
const LIMITS = { maxQueueSize: 100, maxExportBatchSize: 4, queueBytes: 1e9, maxBatchBytes: 1e9 };
const RECORDS = [
  recordOf('a'),
  recordOf('b "é', { attributes: { 'ktls.length': 5, 'ktls.truncated': false, 'ktls.comm': 'x"y' } }),
  recordOf('', { span: SPAN.context }),
];

/** What an exporter has, beside its encoding, and the requests that it makes. */
function surroundings(answer: (attempt: number) => ExportResult = () => OK) {
  const requests: Buffer[] = [];
  return {
    requests,
    options: {
      scope: SCOPE,
      limits: { ...LIMITS, scheduleDelayMillis: 1e6 },
      client: {
        send: async (request: Buffer) => answer(requests.push(Buffer.from(request)) - 1),
        close: () => {},
      },
      concurrency: 1,
      attemptTimeoutMillis: 1000,
      onExported: () => {},
      onWarning: () => {},
      sleep: async () => {},
      now: () => 0,
    },
  };
}

function logExporter(format: 'protobuf' | 'json', answer?: (attempt: number) => ExportResult) {
  const { requests, options } = surroundings(answer);
  const encoding = LOGS[format]();
  const exporter = new QueuedLogRecordExporter({ ...options, encoding, eventsOf: LOGS.eventsOf, noun: LOGS.noun });
  return { exporter, requests };
}

/** The same records as the SDK makes them. */
function readableRecords(): ReadableLogRecord[] {
  const memory = new InMemoryLogRecordExporter();
  const processors = [new SimpleLogRecordProcessor({ exporter: memory })];
  const logger = new LoggerProvider({ resource: RESOURCE, processors }).getLogger(SCOPE.name, SCOPE.version);
  for (const record of RECORDS) logger.emit(sdkRecord(record));
  return memory.getFinishedLogRecords();
}

const exported = (records: readonly ReadableLogRecord[], exporter: QueuedLogRecordExporter): Promise<SdkResult> => {
  return new Promise((resolve) => exporter.export(records, resolve));
};

for (const [format, decode] of [
  ['protobuf', decodeRequest],
  ['json', decodeJsonRequest],
] as const) {
  test(`${format}: records that the SDK exports arrive as the same records that are written do`, async () => {
    const { exporter, requests } = logExporter(format);
    for (const record of RECORDS) exporter.write(RESOURCE, record);
    await exporter.forceFlush();
    assert.deepEqual(await exported(readableRecords(), exporter), { code: ExportResultCode.SUCCESS });
    const [written, bySdk] = requests.map((request) =>
      decode(request).resourceLogs.flatMap(({ resource, scopeLogs }) =>
        scopeLogs.flatMap(({ scope, logRecords }) => logRecords.map((record) => ({ resource, scope, record }))),
      ),
    );
    assert.equal(written?.length, RECORDS.length);
    assert.deepEqual(bySdk, written);
    assert.deepEqual(exporter.counters(), { exported: 6, dropped: {}, inFlight: 0 });
  });

  test(`${format}: both wait in one queue, in their order`, async () => {
    const { exporter, requests } = logExporter(format);
    const [first, second] = readableRecords();
    exporter.write(RESOURCE, recordOf('1'));
    exporter.export([first, second] as ReadableLogRecord[], () => {});
    exporter.write(RESOURCE, recordOf('2'));
    await exporter.forceFlush();
    const bodies = requests.map((request) =>
      decode(request).resourceLogs.map(({ scopeLogs }) =>
        scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body?.stringValue)),
      ),
    );
    assert.deepEqual(bodies, [[['1'], ['a'], ['b "é']], [['2']]]);
  });
}

test('an export is done once all its batches are, and failed when one of them is dropped', async () => {
  const { exporter, requests } = logExporter('protobuf', (attempt) => (attempt === 1 ? REFUSED : OK));
  const six = [...readableRecords(), ...readableRecords()];
  assert.equal((await exported(six, exporter)).code, ExportResultCode.FAILED);
  assert.equal(requests.length, 2);
  assert.deepEqual(exporter.counters(), { exported: 4, dropped: { grpc_UNAUTHENTICATED: 2 }, inFlight: 0 });
  assert.equal((await exported(six, exporter)).code, ExportResultCode.SUCCESS);
  assert.equal((await exported([], exporter)).code, ExportResultCode.SUCCESS);
});

test('what is exported after the shutdown is dropped', async () => {
  const { exporter } = logExporter('protobuf');
  await exporter.shutdown();
  assert.equal((await exported(readableRecords(), exporter)).code, ExportResultCode.FAILED);
  assert.deepEqual(exporter.counters(), { exported: 0, dropped: { shutdown: 3 }, inFlight: 0 });
});

test("the SDK's processors take the exporters for their own", async () => {
  const { exporter, requests } = logExporter('protobuf');
  const provider = new LoggerProvider({ resource: RESOURCE, processors: [new BatchLogRecordProcessor({ exporter })] });
  for (const record of RECORDS) provider.getLogger('own').emit(sdkRecord(record));
  await provider.shutdown();
  assert.equal(requests.length, 1);
  assert.deepEqual(exporter.counters(), { exported: 3, dropped: {}, inFlight: 0 });
});

for (const [format, decode] of [
  ['protobuf', decodeSpans],
  ['json', decodeJsonSpans],
] as const) {
  test(`${format}: spans made elsewhere go the way of those that are written`, async () => {
    const { requests, options } = surroundings();
    const encoding = SPANS[format]();
    const exporter = new QueuedSpanExporter({ ...options, encoding, eventsOf: SPANS.eventsOf, noun: SPANS.noun });
    exporter.write(RESOURCE, SPAN);
    const provider = new BasicTracerProvider({
      resource: RESOURCE,
      spanProcessors: [new BatchSpanProcessor(exporter)],
    });
    provider
      .getTracer('own')
      .startSpan('POST', { attributes: { n: 5 } })
      .end();
    await provider.shutdown();
    const spans = requests.flatMap((request) =>
      decode(request).resourceSpans.flatMap(({ resource, scopeSpans }) =>
        scopeSpans.flatMap(({ scope, spans: ofScope }) => ofScope.map(({ name }) => [name, scope.name, resource])),
      ),
    );
    const resource = decode(requests[0] as Buffer).resourceSpans[0]?.resource;
    assert.deepEqual(spans, [
      ['GET', 'ktls-otel', resource],
      ['POST', 'own', resource],
    ]);
    assert.deepEqual(exporter.counters(), { exported: 2, dropped: {}, inFlight: 0 });
  });
}
