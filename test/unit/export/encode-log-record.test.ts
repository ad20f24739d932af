// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ROOT_CONTEXT, TraceFlags, trace } from '@opentelemetry/api';
import type { AnyValue, LoggerOptions, LogRecord } from '@opentelemetry/api-logs';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import fc, { type Arbitrary } from 'fast-check';
import { Batch } from '../../../src/export/batch.ts';
import { LOGS } from '../../../src/export/log-signal.ts';
import { WriterPool } from '../../../src/export/writer-pool.ts';
import { list } from '../arbitraries.ts';
import type { DecodedRecord, DecodedRequest } from './otlp-proto.ts';
import { decodeJsonRequest, decodeRequest } from './otlp-proto.ts';

const resource = resourceFromAttributes(
  { 'service.name': 'ktls-otel', 'os.version': '6.12', n: 3 },
  { schemaUrl: 'urn:r' },
);
const TIMES = { timestamp: [1_700_000_000, 1], observedTimestamp: [1_700_000_001, 999_999_999] } satisfies LogRecord;
const NOW = 1_760_000_000_123;

function encode(records: LogRecord[], options?: LoggerOptions, format: 'protobuf' | 'json' = 'protobuf'): Buffer {
  const encoding = LOGS[format](() => NOW);
  const batch = new Batch(encoding.frame, new WriterPool());
  const { attributes, schemaUrl } = resource;
  const envelope = encoding.envelope({ attributes, schemaUrl }, { name: 'capture', version: '1.2.3', ...options });
  for (const record of records) batch.add(envelope, encoding.encode(record), 1);
  const request = batch.toRequest();
  assert.ok(request.length <= batch.bytes);
  return request;
}

function encodeBySdk(records: LogRecord[], options?: LoggerOptions): Uint8Array {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  for (const record of records) provider.getLogger('capture', '1.2.3', options).emit(record);
  return ProtobufLogsSerializer.serializeRequest(exporter.getFinishedLogRecords()) as Uint8Array;
}

function sameAsSdk(records: LogRecord[], options?: LoggerOptions): DecodedRequest {
  const decoded = decodeRequest(encode(records, options));
  assert.deepEqual(decoded, decodeRequest(encodeBySdk(records, options)));
  assert.deepEqual(decodeJsonRequest(encode(records, options, 'json')), decoded);
  return decoded;
}

function onlyRecord(record: LogRecord): DecodedRecord {
  const decoded = decodeRequest(encode([record])).resourceLogs[0]?.scopeLogs[0]?.logRecords ?? [];
  assert.equal(decoded.length, 1);
  return decoded[0] as DecodedRecord;
}

test('a record is encoded byte for byte', () => {
  const record: LogRecord = {
    timestamp: [1, 2],
    observedTimestamp: [0, 0x0102],
    severityNumber: 9,
    severityText: 'INFO',
    body: 'é',
    attributes: { a: 'b', n: 300 },
    eventName: 'e',
  };
  const expected = [
    '12 37', // log_records
    '09 02ca9a3b00000000',
    '10 09',
    '1a 04 494e464f',
    '2a 04 0a 02 c3a9', // time, severity, body
    '32 08 0a 01 61 12 03 0a 01 62',
    '32 08 0a 01 6e 12 03 18 ac02', // attributes
    '59 0201000000000000',
    '62 01 65', // observed time, event name
  ]
    .join('')
    .replaceAll(' ', '');
  const request = encode([record]).toString('hex');
  assert.equal(request.slice(-expected.length), expected);
});

test('a record is JSON text for text', () => {
  const record: LogRecord = {
    timestamp: [1, 2],
    observedTimestamp: [0, 3],
    severityNumber: 9,
    severityText: 'INFO',
    body: 'é"',
    attributes: { a: true, n: 2 ** 53, b: new Uint8Array([255]), x: 0.5, '': 1 },
    eventName: 'e',
  };
  const context = trace.setSpanContext(ROOT_CONTEXT, {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: 1,
  });
  const expected =
    '{"timeUnixNano":"1000000002","severityNumber":9,"severityText":"INFO","body":{"stringValue":"é\\""},"attributes":[' +
    '{"key":"a","value":{"boolValue":true}},{"key":"n","value":{"intValue":"9007199254740992"}},' +
    '{"key":"b","value":{"bytesValue":"/w=="}},{"key":"x","value":{"doubleValue":0.5}}],' +
    '"flags":1,"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","observedTimeUnixNano":"3","eventName":"e"}';
  const start =
    '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"ktls-otel"}},' +
    '{"key":"os.version","value":{"stringValue":"6.12"}},{"key":"n","value":{"intValue":"3"}}]},"schemaUrl":"urn:r",' +
    '"scopeLogs":[{"scope":{"name":"capture","version":"1.2.3"},"logRecords":[';
  const two = encode(
    [
      { ...record, context },
      { ...record, context },
    ],
    undefined,
    'json',
  ).toString();
  assert.equal(two, `${start}${expected},${expected}]}]}]}`);
});

test('every kind of value is encoded as the SDK encodes it', () => {
  const values: AnyValue[] = [
    '',
    'a',
    'ü',
    '€',
    '😀',
    'x'.repeat(127),
    'x'.repeat(128),
    'é'.repeat(100),
    '漢'.repeat(6000),
    'x'.repeat(16383),
    'x'.repeat(16384),
    'x'.repeat(70_000),
    true,
    false,
    0,
    -0,
    1,
    127,
    128,
    16383,
    16384,
    2097151,
    2097152,
    2 ** 31,
    2 ** 32 - 1,
    2 ** 32,
    2 ** 53 - 1,
    2 ** 53,
    2 ** 62,
    -1,
    -(2 ** 31),
    -(2 ** 53),
    -(2 ** 63),
    2 ** 63,
    1e300,
    0.5,
    -0.5,
    NaN,
    Infinity,
    -Infinity,
    null,
    undefined,
    new Uint8Array(),
    new Uint8Array([0, 255]),
    Buffer.alloc(200, 7),
    [],
    {},
    [1, 'two', [3, [null]], { four: 4 }],
    { 'a.b': { c: ['d', { e: -5 }] }, f: new Uint8Array([1]) },
  ];
  const attributes = Object.fromEntries(values.map((value, index) => [`key.${index}`, value]));
  const records = [{ ...TIMES, attributes }, ...values.map((body) => ({ ...TIMES, body }))];
  const [logs] = sameAsSdk(records).resourceLogs;
  assert.equal(logs?.scopeLogs[0]?.logRecords.length, values.length + 1);
});

test('keys of any length and alphabet are encoded as the SDK encodes them', () => {
  for (const length of [1, 19, 20, 21, 60, 111, 112, 113, 126, 127, 128, 16384]) {
    sameAsSdk([
      { ...TIMES, attributes: { ['k'.repeat(length)]: 1, ['é'.repeat(length)]: 'v', ok: 'x'.repeat(length) } },
    ]);
  }
});

test('an empty key is left out, as the SDK does', () => {
  assert.equal((onlyRecord({ ...TIMES, attributes: { '': 1, a: 2 } }).attributes as unknown[]).length, 1);
  sameAsSdk([{ ...TIMES, attributes: { '': 1, a: 2 } }]);
});

test('a lone surrogate becomes U+FFFD and leaves its surroundings as they are', () => {
  const long = (between: string): string => `${'x'.repeat(50)}${between}${'y'.repeat(50)}`;
  for (const [text, wellFormed] of [
    ['\ud800', '\ufffd'],
    ['a\udc00b', 'a\ufffdb'],
    [long('\ud83d'), long('\ufffd')],
  ] as const) {
    const { body, attributes } = onlyRecord({ ...TIMES, body: text, attributes: { text } });
    assert.deepEqual(body, { stringValue: wellFormed });
    assert.deepEqual(attributes, [{ key: 'text', value: { stringValue: wellFormed } }]);
  }
});

test('times are exact to the nanosecond', () => {
  const exact: [LogRecord['timestamp'], string][] = [
    [[0, 0], '0'],
    [[0, 1], '1'],
    [[4, 294_967_295], '4294967295'],
    [[4, 294_967_296], '4294967296'],
    [[1_700_000_000, 123_456_789], '1700000000123456789'],
    [[2 ** 32, 999_999_999], '4294967296999999999'],
    [[65_535, 999_999_999], '65535999999999'],
    [[65_536, 0], '65536000000000'],
    [[18_446_744_073, 709_551_615], '18446744073709551615'],
    [[-1, 0], '0'],
    [[NaN, 0], '0'],
    [1_700_000_000_123, '1700000000123000000'],
    [new Date(1_700_000_000_999), '1700000000999000000'],
  ];
  for (const [timestamp, expected] of exact) {
    assert.equal(onlyRecord({ timestamp: timestamp as number }).timeUnixNano, expected);
  }
});

test('a record without times happened and was observed now', () => {
  const { timeUnixNano, observedTimeUnixNano } = onlyRecord({ body: 'x' });
  assert.deepEqual([timeUnixNano, observedTimeUnixNano], ['1760000000123000000', '1760000000123000000']);
});

test('the span of an explicit context is written, an invalid one is not', () => {
  const spanContext = {
    traceId: '0af7651916cd43dd8448eb211c80319c',
    spanId: 'b7ad6b7169203331',
    traceFlags: TraceFlags.SAMPLED,
  };
  const context = trace.setSpanContext(ROOT_CONTEXT, spanContext);
  sameAsSdk([{ ...TIMES, context }]);
  assert.equal(onlyRecord({ ...TIMES, context }).flags, 1);
  const invalid = trace.setSpanContext(ROOT_CONTEXT, { ...spanContext, spanId: '0' });
  assert.equal(onlyRecord({ ...TIMES, context: invalid }).traceId, undefined);
});

test('resource, scope, schema URLs and scope attributes are written as the SDK writes them', () => {
  const options = { schemaUrl: 'urn:scope', attributes: { part: 'x', list: [1, 2] } };
  const [logs] = sameAsSdk([{ ...TIMES, body: 'x' }], options).resourceLogs;
  assert.equal(logs?.schemaUrl, 'urn:r');
  assert.equal(logs?.scopeLogs[0]?.schemaUrl, 'urn:scope');
});

const ASCII = ['a', 'Z', ' ', '\n', '\0'];
const text = (maxLength: number): Arbitrary<string> =>
  fc
    .oneof(
      list(fc.constantFrom(...ASCII), 0, maxLength),
      list(fc.constantFrom(...ASCII, 'é', '€', '漢', '😀', '\ud800'), 0, maxLength),
    )
    .map((characters) => characters.join(''));

const simpleValue: Arbitrary<AnyValue> = fc.oneof(
  text(300),
  fc.boolean(),
  fc.tuple(fc.integer({ min: -(2 ** 30), max: 2 ** 30 }), fc.nat(33)).map(([mantissa, power]) => mantissa * 2 ** power),
  fc.nat(1e9).map((thousandths) => thousandths / 1000),
  fc.uint8Array({ maxLength: 299, size: 'max' }),
  fc.constant(null),
);

/** Lists and maps in each other, so many deep. */
function anyValue(depth: number): Arbitrary<AnyValue> {
  if (depth === 0) return simpleValue;
  const values = list(anyValue(depth - 1), 0, 4);
  const named = values.map((all) => Object.fromEntries(all.map((value, index) => [`k${index}`, value])));
  return fc.oneof(
    { arbitrary: simpleValue, weight: 6 },
    { arbitrary: values, weight: 1 },
    { arbitrary: named, weight: 1 },
  );
}

test('a number of 0 to 20 generated attributes of any kind is encoded as the SDK encodes it', () => {
  const record = fc
    .record({
      severityNumber: fc.nat(24),
      body: anyValue(3),
      eventName: text(30),
      severityText: text(6),
      attributes: list(fc.tuple(text(150), anyValue(3)), 0, 20),
    })
    .map(({ attributes, ...rest }) => ({
      ...TIMES,
      ...rest,
      attributes: Object.fromEntries(attributes.map(([name, value], index) => [`${name}${index}`, value])),
    }));
  fc.assert(
    fc.property(list(record, 20, 20), (records) => void sameAsSdk(records)),
    { seed: 7, numRuns: 20 },
  );
});
