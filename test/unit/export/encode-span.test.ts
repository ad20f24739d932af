// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createTraceState } from '@opentelemetry/api';
import { ExportResultCode } from '@opentelemetry/core';
import { ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Batch, WriterPool } from '../../../src/export/batch.ts';
import { createConsoleSpans } from '../../../src/export/console-export.ts';
import { SPANS } from '../../../src/export/create-export.ts';
import type { SpanData } from '../../../src/trace/span-data.ts';
import { decodeJsonSpans, decodeSpans } from './otlp-proto.ts';
import { SPAN } from './spans.ts';

const RESOURCE = { attributes: { 'service.name': 'nginx', 'process.pid': 7 } };
const SCOPE = { name: 'ktls-otel', version: '1' };

function encode(spans: readonly SpanData[], format: 'protobuf' | 'json'): Buffer {
  const encoding = SPANS[format]();
  const batch = new Batch(encoding.frame, new WriterPool());
  const envelope = encoding.envelope(RESOURCE, SCOPE);
  for (const span of spans) batch.add(envelope, encoding.encode(span), 1);
  const request = batch.toRequest();
  assert.ok(request.length <= batch.bytes);
  return request;
}

/** The SDK's serializer, of the spans that the console is given. */
function encodeBySdk(spans: readonly SpanData[]): Uint8Array {
  const readable: ReadableSpan[] = [];
  const exporter = createConsoleSpans(SCOPE, {
    export(given, done) {
      readable.push(...given);
      done({ code: ExportResultCode.SUCCESS });
    },
  });
  for (const span of spans) exporter.write(RESOURCE, span);
  assert.deepEqual(exporter.counters(), { exported: spans.length, dropped: {}, inFlight: 0 });
  return ProtobufTraceSerializer.serializeRequest(readable) as Uint8Array;
}

/** The spans of all resources, in order: the SDK makes a resource of each. */
function spansOf(request: Uint8Array): unknown[] {
  return decodeSpans(request).resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap(({ spans }) => spans));
}

const VARIANTS: SpanData[] = [
  SPAN,
  { ...SPAN, kind: 'server', parentSpanId: '00f067aa0ba902b7', isParentRemote: true },
  { ...SPAN, kind: 'server', parentSpanId: '00f067aa0ba902b7', isParentRemote: false },
  { ...SPAN, droppedAttributes: 300 },
  { ...SPAN, isError: true, name: 'GET /é/{id}' },
  { ...SPAN, context: { ...SPAN.context, traceFlags: 0, traceState: createTraceState('a=1,b=2') } },
  { ...SPAN, startUnixNanos: 0n, endUnixNanos: 2n ** 63n - 1n, name: '' },
  {
    ...SPAN,
    attributes: {
      'http.request.method': 'GET',
      'http.response.status_code': 500,
      'server.port': 443,
      ratio: 0.5,
      list: ['a', 'b'],
      yes: true,
    },
  },
  { ...SPAN, attributes: { text: 'x'.repeat(70_000) } },
];

test('a span is encoded byte for byte', () => {
  const span: SpanData = {
    ...SPAN,
    parentSpanId: '00f067aa0ba902b7',
    isParentRemote: true,
    isError: true,
    startUnixNanos: 1n,
    endUnixNanos: 0x0102_0304_0506_0708n,
    attributes: { a: 'b' },
  };
  const expected = [
    '12 53', // spans
    '0a 10 0af7651916cd43dd8448eb211c80319c',
    '12 08 b7ad6b7169203331',
    '22 08 00f067aa0ba902b7', // ids
    '2a 03 474554',
    '30 03',
    '39 0100000000000000',
    '41 0807060504030201', // name, kind, times
    '4a 08 0a 01 61 12 03 0a 01 62',
    '7a 02 18 02',
    '85 01 01030000', // attributes, status, flags
  ]
    .join('')
    .replaceAll(' ', '');
  assert.equal(encode([span], 'protobuf').toString('hex').slice(-expected.length), expected);
});

test('a span is JSON text for text', () => {
  const span: SpanData = {
    ...SPAN,
    parentSpanId: '00f067aa0ba902b7',
    isParentRemote: true,
    isError: true,
    attributes: { n: 5 },
  };
  const expected =
    '{"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","parentSpanId":"00f067aa0ba902b7",' +
    '"flags":769,"name":"GET","kind":3,"startTimeUnixNano":"1700000000123456789","endTimeUnixNano":"1700000000123456790",' +
    '"attributes":[{"key":"n","value":{"intValue":"5"}}],"status":{"code":2}}';
  const request = encode([span], 'json').toString();
  assert.ok(request.startsWith('{"resourceSpans":[{"resource":'), request);
  assert.ok(
    request.endsWith(`"scopeSpans":[{"scope":{"name":"ktls-otel","version":"1"},"spans":[${expected}]}]}]}`),
    request,
  );
});

test('spans of every kind are encoded as the SDK encodes them, in protobuf and in JSON', () => {
  const ours = encode(VARIANTS, 'protobuf');
  assert.equal(spansOf(ours).length, VARIANTS.length);
  assert.deepEqual(spansOf(ours), spansOf(encodeBySdk(VARIANTS)));
  assert.deepEqual(decodeJsonSpans(encode(VARIANTS, 'json')), decodeSpans(ours));
});

test('the console shows a span as the SDK does', (t) => {
  const dir = t.mock.method(console, 'dir', () => {});
  const spanExport = createConsoleSpans(SCOPE);
  spanExport.write(RESOURCE, { ...SPAN, parentSpanId: '00f067aa0ba902b7', isParentRemote: true });
  const [shown] = (dir.mock.calls[0]?.arguments ?? []) as unknown as [Record<string, unknown>];
  assert.equal(dir.mock.callCount(), 1);
  assert.deepEqual(
    [shown.name, shown.id, shown.traceId, shown.kind],
    ['GET', SPAN.context.spanId, SPAN.context.traceId, 2],
  );
  assert.deepEqual(shown.resource, RESOURCE);
  assert.deepEqual(shown.parentSpanContext, { ...SPAN.context, spanId: '00f067aa0ba902b7', isRemote: true });
});
