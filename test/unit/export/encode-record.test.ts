// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type SpanContext, TraceFlags } from '@opentelemetry/api';
import type { AnyValue, LoggerOptions } from '@opentelemetry/api-logs';
import { ProtobufLogsSerializer } from '@opentelemetry/otlp-transformer';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { InMemoryLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import fc, { type Arbitrary } from 'fast-check';
import type { Call, CallOrigin } from '../../../src/capture/event.ts';
import { Batch, WriterPool } from '../../../src/export/batch.ts';
import { LOGS } from '../../../src/export/create-export.ts';
import { writeLogRecord } from '../../../src/export/encode-record.ts';
import { ProtobufWriter } from '../../../src/export/protobuf-writer.ts';
import { type LogRecordOptions, toLogRecords } from '../../../src/records/call-record.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { connectionRecord, lossRecord } from '../../../src/records/event-records.ts';
import { Redacted, type RedactedData } from '../../../src/redact/redacted.ts';
import { bytes, list } from '../arbitraries.ts';
import {
  type CallFields,
  callWith,
  closeEvent,
  LITTLE_KNOWN,
  ORIGIN,
  openEvent,
  redactedData,
} from '../capture/events.ts';
import { awkwardBytes } from '../records/awkward-bytes.ts';
import { plainRecord } from '../records/plain-record.ts';
import { LONE_SURROGATES, recordOf, sdkRecord } from './captured-records.ts';
import {
  type DecodedRecord,
  type DecodedRequest,
  decodeJsonRequest,
  decodeRecords,
  decodeRequest,
} from './otlp-proto.ts';

const resource = resourceFromAttributes(
  { 'service.name': 'ktls-otel', 'os.version': '6.12', n: 3 },
  { schemaUrl: 'urn:r' },
);
const SPAN: SpanContext = {
  traceId: '0af7651916cd43dd8448eb211c80319c',
  spanId: 'b7ad6b7169203331',
  traceFlags: TraceFlags.SAMPLED,
};

function encode(records: readonly CapturedRecord[], format: 'protobuf' | 'json', options?: LoggerOptions): Buffer {
  const encoding = LOGS[format]();
  const batch = new Batch(encoding.frame, new WriterPool());
  const { attributes, schemaUrl } = resource;
  const envelope = encoding.envelope({ attributes, schemaUrl }, { name: 'capture', version: '1.2.3', ...options });
  for (const record of records) batch.add(envelope, encoding.encode(record), 1);
  const request = batch.toRequest();
  assert.ok(request.length <= batch.bytes);
  return request;
}

function encodeBySdk(records: readonly CapturedRecord[], options?: LoggerOptions): Uint8Array {
  const exporter = new InMemoryLogRecordExporter();
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter })] });
  const logger = provider.getLogger('capture', '1.2.3', options);
  for (const record of records) logger.emit(sdkRecord(record));
  const request = ProtobufLogsSerializer.serializeRequest(exporter.getFinishedLogRecords());
  assert.ok(request);
  return request;
}

function sameAsSdk(records: readonly CapturedRecord[], options?: LoggerOptions): DecodedRequest {
  const decoded = decodeRequest(encode(records, 'protobuf', options));
  assert.deepEqual(decoded, decodeRequest(encodeBySdk(records, options)));
  assert.deepEqual(decodeJsonRequest(encode(records, 'json', options)), decoded);
  return decoded;
}

/** The one record as the writer has it, which has to grow. */
function written(record: CapturedRecord): Buffer {
  const writer = new ProtobufWriter(1);
  writeLogRecord(writer, record);
  return Buffer.from(writer.written());
}

function decodedOf(record: CapturedRecord): DecodedRecord {
  const [decoded, ...more] = decodeRecords(written(record));
  assert.ok(decoded !== undefined && more.length === 0);
  return decoded;
}

function protoValue(value: AnyValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  return Number.isInteger(value) ? { intValue: `${value}` } : { doubleValue: `double ${value}` };
}

const idBytes = (id: string): number[] => [...Buffer.from(id, 'hex')];

/** What the record says, as the official definitions have it. */
function expectedOf(record: CapturedRecord): DecodedRecord {
  const { span } = record;
  return {
    timeUnixNano: `${record.timeUnixNanos}`,
    severityNumber: record.severity === 'WARN' ? 13 : 9,
    severityText: record.severity ?? 'INFO',
    body: { stringValue: record.body },
    attributes: Object.entries(record.attributes).map(([key, value]) => ({ key, value: protoValue(value) })),
    ...(span === undefined ? {} : { traceId: idBytes(span.traceId), spanId: idBytes(span.spanId) }),
    ...(span === undefined || span.traceFlags === 0 ? {} : { flags: span.traceFlags }),
    observedTimeUnixNano: `${record.observedTimeUnixNanos}`,
    eventName: record.eventName,
  };
}

/** A record is written as what it says, however it is made, and nothing of it twice. */
function saysTheSame(record: CapturedRecord): void {
  const plain = plainRecord(record);
  assert.deepEqual(decodedOf(record), expectedOf(plain));
  assert.deepEqual(written(record), written(plain));
}

test('a record is encoded byte for byte', () => {
  const record = recordOf('é', {
    timeUnixNanos: 1_000_000_002n,
    observedTimeUnixNanos: 0x0102n,
    attributes: { 'ktls.comm': 'b', 'ktls.length': 300 },
    eventName: 'e',
  });
  const expected = [
    '12 49', // log_records
    '09 02ca9a3b00000000',
    '10 09',
    '1a 04 494e464f',
    '2a 04 0a 02 c3a9', // time, severity, body
    '32 10 0a 09 6b746c732e636f6d6d 12 03 0a 01 62',
    '32 12 0a 0b 6b746c732e6c656e677468 12 03 18 ac02', // attributes
    '59 0201000000000000',
    '62 01 65', // observed time, event name
  ]
    .join('')
    .replaceAll(' ', '');
  const request = encode([record], 'protobuf').toString('hex');
  assert.equal(request.slice(-expected.length), expected);
  assert.equal(written(record).toString('hex'), expected);
});

test('a record is JSON text for text', () => {
  const record = recordOf('é"', {
    timeUnixNanos: 1_000_000_002n,
    observedTimeUnixNanos: 3n,
    attributes: { 'ktls.truncated': true, 'ktls.stream.offset': 2 ** 53, 'ktls.connection.duration': 0.5 },
    eventName: 'e',
    span: SPAN,
  });
  const expected =
    '{"timeUnixNano":"1000000002","severityNumber":9,"severityText":"INFO","body":{"stringValue":"é\\""},"attributes":[' +
    '{"key":"ktls.truncated","value":{"boolValue":true}},' +
    '{"key":"ktls.stream.offset","value":{"intValue":"9007199254740992"}},' +
    '{"key":"ktls.connection.duration","value":{"doubleValue":0.5}}],' +
    '"flags":1,"traceId":"0af7651916cd43dd8448eb211c80319c","spanId":"b7ad6b7169203331","observedTimeUnixNano":"3","eventName":"e"}';
  const start =
    '{"resourceLogs":[{"resource":{"attributes":[{"key":"service.name","value":{"stringValue":"ktls-otel"}},' +
    '{"key":"os.version","value":{"stringValue":"6.12"}},{"key":"n","value":{"intValue":"3"}}]},"schemaUrl":"urn:r",' +
    '"scopeLogs":[{"scope":{"name":"capture","version":"1.2.3"},"logRecords":[';
  assert.equal(encode([record, record], 'json').toString(), `${start}${expected},${expected}]}]}]}`);
});

test('a lone surrogate in a body becomes U+FFFD and leaves its surroundings as they are', () => {
  for (const [text, wellFormed] of LONE_SURROGATES) {
    const record = recordOf(text, { attributes: { 'ktls.comm': text } });
    const { body, attributes } = decodedOf(record);
    assert.deepEqual(body, { stringValue: wellFormed });
    assert.deepEqual(attributes, [{ key: 'ktls.comm', value: { stringValue: wellFormed } }]);
  }
});

test('times are exact to the nanosecond', () => {
  for (const nanos of [
    0n,
    1n,
    4_294_967_295n,
    4_294_967_296n,
    1_700_000_000_123_456_789n,
    4_294_967_296_999_999_999n,
    65_535_999_999_999n,
    65_536_000_000_000n,
    2n ** 63n - 1n,
    2n ** 64n - 1n,
  ]) {
    const record = recordOf('x', { timeUnixNanos: nanos, observedTimeUnixNanos: nanos });
    const { timeUnixNano, observedTimeUnixNano } = decodedOf(record);
    assert.deepEqual([timeUnixNano, observedTimeUnixNano], [`${nanos}`, `${nanos}`]);
    assert.deepEqual(sameAsSdk([record]).resourceLogs[0]?.scopeLogs[0]?.logRecords, [decodedOf(record)]);
  }
});

const SPANS: readonly (SpanContext | undefined)[] = [
  undefined,
  SPAN,
  { ...SPAN, traceFlags: TraceFlags.NONE },
  { ...SPAN, isRemote: true },
  { ...SPAN, traceFlags: 0xff },
  { ...SPAN, traceId: `${'0'.repeat(31)}1`, spanId: 'f'.repeat(16) },
];

test('the span of a record is written, and no flags where it has none', () => {
  const records = SPANS.map((span) => recordOf('x', { span, attributes: { 'ktls.comm': 'a' } }));
  for (const record of records) saysTheSame(record);
  sameAsSdk(records);
  assert.equal(decodedOf(recordOf('x', { span: SPAN })).flags, 1);
  assert.equal(decodedOf(recordOf('x', { span: { ...SPAN, traceFlags: 0 } })).flags, undefined);
  assert.equal(decodedOf(recordOf('x')).traceId, undefined);
});

test('resource, scope, schema URLs and scope attributes are written as the SDK writes them', () => {
  const options = { schemaUrl: 'urn:scope', attributes: { part: 'x', list: [1, 2] } };
  const [logs] = sameAsSdk([recordOf('x')], options).resourceLogs;
  assert.equal(logs?.schemaUrl, 'urn:r');
  assert.equal(logs?.scopeLogs[0]?.schemaUrl, 'urn:scope');
});

describe('records of connections are encoded as what they say', () => {
  const unknown = { connectionId: undefined, cipher: undefined, networkType: undefined, containerId: undefined };
  for (const [what, event] of [
    ['an open', openEvent('a')],
    ['an open of which little is known', { ...openEvent(undefined), origin: { ...ORIGIN, ...unknown } }],
    ['a close', closeEvent('a')],
    ['a close after an error', closeEvent('a', { error: 74, state: 1 })],
    ['a close without a duration', closeEvent(undefined, { durationSeconds: undefined })],
    ['a close after much', closeEvent('a', { durationSeconds: 3, bytes: { TX: 2 ** 53 - 1, RX: 0 } })],
  ] as const) {
    test(what, () => {
      const record = connectionRecord(event);
      saysTheSame(record);
      sameAsSdk([record]);
    });
  }
});

test('records of losses are encoded as what they say, in protobuf and in JSON', () => {
  const span = { startUnixNanos: 1_700_000_000_000_000_000n, endUnixNanos: 1_700_000_060_250_000_000n };
  const records = [
    { reason: 'ring', count: 3, bytes: 0, ...span },
    {
      reason: 'cgroup',
      count: 2 ** 40,
      bytes: 2 ** 53 - 1,
      cgroup: { id: 2n ** 64n - 1n, path: '/é\n\u202e' },
      ...span,
    },
    { reason: 'cgroup_rate', count: 1, cgroup: { id: 1n, path: undefined }, ...span },
    { reason: 'killed', count: 9, isAtMost: true, ...span },
    { reason: 'missed', count: 9, startUnixNanos: 2n, endUnixNanos: 1n },
  ].map(lossRecord);
  for (const record of records) {
    saysTheSame(record);
    assert.deepEqual([decodedOf(record).severityNumber, decodedOf(record).severityText], [13, 'WARN']);
  }
  sameAsSdk(records);
});

interface Variation {
  fields?: CallFields;
  span?: SpanContext | undefined;
  redactions?: number;
  options?: Partial<LogRecordOptions>;
}

/** The records of these bytes. */
function callRecords(plaintext: Buffer | string, { fields = {}, span, redactions = 0, options }: Variation) {
  const data = redactedData(plaintext, fields);
  const runs = data.runs.map((run) => ({ ...run, span }));
  const whole: RedactedData = { ...data, runs, redactions, shownBefore: 0 };
  return toLogRecords(whole, { plaintextBytes: 1 << 20, plaintextField: 'attribute', ...options });
}

const HIGH: CallFields = {
  pid: 2 ** 32 - 1,
  tid: 2 ** 32 - 1,
  uid: 2 ** 32 - 1,
  length: 2 ** 32 - 1,
  callOffset: 2 ** 31,
  streamOffset: Number.MAX_SAFE_INTEGER,
  missed: 2 ** 32 - 1,
};
const VARIATIONS: Readonly<Record<string, Variation>> = {
  'as it is': {},
  'of which little is known': { fields: LITTLE_KNOWN },
  'of no connection': { fields: { connectionId: undefined, missed: 3, isConcurrent: true, streamOffset: 5 } },
  'without addresses': { fields: { networkType: undefined } },
  'without a cipher': { fields: { cipher: undefined, cipherSuite: undefined } },
  'of no container': { fields: { containerId: undefined } },
  'over IPv6, received by the device': {
    fields: {
      networkType: 'ipv6',
      localAddress: '2001:db8::1',
      peerAddress: '::1',
      direction: 'RX',
      operation: 'splice_read',
      offload: 'device',
    },
  },
  'of a connection that was open before': { fields: { connectionPartial: true } },
  'with offsets': { fields: { length: 40_000, callOffset: 16_384, streamOffset: 2 ** 40 } },
  'with the highest numbers': { fields: HIGH },
  'after calls that were missed': { fields: { missed: 7 } },
  'at the same time as another': { fields: { isConcurrent: true } },
  'with redactions': { redactions: 300 },
  'that is an alert': { fields: { recordType: 'alert' } },
  'of another record type': { fields: { recordType: 'type_255', length: 1, callOffset: 1, streamOffset: 1 } },
  'of a thread with a name of its own': { fields: { comm: 'é\t\x1b漢😀\ufffd', executableName: 'naïve' } },
  'of a thread without a name': { fields: { comm: '' } },
  'of a sampled exchange': { span: SPAN },
  'of an exchange that is not sampled': { span: { ...SPAN, traceFlags: TraceFlags.NONE } },
  'of which 10 bytes are shown': { options: { plaintextBytes: 10 } },
  'of which none is shown': { options: { plaintextBytes: 0 } },
};
const x = (length: number): string => 'x'.repeat(length);
const PLAINTEXTS: readonly (string | Buffer)[] = [
  '',
  'x',
  ' ',
  'GET /get HTTP/1.1\r\nHost: example.org\r\n\r\n',
  '\r\nbody',
  '\n',
  '\t',
  'a\tb\tc\nd\te',
  `${x(10)}\r${x(200)}`,
  `${x(118)}\t\t\t`,
  `${x(119)}\n${x(10)}`,
  `${x(120)}\n`,
  ...[119, 120, 121, 127, 128, 255, 256, 16_383, 16_384].map(x),
  'é漢😀',
  `${x(118)}é${x(10)}`,
  `${x(119)}é`,
  `${x(120)}é`,
  `one\n漢`,
  '😀'.repeat(121),
  `${x(119)}😀😀`,
  '\\x00 \\\\x \\',
  Buffer.from([0, 1, 2, 0xff, 0xfe, 0x7f, 0x80]),
  Buffer.concat([Buffer.from(x(119)), Buffer.from([0, 0xff])]),
  Buffer.concat([Buffer.from('\ttext\n'), Buffer.from([0, 0xff])]),
  Buffer.alloc(20_000),
  x(61_440),
  x(61_441),
  `a\tb ${'漢'.repeat(30_000)}`,
];

describe('records of calls are encoded as what they say', () => {
  for (const [what, variation] of Object.entries(VARIATIONS)) {
    test(`of one ${what}`, () => {
      const records = PLAINTEXTS.flatMap((plaintext) =>
        (['attribute', 'body'] as const).flatMap((plaintextField) =>
          callRecords(plaintext, { ...variation, options: { plaintextField, ...variation.options } }),
        ),
      );
      assert.ok(records.length >= 2 * PLAINTEXTS.length);
      for (const record of records) saysTheSame(record);
      sameAsSdk(records);
    });
  }

  test('of several exchanges in one sample', () => {
    const data = redactedData('first\nsecond');
    const part = (from: number, to?: number): Redacted =>
      new Redacted(Buffer.from('first\nsecond').subarray(from, to), [{ at: 0, source: from }]);
    const other = { ...SPAN, spanId: '00f067aa0ba902b7', traceFlags: 0 };
    const runs = [
      { plaintext: part(0, 6), span: SPAN },
      { plaintext: part(6, 8), span: undefined },
      { plaintext: part(8), span: other },
    ];
    for (const plaintextField of ['attribute', 'body'] as const) {
      const records = toLogRecords({ ...data, runs, redactions: 2 }, { plaintextBytes: 256, plaintextField });
      assert.deepEqual(
        records.map(({ span, events }) => [span?.spanId, events]),
        [
          [SPAN.spanId, 0],
          [undefined, 0],
          [other.spanId, 1],
        ],
      );
      for (const record of records) saysTheSame(record);
      sameAsSdk(records);
    }
  });

  test('of origins that say the same, and of one object that is met again', () => {
    const call = callWith({ comm: 'a', length: 5 });
    const calls = [call, { ...call, length: 6 }, { ...call, origin: { ...call.origin } }];
    const others = [{ ...call, origin: { ...call.origin, comm: 'b' } }, call];
    const records = [...calls, ...others].flatMap((each) =>
      toLogRecords({ ...redactedData('text'), call: each }, { plaintextBytes: 256, plaintextField: 'attribute' }),
    );
    assert.deepEqual(
      records.map((record) => decodedOf(record).body?.stringValue),
      ['a[1234] 5', 'a[1234] 6', 'a[1234] 5', 'b[1234] 5', 'a[1234] 5'].map((head) => `TX ${head} B text`),
    );
    for (const record of records) saysTheSame(record);
  });
});

const characters = fc.constantFrom('a', 'Z', '-', ' ', '\t', '\x1b', 'é', '漢', '😀', '\ufffd');
const name = list(characters, 0, 40).map((all) => all.join(''));
const orUnknown = <T>(value: Arbitrary<T>): Arbitrary<T | undefined> => fc.option(value, { nil: undefined });
/** Of every magnitude. */
const uint32 = fc.tuple(fc.integer({ min: 0, max: 2 ** 32 - 1 }), fc.nat(31)).map(([value, shift]) => value >>> shift);
const port = fc.nat(65_535);

const anyOrigin: Arbitrary<CallOrigin> = fc.record({
  pid: uint32,
  tid: uint32,
  uid: uint32,
  comm: name,
  cgroupId: fc.constant(77n),
  isProcessTold: fc.boolean(),
  executableName: orUnknown(name),
  containerId: orUnknown(fc.constant('0123456789abcdef'.repeat(4))),
  podUid: fc.constant(undefined),
  isKernelSocket: fc.boolean(),
  executablePath: orUnknown(name),
  owner: orUnknown(name),
  service: fc.constant(undefined),
  connectionId: orUnknown(fc.constantFrom('abcdef-1', 'ffffffffffffffff-ffffffff')),
  connectionPartial: fc.boolean(),
  networkNamespace: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  sentStart: uint32,
  receivedStart: uint32,
  tlsVersion: orUnknown(fc.constantFrom('1.2', '1.3')),
  cipher: orUnknown(fc.constant('AES-128-GCM')),
  cipherSuite: orUnknown(fc.constant('TLS_AES_128_GCM_SHA256')),
  networkType: fc.constantFrom('ipv4', 'ipv6', undefined),
  localAddress: fc.constantFrom('127.0.0.1', '2001:db8::1'),
  localPort: port,
  peerAddress: fc.constantFrom('192.0.2.10', '::1'),
  peerPort: port,
  direction: fc.constantFrom('TX', 'RX'),
  operation: fc.constantFrom('sendmsg', 'sendpage', 'recvmsg', 'splice_read', 'read_sock'),
  recordType: fc.constantFrom('application_data', 'alert', 'handshake', 'type_0'),
  offload: fc.constantFrom('software', 'device'),
  isOneWay: fc.boolean(),
});

const anyCall: Arbitrary<Omit<Call, 'origin'>> = fc.record({
  bootNanos: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  timeUnixNanos: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  observedTimeUnixNanos: fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }),
  length: uint32,
  callOffset: fc.oneof(fc.constant(0), uint32),
  isLast: fc.boolean(),
  isLeftOut: fc.constant(false),
  streamOffset: fc.tuple(uint32, fc.nat(21)).map(([value, power]) => value * 2 ** power),
  missed: fc.oneof(fc.constant(0), uint32),
  isConcurrent: fc.boolean(),
});

const ascii = list(fc.constantFrom(...'aZ0 \t\t"\\'), 0, 130).map((all) => Buffer.from(all.join('')));
const anyPlaintext = fc.oneof(
  bytes(0, 300),
  awkwardBytes(60),
  fc.tuple(ascii, awkwardBytes(3), ascii).map((parts) => Buffer.concat(parts)),
  fc
    .tuple(ascii, fc.constantFrom('\n', 'é', '\0'), fc.nat(70_000))
    .map(([start, middle, length]) => Buffer.concat([start, Buffer.from(middle), Buffer.alloc(length, 'text ')])),
);

test('any bytes of any call are encoded as what the record says', () => {
  const sample = fc.record({
    call: anyCall,
    plaintext: anyPlaintext,
    span: fc.constantFrom(...SPANS),
    redactions: fc.oneof(fc.constant(0), uint32),
    plaintextBytes: fc.oneof(fc.nat(400), fc.constant(1 << 20)),
    plaintextField: fc.constantFrom('attribute', 'body'),
  });
  const seen = { records: 0, pieces: 0, cut: 0 };
  const holds = fc.property(anyOrigin, list(sample, 1, 4), (origin, samples) => {
    for (const { call, plaintext, span, redactions, ...options } of samples) {
      const runs = [{ plaintext: new Redacted(plaintext), span }];
      const shownTo = plaintext.length;
      const data = {
        kind: 'data',
        call: { ...call, origin },
        runs,
        shownTo,
        shownBefore: 0,
        redactions,
      } as const;
      const records = toLogRecords(data, options);
      for (const record of records) saysTheSame(record);
      if (records.length > 0) sameAsSdk(records);
      seen.records += records.length;
      seen.pieces += records.length > 1 ? 1 : 0;
      seen.cut += plaintext.length > options.plaintextBytes ? 1 : 0;
    }
  });
  fc.assert(holds, { seed: 7, numRuns: 400 });
  assert.ok(seen.records > 800 && seen.pieces > 10 && seen.cut > 50, JSON.stringify(seen));
});
