// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Batch } from '../../../src/export/batch.ts';
import { LOGS } from '../../../src/export/create-export.ts';
import { RecordQueue, type RecordQueueLimits } from '../../../src/export/record-queue.ts';
import { bytesInUse } from '../bytes-in-use.ts';
import { decodeRequest } from './otlp-proto.ts';

const NO_LIMITS: RecordQueueLimits = {
  maxQueueSize: 1e9,
  maxExportBatchSize: 1e9,
  queueBytes: 1e9,
  maxBatchBytes: 1e9,
  scheduleDelayMillis: 1e9,
};
const encoding = LOGS.protobuf();
const envelope = encoding.envelope({ attributes: { 'service.name': 'a' } }, { name: 'scope' });

/** log_records (2) { body (5): { string_value (1) } } of exactly `bytes` bytes, which is at least 7. */
function record(bytes = 10, letter = 'x'): Buffer {
  const length = bytes - 6;
  return Buffer.concat([Buffer.from([0x12, length + 4, 0x2a, length + 2, 0x0a, length]), Buffer.alloc(length, letter)]);
}

function queueOf(
  t: { after(fn: () => void): void },
  limits: Partial<RecordQueueLimits>,
): { queue: RecordQueue; due: () => number } {
  let due = 0;
  const queue = new RecordQueue({ ...NO_LIMITS, ...limits }, encoding, () => {
    due += 1;
  });
  t.after(() => queue.flush());
  return { queue, due: () => due };
}

function takeAll(queue: RecordQueue): Batch[] {
  const batches: Batch[] = [];
  for (let batch = queue.take(); batch; batch = queue.take()) batches.push(batch);
  return batches;
}

test('there is room for 0 and max - 1 records, none at max and max + 1, and again after release', (t) => {
  const { queue } = queueOf(t, { maxQueueSize: 4, maxExportBatchSize: 2 });
  const room = [queue.hasRoom()];
  for (let count = 1; count <= 5; count++) {
    queue.push(envelope, record(), 1);
    room.push(queue.hasRoom());
  }
  assert.deepEqual(room, [true, true, true, true, false, false]);
  const [first, second] = takeAll(queue);
  queue.release(first as Batch, true);
  assert.deepEqual([queue.records, queue.hasRoom()], [3, true]);
  queue.release(second as Batch, true);
  assert.deepEqual([queue.records, queue.events], [1, 1]);
});

test('there is room up to queueBytes - 1 and none at queueBytes', (t) => {
  const recordBytes = 50;
  for (const [spare, hasRoom] of [
    [1, true],
    [0, false],
    [-1, false],
  ] as const) {
    const { queue } = queueOf(t, { queueBytes: envelope.maxBytes + recordBytes + spare });
    queue.push(envelope, record(recordBytes), 1);
    assert.equal(queue.bytes, envelope.maxBytes + recordBytes);
    assert.equal(queue.hasRoom(), hasRoom);
  }
});

test('room returns once per time that the queue was full', async (t) => {
  const { queue } = queueOf(t, { maxQueueSize: 2, maxExportBatchSize: 1 });
  let called = 0;
  queue.onRoom(() => {
    called += 1;
  });
  const pushAndRelease = async (count: number): Promise<number> => {
    for (let index = 0; index < count; index++) queue.push(envelope, record(), 1);
    for (let batch = queue.take(); batch; batch = queue.take()) queue.release(batch, true);
    await Promise.resolve();
    return called;
  };
  assert.deepEqual(
    [await pushAndRelease(1), await pushAndRelease(2), await pushAndRelease(4), await pushAndRelease(1)],
    [0, 1, 2, 2],
  );
});

test('a batch is due at maxExportBatchSize records', (t) => {
  const { queue, due } = queueOf(t, { maxExportBatchSize: 3 });
  queue.push(envelope, record(), 1);
  queue.push(envelope, record(), 1);
  assert.deepEqual([due(), queue.take()], [0, undefined]);
  queue.push(envelope, record(), 1);
  assert.equal(due(), 1);
  assert.equal(queue.take()?.records, 3);
});

test('a batch is closed by the record that would pass maxBatchBytes', (t) => {
  for (const [spare, batches] of [
    [-1, [1, 1, 1, 1]],
    [0, [2, 2]],
    [1, [2, 2]],
    [99, [2, 2]],
    [100, [3, 1]],
  ] as const) {
    const { queue } = queueOf(t, { maxBatchBytes: envelope.maxBytes + 200 + spare });
    for (let index = 0; index < 4; index++) queue.push(envelope, record(100), 1);
    queue.flush();
    const taken = takeAll(queue);
    assert.deepEqual(
      taken.map(({ records }) => records),
      batches,
    );
    for (const batch of taken) {
      const request = batch.toRequest();
      assert.ok(request.length <= batch.bytes && batch.bytes <= envelope.maxBytes + 200 + spare);
    }
  }
});

test('a record larger than maxBatchBytes goes alone', (t) => {
  const { queue } = queueOf(t, { maxBatchBytes: envelope.maxBytes + 50 });
  for (const bytes of [20, 100, 20]) queue.push(envelope, record(bytes), 1);
  queue.flush();
  assert.deepEqual(
    takeAll(queue).map(({ records }) => records),
    [1, 1, 1],
  );
});

test('a full queue is due at once, whatever the batch size', (t) => {
  const { queue, due } = queueOf(t, { maxQueueSize: 2 });
  queue.push(envelope, record(), 1);
  assert.equal(due(), 0);
  queue.push(envelope, record(), 1);
  assert.ok(due() > 0);
  assert.equal(queue.take()?.records, 2);
});

test('a batch is due when the schedule delay is over', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const { queue, due } = queueOf(t, { scheduleDelayMillis: 1000 });
  queue.push(envelope, record(), 1);
  t.mock.timers.tick(999);
  queue.push(envelope, record(), 1);
  assert.deepEqual([due(), queue.take()], [0, undefined]);
  t.mock.timers.tick(1);
  assert.equal(queue.take()?.records, 2);
});

test('without a bound of their number, records wait until their bytes are as many as may wait', (t) => {
  const { queue } = queueOf(t, { maxQueueSize: Number.POSITIVE_INFINITY, queueBytes: 1_048_576 });
  while (queue.hasRoom()) queue.push(envelope, record(100), 1);
  assert.equal(queue.records, Math.ceil((1_048_576 - envelope.maxBytes) / 100));
});

test('batches that wait take little more memory than they count, and their requests are whole', (t) => {
  const { queue } = queueOf(t, { maxExportBatchSize: 700 });
  const before = bytesInUse();
  for (let index = 0; index < 100 * 700; index++) queue.push(envelope, record(100), 1);
  const taken = bytesInUse() - before;
  const buffers = 4 * 128 * 1024;
  // Where each record is, and what it stands for.
  const places = 48 * queue.records;
  assert.ok(taken < queue.bytes * 1.05 + places + buffers, `${taken} bytes for ${queue.bytes}`);
  for (const batch of takeAll(queue)) {
    const [{ scopeLogs } = { scopeLogs: [] }] = decodeRequest(batch.toRequest()).resourceLogs;
    assert.equal(scopeLogs[0]?.logRecords.length, 700);
    queue.release(batch, true);
  }
});

test('events are summed, not records', (t) => {
  const { queue } = queueOf(t, {});
  for (const events of [0, 0, 1, 1]) queue.push(envelope, record(), events);
  queue.flush();
  const batch = queue.take();
  assert.deepEqual([batch?.records, batch?.events, queue.events], [4, 2, 2]);
});

test('records of two resources go out in one request, grouped, each in its order', (t) => {
  const { queue } = queueOf(t, {});
  const other = encoding.envelope({ attributes: { 'service.name': 'b' } }, { name: 'scope' });
  for (const letter of ['1', '2', '3', '4', '5'])
    queue.push(Number(letter) % 2 ? envelope : other, record(7, letter), 1);
  queue.flush();
  const [batch, ...more] = takeAll(queue);
  assert.equal(more.length, 0);
  const { resourceLogs } = decodeRequest((batch as Batch).toRequest());
  const bodies = resourceLogs.map(({ scopeLogs }) =>
    scopeLogs[0]?.logRecords.map(({ body }) => body?.stringValue).join(''),
  );
  assert.deepEqual(bodies, ['135', '24']);
  assert.deepEqual(resourceLogs[1]?.resource, { attributes: [{ key: 'service.name', value: { stringValue: 'b' } }] });
});

test('whenSettled waits for what is queued at the time and not for later records', async (t) => {
  const { queue } = queueOf(t, { maxExportBatchSize: 1 });
  await queue.whenSettled();
  queue.push(envelope, record(), 1);
  queue.push(envelope, record(), 1);
  const first = queue.take() as Batch;
  let settled = false;
  const waiting = queue.whenSettled().then(() => {
    settled = true;
  });
  queue.push(envelope, record(), 1);
  queue.release(first, true);
  await Promise.resolve();
  assert.equal(settled, false);
  queue.release(queue.take() as Batch, true);
  await waiting;
  assert.equal(queue.records, 1);
});
