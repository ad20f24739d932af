// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import { Batch, WriterPool } from '../../../../src/export/batch.ts';
import { LOGS, SPANS } from '../../../../src/export/create-export.ts';
import { NO_ENVELOPE } from '../../../../src/export/encoding.ts';
import { decodeBatch, encodeBatch } from '../../../../src/export/spool/batch-payload.ts';
import { HEAD_BYTES } from '../../../../src/export/spool/entry.ts';
import { recordOf } from '../captured-records.ts';
import { SPAN as A_SPAN } from '../spans.ts';

const SCOPE = { name: 'scope', version: '1', attributes: { a: 'b' } };
const [LOG, SPAN] = [LOGS.protobuf(), SPANS.protobuf()];
const RESOURCES = [{ attributes: { 'service.name': 'a' } }, { attributes: { 'service.name': 'é', n: 1 } }];

type AnyEncoding = Pick<typeof LOG, 'frame' | 'envelope' | 'restoreEnvelope'>;

const batchOf = ({ frame }: AnyEncoding): Batch => new Batch(frame, new WriterPool());

/** A batch of records of two resources, and of one that brings its own along. */
function example(encoding: AnyEncoding, records: readonly Uint8Array[]): Batch {
  const batch = batchOf(encoding);
  const envelopes = RESOURCES.map((resource) => encoding.envelope(resource, SCOPE));
  for (const [index, record] of records.entries()) batch.add(envelopes[index % 2] ?? NO_ENVELOPE, record, index);
  return batch;
}

const payloadOf = (batch: Batch): Buffer => encodeBatch(batch).subarray(HEAD_BYTES);

const jsonLog = LOGS.json();
const cases: readonly [name: string, encoding: AnyEncoding, records: Uint8Array[]][] = [
  ['log records', LOG, ['one', 'two', 'three'].map((body) => Buffer.from(LOG.encode(recordOf(body))))],
  ['spans', SPAN, [1, 2, 3].map(() => Buffer.from(SPAN.encode(A_SPAN)))],
  ['log records in JSON', jsonLog, ['1', 'é', '3'].map((body) => Buffer.from(jsonLog.encode(recordOf(body))))],
];

for (const [name, encoding, records] of cases) {
  test(`${name} come back as the request that they were`, () => {
    const batch = example(encoding, records);
    const restored = batchOf(encoding);
    assert.equal(decodeBatch(payloadOf(batch), 3, encoding.restoreEnvelope, restored), true);
    assert.deepEqual([restored.records, restored.events, restored.bytes], [3, 0 + 1 + 2, batch.bytes]);
    assert.deepEqual(restored.toRequest(), batch.toRequest());
  });
}

test('records that bring their resource along come back too', () => {
  const batch = batchOf(LOG);
  batch.add(NO_ENVELOPE, Buffer.from('request'), 7);
  const restored = batchOf(LOG);
  assert.equal(decodeBatch(payloadOf(batch), 1, LOG.restoreEnvelope, restored), true);
  assert.deepEqual([restored.toRequest().toString(), restored.events], ['request', 7]);
});

test('a batch whose request was made is encoded as before', () => {
  const batch = example(LOG, cases[0]?.[2] ?? []);
  const before = payloadOf(batch);
  batch.toRequest();
  assert.deepEqual(payloadOf(batch), before);
});

test('a payload that is cut anywhere, is too long or says another number of records is no batch', () => {
  const payload = payloadOf(example(LOG, cases[0]?.[2] ?? []));
  const isBatch = (bytes: Buffer, records: number): boolean =>
    decodeBatch(bytes, records, LOG.restoreEnvelope, batchOf(LOG));
  for (let length = 0; length < payload.length; length++)
    assert.equal(isBatch(payload.subarray(0, length), 3), false, `${length} bytes`);
  assert.equal(isBatch(Buffer.concat([payload, Buffer.alloc(1)]), 3), false);
  for (const records of [0, 1, 2, 4, 0xffffffff]) assert.equal(isBatch(payload, records), false, `${records} records`);
});

test('of an envelope with half of its parts no batch is made', () => {
  const batch = batchOf(LOG);
  batch.add({ ...NO_ENVELOPE, parts: [Buffer.from('resource')] }, Buffer.from('x'), 1);
  assert.equal(decodeBatch(payloadOf(batch), 1, LOG.restoreEnvelope, batchOf(LOG)), false);
});

test('any bytes are survived', () => {
  const numbers = fc.array(fc.oneof(fc.nat(5), fc.nat(0xffffffff)), { maxLength: 30 }).map((list) => {
    const bytes = Buffer.alloc(4 * list.length);
    for (const [index, number] of list.entries()) bytes.writeUInt32LE(number, 4 * index);
    return bytes;
  });
  const anything = fc.uint8Array({ maxLength: 200 }).map((bytes) => Buffer.from(bytes));
  fc.assert(
    fc.property(fc.oneof(numbers, anything), fc.nat(4), (payload, records) => {
      const batch = batchOf(LOG);
      if (decodeBatch(payload, records, LOG.restoreEnvelope, batch)) assert.equal(batch.records, records);
    }),
    { numRuns: 5000 },
  );
});
