// SPDX-License-Identifier: Apache-2.0

import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { type LogRecordOptions, toLogRecords } from '../../../src/records/call-record.ts';
import type { CapturedRecord, RecordAttributes } from '../../../src/records/captured-record.ts';
import { type CallFields, LITTLE_KNOWN, redactedData, TIMES } from '../capture/events.ts';
import { ORIGIN_ATTRIBUTES } from './origin-attributes.ts';
import { plainRecord } from './plain-record.ts';

const OPTIONS: LogRecordOptions = { plaintextBytes: 256, plaintextField: 'attribute' };
const GET = 'GET /get HTTP/1.1\r\n\r\n';

function recordsOf(
  plaintext: string | Buffer,
  call: CallFields = {},
  options: Partial<LogRecordOptions> = {},
): CapturedRecord[] {
  return toLogRecords(redactedData(plaintext, call), { ...OPTIONS, ...options });
}

const attribute = (records: CapturedRecord[], name: keyof RecordAttributes): unknown[] =>
  records.map(({ attributes }) => attributes[name]);

describe('the record of a call', () => {
  test('that is known in every respect', () => {
    assert.deepEqual(recordsOf(GET, { streamOffset: 1000 }).map(plainRecord), [
      {
        eventName: 'ktls.data',
        ...TIMES,
        body: 'TX ktls_client[1234] 21 B GET /get HTTP/1.1',
        attributes: {
          ...ORIGIN_ATTRIBUTES,
          'ktls.direction': 'TX',
          'network.io.direction': 'transmit',
          'ktls.length': 21,
          'ktls.captured_length': 21,
          'ktls.truncated': false,
          'ktls.plaintext': GET,
          'ktls.stream.offset': 1000,
          'ktls.record_type': 'application_data',
          'ktls.operation': 'sendmsg',
          'ktls.offload': 'software',
        },
        span: undefined,
        events: 1,
      },
    ]);
  });

  test('of which little is known has no attribute without a value', () => {
    const [record] = recordsOf('', {
      ...LITTLE_KNOWN,
      length: 5,
      direction: 'RX',
      operation: 'recvmsg',
      recordType: 'alert',
      offload: 'device',
    });
    assert.equal(record?.body, 'RX ktls_client[1234] 5 B alert');
    assert.deepEqual(record.attributes, {
      'ktls.direction': 'RX',
      'network.io.direction': 'receive',
      'process.pid': 1234,
      'thread.id': 1235,
      'ktls.comm': 'ktls_client',
      'process.user.id': 1000,
      'ktls.netns.id': '12',
      'ktls.length': 5,
      'ktls.captured_length': 0,
      'ktls.truncated': true,
      'ktls.plaintext': '',
      'ktls.record_type': 'alert',
      'ktls.operation': 'recvmsg',
      'ktls.offload': 'device',
      'tls.protocol.name': 'tls',
      'network.transport': 'tcp',
    });
  });

  test('keeps every nanosecond of its time', () => {
    const [record] = recordsOf('x', {
      timeUnixNanos: 4_102_444_800_999_999_999n,
      observedTimeUnixNanos: 4_102_444_801_000_000_000n,
    });
    assert.deepEqual(
      [record?.timeUnixNanos, record?.observedTimeUnixNanos],
      [4_102_444_800_999_999_999n, 4_102_444_801_000_000_000n],
    );
  });

  test('has the plaintext as its body when that is asked for, and nowhere else', () => {
    const [record] = recordsOf(GET, {}, { plaintextField: 'body' });
    assert.equal(record?.body, GET);
    assert.equal('ktls.plaintext' in record.attributes, false);
    assert.equal(Object.keys(record.attributes).length, 30);
  });
});

test('a connection that is not tracked has neither id, nor offset, nor a claim to be whole, in any piece', () => {
  const call = { connectionId: undefined, missed: 1, isConcurrent: true };
  const records = recordsOf('x'.repeat(70_000), call, { plaintextBytes: 70_000 });
  assert.deepEqual(attribute(records, 'ktls.captured_length'), [61_440, 8_560]);
  const names = records.flatMap(({ attributes }) => Object.keys(attributes));
  assert.deepEqual(
    names.filter((name) => name.startsWith('ktls.connection.') || name.startsWith('ktls.stream.')),
    [],
  );
});

test('a connection that was open before it could be seen says so', () => {
  assert.deepEqual(attribute(recordsOf(GET, { connectionPartial: true }), 'ktls.connection.partial'), [true]);
});

describe('the plaintext', () => {
  for (const [shown, length, captured, truncated] of [
    [255, 255, 255, false],
    [256, 256, 256, false],
    [257, 257, 256, true],
    [256, 257, 256, true],
    [0, 0, 0, false],
  ] as const) {
    test(`of ${shown} bytes of a call of ${length}: ${captured} are shown`, () => {
      const records = recordsOf('x'.repeat(shown), { length });
      assert.deepEqual(attribute(records, 'ktls.plaintext'), ['x'.repeat(captured)]);
      assert.deepEqual(attribute(records, 'ktls.captured_length'), [captured]);
      assert.deepEqual(attribute(records, 'ktls.truncated'), [truncated]);
    });
  }

  test('is not shown when none is asked for', () => {
    const records = recordsOf(GET, {}, { plaintextBytes: 0 });
    assert.deepEqual(attribute(records, 'ktls.plaintext'), ['']);
    assert.equal(records[0]?.body, 'TX ktls_client[1234] 21 B');
  });

  test('is cut before it is escaped', () => {
    assert.deepEqual(attribute(recordsOf(Buffer.alloc(300)), 'ktls.plaintext'), ['\\x00'.repeat(256)]);
  });
});

describe('a call that is too long for one record', () => {
  const bytes = Buffer.concat([Buffer.alloc(61_440, 'x'), Buffer.from('\0rest')]);

  test('becomes several, of which the last completes the event', () => {
    const records = recordsOf(bytes, { streamOffset: 100, length: 70_000 }, { plaintextBytes: 70_000 });
    assert.deepEqual(
      records.map(({ events }) => events),
      [0, 1],
    );
    assert.deepEqual(attribute(records, 'ktls.stream.offset'), [100, 61_540]);
    assert.deepEqual(attribute(records, 'ktls.call.offset'), [undefined, 61_440]);
    assert.deepEqual(attribute(records, 'ktls.captured_length'), [61_440, 5]);
    assert.deepEqual(attribute(records, 'ktls.plaintext'), ['x'.repeat(61_440), '\\x00rest']);
    assert.deepEqual(attribute(records, 'ktls.length'), [70_000, 70_000]);
    assert.deepEqual(attribute(records, 'ktls.truncated'), [false, true]);
    assert.equal(records[1]?.body, 'TX ktls_client[1234] 70000 B +61440 \\x00rest');
  });

  test('is truncated only when something is missing', () => {
    const records = recordsOf(bytes, {}, { plaintextBytes: 70_000 });
    assert.deepEqual(attribute(records, 'ktls.truncated'), [false, false]);
  });

  test('takes at most 64 KB a record, names and values together', () => {
    const [record] = recordsOf(
      Buffer.alloc(15_360),
      {
        comm: '\ufffd'.repeat(16),
        executableName: '\ufffd'.repeat(255),
        executablePath: 'x'.repeat(512),
        owner: 'x'.repeat(64),
        length: 2 ** 32 - 1,
        callOffset: 16_000,
        missed: 2 ** 32 - 1,
        isConcurrent: true,
        operation: 'splice_read',
        connectionId: 'ffffffffffffffff-ffffffff',
        pid: 2 ** 32 - 1,
        tid: 2 ** 32 - 1,
        uid: 2 ** 32 - 1,
        streamOffset: Number.MAX_SAFE_INTEGER,
        cipher: 'CHACHA20-POLY1305',
        cipherSuite: 'TLS_CHACHA20_POLY1305_SHA256',
        networkType: 'ipv6',
        localAddress: 'ffff:'.repeat(8),
        peerAddress: 'ffff:'.repeat(8),
      },
      { plaintextBytes: 1_000_000 },
    );
    const bytesOf = ([name, value]: [string, unknown]): number => name.length + Buffer.byteLength(String(value));
    const sum = Object.entries(record?.attributes ?? {})
      .map(bytesOf)
      .reduce((total, bytes) => total + bytes);
    assert.ok(sum > 61_440 && sum <= 64_000, `${sum} bytes`);
  });
});
