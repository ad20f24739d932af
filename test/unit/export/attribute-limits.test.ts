// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import type { LogAttributes } from '@opentelemetry/api-logs';
import { loadSettings } from '../../../config/load.ts';
import { type AttributeLimits, attributeLimits, limitLogs, limitSpans } from '../../../src/export/attribute-limits.ts';
import { writeLogRecord } from '../../../src/export/encode-record.ts';
import { jsonLogRecord, jsonSpan } from '../../../src/export/json-encoding.ts';
import { ProtobufWriter } from '../../../src/export/protobuf-writer.ts';
import type { LogExport, SpanExport } from '../../../src/export/queued-exporter.ts';
import { toLogRecords } from '../../../src/records/call-record.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { lossRecord } from '../../../src/records/event-records.ts';
import type { SpanData } from '../../../src/trace/span-data.ts';
import { redactedData } from '../capture/events.ts';
import { decodeRecords } from './otlp-proto.ts';
import { SPAN } from './spans.ts';

describe('the limits of the attributes of log records and of spans', () => {
  const cases: [env: Record<string, string>, logs: unknown, spans: unknown][] = [
    [{}, undefined, undefined],
    [{ OTEL_ATTRIBUTE_COUNT_LIMIT: '200' }, undefined, undefined],
    [{ OTEL_ATTRIBUTE_COUNT_LIMIT: '127' }, [Infinity, 127], [Infinity, 127]],
    [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '0' }, [0, 128], [0, 128]],
    [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '9', OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '0' }, [9, 128], [0, 128]],
    [{ OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '0', OTEL_ATTRIBUTE_COUNT_LIMIT: '5' }, [Infinity, 0], [Infinity, 5]],
    [{ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '-1' }, undefined, undefined],
  ];
  for (const [env, logs, spans] of cases) {
    test(JSON.stringify(env), () => {
      const { settings } = loadSettings({ env });
      const limits = (['logrecord', 'span'] as const).map((model) => attributeLimits(settings, model));
      assert.deepEqual(
        limits.map((limit) => limit && [limit.valueLength, limit.count]),
        [logs, spans],
      );
    });
  }
});

/** What of a record gets to an export behind these limits. */
function written<Item>(limit: (inner: never) => { write(resource: object, item: Item): void }, item: Item): Item {
  const items: Item[] = [];
  limit({ write: (_: unknown, one: Item) => items.push(one) } as never).write({ attributes: {} }, item);
  const [only] = items;
  assert.ok(only !== undefined && items.length === 1);
  return only;
}

/** Of a span behind these limits. */
function limitAttributes(attributes: LogAttributes, limits: AttributeLimits) {
  const span = written<SpanData>((inner: SpanExport) => limitSpans(inner, limits), { ...SPAN, attributes });
  return { attributes: span.attributes, droppedAttributes: span.droppedAttributes };
}

test('texts are cut to so many characters, in lists too; a pair of surrogates is one, and is not parted', () => {
  const attributes = {
    text: 'a😀b😀',
    list: ['abcd', 'é', '😀😀😀'],
    number: 12_345,
    flag: true,
    bytes: new Uint8Array(9),
  };
  const cutTo = (valueLength: number) => limitAttributes(attributes, { valueLength, count: 9 }).attributes;
  const { number, flag, bytes } = attributes;
  assert.deepEqual(cutTo(4), attributes);
  assert.deepEqual(cutTo(3), { text: 'a😀b', list: ['abc', 'é', '😀😀😀'], number, flag, bytes });
  assert.deepEqual(cutTo(2), { text: 'a😀', list: ['ab', 'é', '😀😀'], number, flag, bytes });
  assert.deepEqual(cutTo(0), { text: '', list: ['', '', ''], number, flag, bytes });
});

test('the first attributes are kept, as many as the limit says, and the others are counted', () => {
  const attributes = { a: 1, b: 2, c: 3 };
  const kept = (count: number) => limitAttributes(attributes, { valueLength: Infinity, count });
  assert.deepEqual(kept(3), { attributes, droppedAttributes: 0 });
  assert.deepEqual(kept(2), { attributes: { a: 1, b: 2 }, droppedAttributes: 1 });
  assert.deepEqual(kept(0), { attributes: {}, droppedAttributes: 3 });
});

test('a record of a call is encoded with the attributes that are kept, and says how many are not', () => {
  const [call] = toLogRecords(redactedData('GET / HTTP/1.1'), { plaintextBytes: 99, plaintextField: 'attribute' });
  assert.ok(call !== undefined);
  const limits = { valueLength: 4, count: 3 };
  const record = written<CapturedRecord>((inner: LogExport) => limitLogs(inner, limits), call);
  const all = Object.keys(call.attributes).length;
  const writer = new ProtobufWriter(64);
  writeLogRecord(writer, record);
  const [decoded] = decodeRecords(writer.written());
  const [body, kept] = [call.body, Object.entries(call.attributes).slice(0, 3)];
  assert.deepEqual(decoded, {
    timeUnixNano: call.timeUnixNanos.toString(),
    severityNumber: 9,
    severityText: 'INFO',
    body: { stringValue: body },
    attributes: kept.map(([key, value]) => ({
      key,
      value: typeof value === 'string' ? { stringValue: value.slice(0, 4) } : { intValue: `${value}` },
    })),
    droppedAttributesCount: all - 3,
    observedTimeUnixNano: call.observedTimeUnixNanos.toString(),
    eventName: 'ktls.data',
  });
  assert.equal((jsonLogRecord(record) as { droppedAttributesCount: number }).droppedAttributesCount, all - 3);
  assert.equal(record.events, 1);
});

test('a span likewise', () => {
  const attributes = { 'url.path': '/products', 'http.request.method': 'GET', 'url.scheme': 'https' };
  const limits = { valueLength: 4, count: 2 };
  const span = written<SpanData>((inner: SpanExport) => limitSpans(inner, limits), { ...SPAN, attributes });
  assert.deepEqual(span, {
    ...SPAN,
    attributes: { 'url.path': '/pro', 'http.request.method': 'GET' },
    droppedAttributes: 1,
  });
  assert.equal((jsonSpan(span) as { droppedAttributesCount: number }).droppedAttributesCount, 1);
});

test('a record of a loss keeps its severity', () => {
  const loss = lossRecord({ reason: 'ring', count: 1, startUnixNanos: 0n, endUnixNanos: 1n });
  const limited = written((inner: LogExport) => limitLogs(inner, { valueLength: 2, count: 1 }), loss);
  assert.deepEqual(
    [limited.severity, limited.attributes, limited.droppedAttributes],
    ['WARN', { 'ktls.loss.reason': 'ri' }, 2],
  );
});
