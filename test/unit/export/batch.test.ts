// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Batch, WriterPool } from '../../../src/export/batch.ts';
import { LOGS } from '../../../src/export/create-export.ts';
import type { Envelope } from '../../../src/export/encoding.ts';
import { recordOf } from './captured-records.ts';
import { decodeJsonRequest, decodeRequest } from './otlp-proto.ts';

const decoders = { protobuf: decodeRequest, json: decodeJsonRequest };

/** A batch of records, each of the resource of its number, and the request of it, decoded: resource and bodies. */
function requestOf(format: 'protobuf' | 'json', resources: readonly number[], isPacked = false) {
  const encoding = LOGS[format]();
  const batch = new Batch(encoding.frame, new WriterPool());
  const envelopes = new Map<number, Envelope>();
  for (const [index, resource] of resources.entries()) {
    const envelope = envelopes.get(resource) ?? encoding.envelope({ attributes: { resource } }, { name: 'test' });
    envelopes.set(resource, envelope);
    batch.add(envelope, encoding.encode(recordOf(`${index}`)), 1);
  }
  if (isPacked) batch.pack();
  const request = batch.toRequest();
  const decoded = decoders[format](request).resourceLogs.map(({ resource, scopeLogs }) => [
    Number((resource as { attributes: { value: { intValue: string } }[] }).attributes[0]?.value.intValue),
    scopeLogs.map(({ logRecords }) => logRecords.map(({ body }) => Number(body?.stringValue))),
  ]);
  return { batch, request, decoded };
}

for (const format of ['protobuf', 'json'] as const) {
  test(`${format}: the records of a resource are together and in order, however they came`, () => {
    assert.deepEqual(requestOf(format, [1]).decoded, [[1, [[0]]]]);
    assert.deepEqual(requestOf(format, [1, 1, 1]).decoded, [[1, [[0, 1, 2]]]]);
    assert.deepEqual(requestOf(format, [1, 2]).decoded, [
      [1, [[0]]],
      [2, [[1]]],
    ]);
    assert.deepEqual(requestOf(format, [1, 2, 2, 1, 3, 1, 2]).decoded, [
      [1, [[0, 3, 5]]],
      [2, [[1, 2, 6]]],
      [3, [[4]]],
    ]);
  });

  test(`${format}: what is packed is the same request`, () => {
    for (const resources of [[1], [1, 1, 1], [1, 2, 2, 1, 3]])
      assert.deepEqual(requestOf(format, resources, true).request, requestOf(format, resources).request);
  });

  test(`${format}: a request is never longer than its batch says, and of one resource little shorter`, () => {
    for (const resources of [[1], [1, 1], [1, 2, 1], Array.from({ length: 500 }, (_, index) => index % 97)]) {
      const { batch, request } = requestOf(format, resources);
      const unused = batch.bytes - request.length;
      const envelopes = new Set(resources).size;
      assert.ok(unused >= 0 && unused <= 8 * envelopes, `${unused} bytes for ${envelopes} envelopes`);
    }
  });

  test(`${format}: a batch of 2,000 resources holds one buffer of about its own size`, () => {
    const before = process.memoryUsage().arrayBuffers;
    const { batch, decoded } = requestOf(
      format,
      Array.from({ length: 2000 }, (_, index) => index),
    );
    const held = process.memoryUsage().arrayBuffers - before;
    assert.equal(decoded.length, 2000);
    // The writer and its growth by doubling, the request, and what the decoder of the test takes.
    assert.ok(held < 16 * 1024 * 1024, `${held} bytes for ${batch.bytes}`);
  });
}

test('a batch that was halved holds nothing: its halves have all of it', () => {
  const { batch } = requestOf('protobuf', [1, 2, 1]);
  const halves = batch.halve();
  assert.deepEqual(
    [batch, ...halves].map((each) => Array.from(each.contents()).length),
    [0, 1, 2],
  );
});
