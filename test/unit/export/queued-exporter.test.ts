// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import type { ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { LOGS } from '../../../src/export/create-export.ts';
import type { ExportResult } from '../../../src/export/export-result.ts';
import { type QueuedExporterOptions, QueuedLogRecordExporter } from '../../../src/export/queued-exporter.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { recordOf } from './captured-records.ts';
import { bodiesOf } from './otlp-proto.ts';

const OK: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };
const UNAVAILABLE: ExportResult = { kind: 'retryable', status: 'UNAVAILABLE', detail: '' };
const NONE_IN_FLIGHT = { inFlight: 0 };
type Options = QueuedExporterOptions<CapturedRecord, ReadableLogRecord>;
const RESOURCE = { attributes: {} };
const NEVER = new AbortController().signal;
const LIMITS = {
  maxQueueSize: 2048,
  maxExportBatchSize: 10,
  queueBytes: 1e9,
  maxBatchBytes: 1e9,
  scheduleDelayMillis: 1e6,
};

/** Answers by the number of the attempt; a promise holds the answer back. */
type Script = (attempt: number, signal: AbortSignal) => ExportResult | Promise<ExportResult>;

function harness(script: Script, options: Partial<Options> = {}) {
  const attempts: string[][] = [];
  const sleeps: number[] = [];
  const warnings: string[] = [];
  const seen: number[] = [];
  let closed = 0;
  const logExport = new QueuedLogRecordExporter({
    encoding: LOGS.protobuf(),
    eventsOf: LOGS.eventsOf,
    noun: LOGS.noun,
    scope: { name: 'test' },
    limits: LIMITS,
    concurrency: 1,
    attemptTimeoutMillis: 1000,
    now: () => 0,
    client: {
      send: async (request, _timeoutMillis, signal) => {
        attempts.push(bodiesOf(request));
        return script(attempts.length - 1, signal);
      },
      close: () => {
        closed += 1;
      },
    },
    onWarning: (message) => warnings.push(message),
    onExported: (seconds) => seen.push(seconds),
    sleep: async (millis) => {
      sleeps.push(millis);
    },
    ...options,
  });
  const logger = { emit: (record: CapturedRecord): void => logExport.write(RESOURCE, record) };
  const emit = (count: number, fields: Partial<CapturedRecord> = {}): void => {
    for (let index = 0; index < count; index++) logger.emit(recordOf('secret', fields));
  };
  return { logExport, logger, emit, attempts, sleeps, warnings, seen, closed: () => closed };
}

/** Waits for an abort, as a request to a server that never answers does. */
function hang(signal: AbortSignal): Promise<ExportResult> {
  const cancelled: ExportResult = { kind: 'retryable', status: 'CANCELLED', detail: '' };
  return new Promise((resolve) => {
    if (signal.aborted) resolve(cancelled);
    else signal.addEventListener('abort', () => resolve(cancelled));
  });
}

/** A sleep that ends only by a signal; `whenAsleep` resolves when it began. */
function endlessSleep() {
  let began = (): void => {};
  const whenAsleep = new Promise<void>((resolve) => {
    began = resolve;
  });
  const sleep: Options['sleep'] = (_millis, signals) =>
    new Promise((resolve) => {
      const signal = AbortSignal.any([...signals]);
      signal.addEventListener('abort', () => resolve());
      began();
    });
  return { sleep, whenAsleep };
}

test('a batch is sent again until it is acknowledged, before the next one', async () => {
  const { logExport, logger, attempts, sleeps } = harness((attempt) => (attempt < 3 ? UNAVAILABLE : OK));
  for (let index = 0; index < 15; index++) logger.emit(recordOf(`${index}`));
  await logExport.forceFlush(5000);
  const first = Array.from({ length: 10 }, (_, index) => `${index}`);
  assert.deepEqual(attempts, [first, first, first, first, ['10', '11', '12', '13', '14']]);
  assert.equal(sleeps.length, 3);
  assert.deepEqual(logExport.counters(), { exported: 15, dropped: {}, ...NONE_IN_FLIGHT });
});

test('log records of OTLP are counted by themselves, as they wait, are sent, acknowledged, refused, and come too late', async () => {
  const held: ((result: ExportResult) => void)[] = [];
  const { logExport, emit } = harness(() => new Promise((resolve) => void held.push(resolve)));
  const nothing = {
    processed: 0,
    late: 0,
    unqueued: 0,
    queued: 0,
    capacity: 2048,
    sending: 0,
    exported: 0,
    failed: {},
  };
  assert.deepEqual(logExport.otlpCounts(), nothing);
  // Of two records that are one event, as of each long call, the last counts.
  for (let event = 0; event < 11; event++) {
    emit(1, { events: 0 });
    emit(1);
  }
  assert.deepEqual(logExport.otlpCounts(), { ...nothing, processed: 10, queued: 12, sending: 10 });
  held[0]?.({ ...OK, rejectedRecords: 3 });
  await setImmediate();
  const first = { exported: 7, failed: { rejected: 3 } };
  assert.deepEqual(logExport.otlpCounts(), { ...nothing, ...first, processed: 20, queued: 2, sending: 10 });
  held[1]?.({ kind: 'failure', status: 'UNIMPLEMENTED', reason: 'grpc_12', refused: 'all' });
  await setImmediate();
  const end = logExport.shutdown(NEVER);
  await setImmediate();
  held[2]?.(OK);
  await end;
  emit(1, { events: 5 });
  assert.deepEqual(logExport.otlpCounts(), {
    ...nothing,
    processed: 22,
    late: 1,
    unqueued: 0,
    exported: 9,
    failed: { rejected: 3, grpc_12: 10 },
  });
  assert.deepEqual(logExport.counters(), {
    exported: 3,
    dropped: { rejected: 3, grpc_12: 5, shutdown: 5 },
    ...NONE_IN_FLIGHT,
  });
});

test('without a bound of their number the queue has no capacity', async () => {
  const { logExport } = harness(() => OK, { limits: { ...LIMITS, maxQueueSize: Number.POSITIVE_INFINITY } });
  assert.equal(logExport.otlpCounts().capacity, undefined);
});

test('the delay of RetryInfo is slept, not the back-off', async () => {
  const { logExport, emit, sleeps } = harness((attempt) =>
    attempt === 0 ? { ...UNAVAILABLE, retryAfterMillis: 7000 } : OK,
  );
  emit(1);
  await logExport.forceFlush(5000);
  assert.deepEqual(sleeps, [7000]);
});

test('a batch whose export throws is dropped with the reason error, without what was thrown, and the next is sent', async () => {
  const { logExport, emit, warnings } = harness((attempt) => {
    if (attempt === 0) throw new RangeError('secret');
    return OK;
  });
  emit(15);
  await logExport.forceFlush(5000);
  assert.deepEqual(logExport.counters(), { exported: 5, dropped: { error: 10 }, ...NONE_IN_FLIGHT });
  assert.deepEqual(warnings, ['dropped 10 events: their export failed with an error of the service itself']);
});

test('what was given up before is counted with what is dropped', () => {
  const { logExport } = harness(() => OK);
  logExport.drop('error', 2);
  logExport.drop('error', 1);
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { error: 3 }, ...NONE_IN_FLIGHT });
});

test('a refused batch is dropped under its status, and the next is sent', async () => {
  const { logExport, emit, warnings } = harness((attempt) =>
    attempt < 2 ? { kind: 'failure', status: 'UNAUTHENTICATED', reason: 'grpc_UNAUTHENTICATED', refused: 'all' } : OK,
  );
  emit(25);
  await logExport.forceFlush(5000);
  assert.deepEqual(logExport.counters(), { exported: 5, dropped: { grpc_UNAUTHENTICATED: 20 }, ...NONE_IN_FLIGHT });
  assert.deepEqual(warnings, ['dropped 10 events: the endpoint refused them with UNAUTHENTICATED']);
});

test('the same warning comes again after a minute, with the number of those left out', async () => {
  let nowMillis = 0;
  const { logExport, emit, warnings } = harness(
    () => ({ kind: 'failure', status: 'UNIMPLEMENTED', reason: 'grpc_UNIMPLEMENTED', refused: 'all' }),
    { now: () => nowMillis },
  );
  for (nowMillis of [0, 1, 59_999, 60_000, 60_001]) {
    emit(1);
    await logExport.forceFlush(5000);
  }
  const warning = 'dropped 1 events: the endpoint refused them with UNIMPLEMENTED';
  assert.deepEqual(warnings, [warning, `${warning} (and 2 times more since the last such warning)`]);
});

test('rejected records are dropped events, never more than the batch has', async () => {
  for (const [rejectedRecords, events, expected] of [
    [3, 1, 3],
    [10, 1, 10],
    [99, 1, 10],
    [10, 0, 0],
  ] as const) {
    const { logExport, emit, warnings } = harness(() => ({ ...OK, rejectedRecords }));
    emit(10, { events });
    await logExport.forceFlush(5000);
    assert.deepEqual(logExport.counters(), {
      exported: 10 * events - expected,
      dropped: expected ? { rejected: expected } : {},
      ...NONE_IN_FLIGHT,
    });
    assert.equal(warnings.length, 1);
  }
});

test('an event of several records counts once, with its last', async () => {
  const { logExport, emit } = harness(() => OK);
  emit(7, { events: 0 });
  emit(1);
  assert.equal(logExport.counters().inFlight, 1);
  await logExport.forceFlush(5000);
  assert.deepEqual(logExport.counters(), { exported: 1, dropped: {}, ...NONE_IN_FLIGHT });
});

test('a full queue takes what is emitted nevertheless, and room returns when a batch is acknowledged', async () => {
  let answer = (_: ExportResult): void => {};
  const limits = { ...LIMITS, maxQueueSize: 20 };
  const answered: Script = (_attempt, signal) =>
    Promise.race([
      new Promise<ExportResult>((resolve) => {
        answer = resolve;
      }),
      hang(signal),
    ]);
  const { logExport, emit } = harness(answered, { limits });
  const room = new Promise<void>((resolve) => logExport.onRoom(resolve));
  emit(19);
  assert.equal(logExport.hasRoom(), true);
  emit(2);
  assert.deepEqual([logExport.hasRoom(), logExport.counters().inFlight], [false, 21]);
  answer(OK);
  await room;
  assert.deepEqual([logExport.hasRoom(), logExport.counters().exported, logExport.counters().inFlight], [true, 10, 11]);
  await logExport.shutdown(AbortSignal.abort());
  assert.deepEqual(logExport.counters().dropped, { shutdown: 11 });
});

test('forceFlush rejects after its time, and what is queued stays', async () => {
  const { logExport, emit } = harness((_attempt, signal) => hang(signal));
  emit(15);
  await assert.rejects(logExport.forceFlush(1), /15 events are not exported after 1 ms/);
  assert.equal(logExport.counters().inFlight, 15);
  await logExport.shutdown(AbortSignal.abort());
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { shutdown: 15 }, ...NONE_IN_FLIGHT });
});

test('shutdown exports all that is queued', async () => {
  const { logExport, emit, attempts, closed } = harness(() => OK);
  emit(25);
  await logExport.shutdown(NEVER);
  assert.deepEqual(
    attempts.map(({ length }) => length),
    [10, 10, 5],
  );
  assert.deepEqual(logExport.counters(), { exported: 25, dropped: {}, ...NONE_IN_FLIGHT });
  assert.equal(closed(), 1);
});

test('shutdown during a running forceFlush loses nothing, and both end', async () => {
  let answer = (_: ExportResult): void => {};
  const { logExport, emit } = harness((attempt) =>
    attempt === 0
      ? new Promise((resolve) => {
          answer = resolve;
        })
      : OK,
  );
  emit(2500);
  const flushed = logExport.forceFlush(5000);
  const shutDown = logExport.shutdown(NEVER);
  answer(OK);
  await Promise.all([flushed, shutDown]);
  assert.deepEqual(logExport.counters(), { exported: 2500, dropped: {}, ...NONE_IN_FLIGHT });
});

test('shutdown ends the back-off and tries at once', async () => {
  const { sleep, whenAsleep } = endlessSleep();
  const { logExport, emit, attempts } = harness((attempt) => (attempt === 0 ? UNAVAILABLE : OK), { sleep });
  emit(15);
  await whenAsleep;
  await logExport.shutdown(NEVER);
  assert.deepEqual(
    attempts.map(({ length }) => length),
    [10, 10, 5],
  );
  assert.deepEqual(logExport.counters(), { exported: 15, dropped: {}, ...NONE_IN_FLIGHT });
});

test('shutdown cut short drops what was not acknowledged: in a request, in back-off, in a delay that a server asked for', async () => {
  const scripts: Script[] = [
    (_attempt, signal) => hang(signal),
    () => UNAVAILABLE,
    () => ({ ...UNAVAILABLE, retryAfterMillis: 9e9 }),
  ];
  for (const script of scripts) {
    const overdue = new AbortController();
    const { logExport, emit, attempts, warnings, closed } = harness(
      (attempt, signal) => (attempt === 0 ? OK : script(attempt, signal)),
      { sleep: endlessSleep().sleep },
    );
    emit(10);
    await logExport.forceFlush(5000);
    emit(25);
    const shutDown = logExport.shutdown(overdue.signal);
    await setImmediate();
    assert.deepEqual([attempts.length > 1, logExport.counters().inFlight], [true, 25]);
    overdue.abort();
    await shutDown;
    assert.deepEqual(logExport.counters(), { exported: 10, dropped: { shutdown: 25 }, ...NONE_IN_FLIGHT });
    assert.equal(closed(), 1);
    assert.ok(warnings.includes('dropped 10 events: not acknowledged when the time to shut down was over'));
  }
});

test('a second shutdown changes nothing, and what is emitted later is dropped', async () => {
  const { logExport, emit, closed } = harness(() => OK);
  emit(3);
  const first = logExport.shutdown(NEVER);
  assert.equal(logExport.shutdown(AbortSignal.abort()), first);
  emit(2);
  await first;
  emit(1, { events: 4 });
  await logExport.forceFlush(0);
  assert.deepEqual(logExport.counters(), { exported: 3, dropped: { shutdown: 6 }, ...NONE_IN_FLIGHT });
  assert.equal(closed(), 1);
});

test('no warning tells what a record contains', async () => {
  const results: ExportResult[] = [
    UNAVAILABLE,
    { ...OK, rejectedRecords: 1, hasWarning: true },
    { kind: 'failure', status: 'UNKNOWN', reason: 'grpc_UNKNOWN', refused: 'all' },
    { ...OK, hasWarning: true },
  ];
  const { logExport, emit, warnings } = harness((attempt) => results[attempt] as ExportResult);
  emit(30);
  await logExport.forceFlush(5000);
  assert.equal(warnings.length, 4);
  assert.ok(!warnings.join().includes('secret'));
});

test('without a spool nothing waits to be marked on disk', async () => {
  const { logExport, emit } = harness(() => OK);
  emit(20);
  assert.equal(logExport.doubtful().unmarked, 0);
  await logExport.shutdown(NEVER);
  assert.deepEqual(logExport.doubtful(), { sending: 0, unmarked: 0 });
});
