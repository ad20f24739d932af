// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { LOGS } from '../../../src/export/create-export.ts';
import type { ExportResult } from '../../../src/export/export-result.ts';
import { QueuedLogRecordExporter } from '../../../src/export/queued-exporter.ts';
import { recordOf } from './captured-records.ts';
import { bodiesOf } from './otlp-proto.ts';

const OK: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };
const UNAVAILABLE: ExportResult = { kind: 'retryable', status: 'UNAVAILABLE', detail: '' };
const CANCELLED: ExportResult = { kind: 'retryable', status: 'CANCELLED', detail: '' };
const NEVER = new AbortController().signal;

interface UnderWay {
  /** The number of the batch. */
  readonly batch: number;
  answer(result: ExportResult): void;
}

/** An exporter of batches of ten records, each of which says the number of its batch. */
function harness(concurrency: number) {
  /** Every attempt, by the number of its batch. */
  const attempts: number[] = [];
  const underWay: UnderWay[] = [];
  const wakeUps: (() => void)[] = [];
  const logExport: QueuedLogRecordExporter = new QueuedLogRecordExporter({
    encoding: LOGS.protobuf(),
    eventsOf: LOGS.eventsOf,
    noun: LOGS.noun,
    scope: { name: 'test' },
    limits: {
      maxQueueSize: Number.POSITIVE_INFINITY,
      maxExportBatchSize: 10,
      queueBytes: 1e9,
      maxBatchBytes: 1e9,
      scheduleDelayMillis: 1e6,
    },
    concurrency,
    attemptTimeoutMillis: 1000,
    now: () => 0,
    client: {
      send: (request, _timeoutMillis, signal) =>
        new Promise((resolve) => {
          const batch = Number(bodiesOf(request)[0]);
          attempts.push(batch);
          underWay.push({ batch, answer: resolve });
          signal.addEventListener('abort', () => resolve(CANCELLED));
        }),
      close: () => {},
    },
    onWarning: () => {},
    onExported: () => {},
    sleep: (_millis, signals) =>
      new Promise((resolve) => {
        wakeUps.push(resolve);
        AbortSignal.any([...signals]).addEventListener('abort', () => resolve());
      }),
  });
  const write = (batches: number): void => {
    for (let index = 0; index < batches * 10; index++)
      logExport.write({ attributes: {} }, recordOf(`${Math.floor(index / 10)}`));
  };
  const answer = async (batch: number, result: ExportResult): Promise<void> => {
    const at = underWay.findIndex((each) => each.batch === batch);
    underWay.splice(at, 1)[0]?.answer(result);
    await setImmediate();
  };
  /** How much is in flight, and of that under way. */
  const flight = () => [logExport.counters().inFlight, logExport.otlpCounts().sending, logExport.otlpCounts().queued];
  return { logExport, write, answer, attempts, wakeUps, flight };
}

test('as many requests are under way as are allowed, begun in the order of the queue, whichever is answered first', async () => {
  const { logExport, write, answer, attempts, flight } = harness(3);
  write(6);
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2],
      [60, 30, 30],
    ],
  );
  await answer(2, OK);
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2, 3],
      [50, 30, 20],
    ],
  );
  await answer(0, OK);
  await answer(1, OK);
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2, 3, 4, 5],
      [30, 30, 0],
    ],
  );
  const flushed = logExport.forceFlush(5000);
  for (const batch of [5, 4, 3]) await answer(batch, OK);
  await flushed;
  assert.deepEqual(flight(), [0, 0, 0]);
  assert.deepEqual(logExport.counters(), { exported: 60, dropped: {}, inFlight: 0 });
  await logExport.shutdown(NEVER);
});

test('while a batch has to be sent again no further one is begun, and those under way go on', async () => {
  const { logExport, write, answer, attempts, wakeUps, flight } = harness(3);
  write(6);
  await answer(1, UNAVAILABLE);
  await answer(0, OK);
  await answer(2, OK);
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2],
      [40, 10, 30],
    ],
  );
  wakeUps.shift()?.();
  await setImmediate();
  write(1);
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2, 1],
      [50, 10, 40],
    ],
  );
  await answer(1, OK);
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2, 1, 3, 4, 5],
      [40, 30, 10],
    ],
  );
  await logExport.shutdown(AbortSignal.abort());
  assert.deepEqual(logExport.counters(), { exported: 30, dropped: { shutdown: 40 }, inFlight: 0 });
});

test('shutdown waits for all that is under way, and sends what waits', async () => {
  const { logExport, write, answer, attempts } = harness(2);
  write(4);
  let isDown = false;
  const down = logExport.shutdown(NEVER).then(() => {
    isDown = true;
  });
  for (const batch of [1, 0, 3]) await answer(batch, OK);
  assert.deepEqual([isDown, attempts], [false, [0, 1, 2, 3]]);
  await answer(2, OK);
  await down;
  assert.deepEqual(logExport.counters(), { exported: 40, dropped: {}, inFlight: 0 });
});

test('shutdown cut short drops all that is under way, that waits for another attempt, and that is queued', async () => {
  const overdue = new AbortController();
  const { logExport, write, answer } = harness(3);
  write(9);
  await answer(0, OK);
  await answer(2, UNAVAILABLE);
  const down = logExport.shutdown(overdue.signal);
  await setImmediate();
  assert.equal(logExport.counters().inFlight, 80);
  overdue.abort();
  await down;
  assert.deepEqual(logExport.counters(), { exported: 10, dropped: { shutdown: 80 }, inFlight: 0 });
});

test('halves of a batch go out beside other batches', async () => {
  const { logExport, write, answer, attempts, flight } = harness(3);
  write(4);
  await answer(1, { kind: 'failure', status: 'INVALID_ARGUMENT', reason: 'no', refused: 'records' });
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2, 1],
      [40, 30, 10],
    ],
  );
  await answer(0, OK);
  assert.deepEqual(
    [attempts, flight()],
    [
      [0, 1, 2, 1, 1],
      [30, 20, 10],
    ],
  );
  for (const batch of [1, 1, 2, 3]) await answer(batch, OK);
  await logExport.shutdown(NEVER);
  assert.deepEqual(logExport.counters(), { exported: 40, dropped: {}, inFlight: 0 });
});
