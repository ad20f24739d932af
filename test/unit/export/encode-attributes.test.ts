// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import fc, { type Arbitrary } from 'fast-check';
import { LOGS } from '../../../src/export/create-export.ts';
import { writeAttributes, writeTextAttribute } from '../../../src/export/encode-attributes.ts';
import { ProtobufWriter } from '../../../src/export/protobuf-writer.ts';
import { list } from '../arbitraries.ts';
import { LONE_SURROGATES, recordOf } from './captured-records.ts';
import { decodeAttributes, decodeJsonRequest, decodeRequest } from './otlp-proto.ts';

/** The writer has to grow. */
function encode(attributes: AnyValueMap): Buffer {
  const writer = new ProtobufWriter(1);
  writeAttributes(writer, 1, attributes);
  return Buffer.from(writer.written());
}

/** As those of a resource. */
function encodeAsJson(attributes: AnyValueMap): Buffer {
  const { frame, envelope, encode: encodeRecord } = LOGS.json();
  const { before, after } = envelope({ attributes }, { name: '' });
  const record = encodeRecord(recordOf(''));
  return Buffer.concat([frame.head, before(record.length), record, after, frame.tail]);
}

function decodedJson(json: Buffer): unknown {
  const resource = decodeJsonRequest(json).resourceLogs[0]?.resource;
  return Object(resource).attributes ?? [];
}

/** As those of log records, whatever they are. */
function decodedOfSdk(attributes: AnyValueMap): unknown {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ processors: [new SimpleLogRecordProcessor({ exporter })] });
  provider.getLogger('').emit({ attributes });
  const request = ProtobufLogsSerializer.serializeRequest(exporter.getFinishedLogRecords());
  assert.ok(request);
  return decodeRequest(request).resourceLogs[0]?.scopeLogs[0]?.logRecords[0]?.attributes ?? [];
}

function sameAsSdk(attributes: AnyValueMap): void {
  const decoded = decodeAttributes(encode(attributes));
  assert.deepEqual(decoded, decodedOfSdk(attributes));
  assert.deepEqual(decodedJson(encodeAsJson(attributes)), decoded);
}

test('attributes are encoded byte for byte', () => {
  const expected = '0a 08 0a 01 61 12 03 0a 01 62 | 0a 08 0a 01 6e 12 03 18 ac02 | 0a 08 0a 02 c3a9 12 02 10 01';
  assert.equal(encode({ a: 'b', n: 300, '': 1, é: true }).toString('hex'), expected.replaceAll(/[ |]/g, ''));
});

test('attributes are JSON text for text', () => {
  const attributes = { a: true, n: 2 ** 53, b: new Uint8Array([255]), x: 0.5, '': 1 };
  const expected =
    '{"resourceLogs":[{"resource":{"attributes":[{"key":"a","value":{"boolValue":true}},' +
    '{"key":"n","value":{"intValue":"9007199254740992"}},{"key":"b","value":{"bytesValue":"/w=="}},' +
    '{"key":"x","value":{"doubleValue":0.5}}]}';
  assert.equal(encodeAsJson(attributes).toString().slice(0, expected.length), expected);
});

test('a key of any length has an integer', () => {
  for (let length = 100; length < 140; length += 1) sameAsSdk({ ['k'.repeat(length)]: 1 });
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
  sameAsSdk(Object.fromEntries(values.map((value, index) => [`key.${index}`, value])));
  for (const value of values) sameAsSdk({ value });
});

test('keys of any length and alphabet are encoded as the SDK encodes them', () => {
  for (const length of [1, 19, 20, 21, 60, 111, 112, 113, 126, 127, 128, 16384])
    sameAsSdk({ ['k'.repeat(length)]: 1, ['é'.repeat(length)]: 'v', ok: 'x'.repeat(length) });
});

test('an empty key is left out, as the SDK does', () => {
  assert.deepEqual(decodeAttributes(encode({ '': 1, a: 2 })), [{ key: 'a', value: { intValue: '2' } }]);
  sameAsSdk({ '': 1, a: 2 });
});

test('a lone surrogate becomes U+FFFD and leaves its surroundings as they are', () => {
  for (const [text, wellFormed] of LONE_SURROGATES) {
    const expected = [{ key: 'text', value: { stringValue: wellFormed } }];
    assert.deepEqual(decodeAttributes(encode({ text })), expected);
    assert.deepEqual(decodedJson(encodeAsJson({ text })), expected);
  }
});

test('text in UTF-8 is the same attribute as the string of it', () => {
  const lengths = Array.from({ length: 400 }, (_, index) => index);
  for (const length of [...lengths, ...lengths.map((index) => 16_100 + index), 61_440, 2 ** 21 - 1, 2 ** 21]) {
    for (const key of ['ktls.plaintext', 'k'.repeat(120)]) {
      const text = Buffer.alloc(length, 'x');
      const writer = new ProtobufWriter(1);
      writeTextAttribute(writer, 1, key, text);
      assert.ok(writer.written().equals(encode({ [key]: text.toString() })), `${length} bytes`);
    }
  }
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
  const attributes = list(fc.tuple(text(150), anyValue(3)), 0, 20).map((pairs) =>
    Object.fromEntries(pairs.map(([name, value], index) => [`${name}${index}`, value])),
  );
  fc.assert(fc.property(attributes, sameAsSdk), { seed: 7, numRuns: 400 });
});
