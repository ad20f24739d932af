// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { InMemoryLogRecordExporter } from '@opentelemetry/sdk-logs';
import { Output } from '../../../src/console/output.ts';
import { createConsoleLogs, createConsoleSpans } from '../../../src/export/console-export.ts';
import { createNoneExport, LOGS } from '../../../src/export/create-export.ts';
import type { LogExport } from '../../../src/export/queued-exporter.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { recordOf } from './captured-records.ts';
import { SPAN } from './spans.ts';

const SCOPE = { name: 'test' };
const RESOURCE = { attributes: { 'service.name': 'test' } };
const NONE_QUEUED = { inFlight: 0 };

function emit(logExport: LogExport, ...records: CapturedRecord[]): void {
  for (const record of records) logExport.write(RESOURCE, record);
}

test('the console writes each record when it is emitted and counts its events', async (t) => {
  const dir = t.mock.method(console, 'dir', () => {});
  const logExport = createConsoleLogs(SCOPE);
  emit(logExport, recordOf('a', { events: 0 }), recordOf('b', { events: 2 }), recordOf('c'));
  assert.equal(logExport.hasRoom(), true);
  assert.deepEqual(
    dir.mock.calls.map((call) => (call.arguments as unknown as [{ body: string }])[0].body),
    ['a', 'b', 'c'],
  );
  assert.deepEqual(logExport.counters(), { exported: 3, dropped: {}, ...NONE_QUEUED });
  await logExport.forceFlush(1000);
  await logExport.shutdown(AbortSignal.timeout(1000));
  emit(logExport, recordOf('d'));
  await logExport.shutdown(AbortSignal.timeout(1000));
  assert.equal(dir.mock.callCount(), 3);
  assert.deepEqual(logExport.counters(), { exported: 3, dropped: { shutdown: 1 }, ...NONE_QUEUED });
});

test('the console is given all that a record says', () => {
  const span = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331', traceFlags: 1 };
  const exporter = new InMemoryLogRecordExporter();
  const attributes = { 'ktls.comm': 'a', 'ktls.length': 1 };
  emit(createConsoleLogs(SCOPE, exporter), recordOf('text', { attributes, span }), recordOf('more'));
  const [shown, more] = exporter.getFinishedLogRecords();
  assert.ok(shown !== undefined && more !== undefined);
  const { resource, ...record } = shown;
  assert.deepEqual(record, {
    hrTime: [1_700_000_000, 123_456_789],
    hrTimeObserved: [1_700_000_001, 1],
    spanContext: span,
    severityText: 'INFO',
    severityNumber: 9,
    body: 'text',
    eventName: 'ktls.data',
    instrumentationScope: SCOPE,
    attributes,
    droppedAttributesCount: 0,
  });
  assert.deepEqual(resource.attributes, RESOURCE.attributes);
  assert.equal(more.spanContext, undefined);
});

test('what the console can not write is dropped', () => {
  const exporter = new InMemoryLogRecordExporter();
  exporter.export = (_records, done) => done({ code: ExportResultCode.FAILED });
  const logExport = createConsoleLogs(SCOPE, exporter);
  emit(logExport, recordOf('a', { events: 2 }));
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { console: 2 }, ...NONE_QUEUED });
});

test('the console has room again when its reader has caught up, and for ever once that has gone', async () => {
  const stream = new PassThrough({ highWaterMark: 2 });
  const logExport = createConsoleLogs(SCOPE, new InMemoryLogRecordExporter(), new Output(stream));
  let rooms = 0;
  logExport.onRoom(() => (rooms += 1));
  // The first two bytes go on to the readable side.
  for (const text of ['ab', 'c', 'd']) stream.write(text);
  assert.equal(logExport.hasRoom(), false);
  stream.resume();
  await once(stream, 'drain');
  assert.deepEqual([logExport.hasRoom(), rooms], [true, 1]);
  emit(logExport, recordOf('a', { events: 2 }));
  stream.destroy(Object.assign(new Error('nobody reads'), { code: 'EPIPE' }));
  await new Promise((resolve) => stream.once('close', resolve));
  emit(logExport, recordOf('b', { events: 3 }));
  assert.deepEqual([logExport.hasRoom(), rooms], [true, 2]);
  assert.deepEqual(logExport.counters(), { exported: 2, dropped: { console: 3 }, ...NONE_QUEUED });
});

test('spans that nobody reads are dropped at the bound, and the next line says how many', async () => {
  const stream = new PassThrough({ highWaterMark: 1 });
  const line = (count: number): string => `${count} missing`;
  const output = new Output(stream, { maxBytes: 10, begins: () => {}, line });
  const exporter = {
    export(_: unknown, done: (result: ExportResult) => void) {
      output.write('span\n');
      done({ code: ExportResultCode.SUCCESS });
    },
  };
  const spanExport = createConsoleSpans(SCOPE, exporter, output);
  // Two are the bound.
  for (let i = 0; i < 6; i++) spanExport.write(RESOURCE, SPAN);
  assert.deepEqual(spanExport.counters(), { exported: 2, dropped: { queue_full: 4 }, ...NONE_QUEUED });
  let text = '';
  stream.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
  while (!text.includes('missing')) await once(stream, 'data');
  spanExport.write(RESOURCE, SPAN);
  await nextTurn();
  assert.equal(text, 'span\nspan\n4 missing\nspan\n');
});

test('no exporter drops every event and always has room', async () => {
  const logExport = createNoneExport(LOGS);
  emit(logExport, recordOf('a'), recordOf('b', { events: 3 }), recordOf('c', { events: 0 }));
  assert.equal(logExport.hasRoom(), true);
  await logExport.forceFlush(0);
  await logExport.shutdown(AbortSignal.abort());
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { exporter_none: 4 }, inFlight: 0 });
});
