// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { cpSync, renameSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import fc from 'fast-check';
import { RateLimitedWarnings } from '../../../../src/base/rate-limited-warnings.ts';
import { LOGS } from '../../../../src/export/create-export.ts';
import type { ExportResult } from '../../../../src/export/export-result.ts';
import { QueuedLogRecordExporter } from '../../../../src/export/queued-exporter.ts';
import type { RecordQueueLimits } from '../../../../src/export/record-queue.ts';
import { Spool } from '../../../../src/export/spool/spool.ts';
import { recordOf } from '../captured-records.ts';
import { bodiesOf } from '../otlp-proto.ts';
import { filesOf, temporaryFolder } from './spooled.ts';

const OK: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };
const AWAY: ExportResult = { kind: 'retryable', status: 'UNAVAILABLE', detail: '' };
const REFUSED: ExportResult = { kind: 'failure', status: 'INVALID_ARGUMENT', reason: 'refused', refused: 'records' };
const NEVER = new AbortController().signal;
const MEBIBYTE = 1024 * 1024;

type Answer = (bodies: string[]) => ExportResult | Promise<ExportResult>;

interface Options {
  readonly limits?: Partial<RecordQueueLimits>;
  readonly maxBytes?: number;
  readonly concurrency?: number;
  readonly encoding?: ReturnType<typeof LOGS.protobuf>;
}

/** An exporter over a spool in `folder`; `collector.answer` says what becomes of a request. */
async function start(folder: string, answer: Answer, options: Options = {}) {
  const { limits, maxBytes = 1e9, concurrency = 1, encoding = LOGS.protobuf() } = options;
  const warnings: string[] = [];
  const collector = { answer, arrived: [] as string[] };
  const spool = await Spool.open({
    folder,
    maxBytes,
    segmentBytes: MEBIBYTE,
    noun: 'events',
    warnings: new RateLimitedWarnings((message) => warnings.push(message), Date.now),
  });
  const logExport = new QueuedLogRecordExporter({
    encoding,
    eventsOf: LOGS.eventsOf,
    noun: LOGS.noun,
    scope: { name: 'test' },
    limits: {
      maxQueueSize: Number.POSITIVE_INFINITY,
      maxExportBatchSize: 100,
      queueBytes: MEBIBYTE,
      maxBatchBytes: 1e9,
      scheduleDelayMillis: 1000,
      ...limits,
    },
    concurrency,
    spool,
    attemptTimeoutMillis: 1000,
    now: () => 0,
    client: {
      async send(request, _timeoutMillis, signal) {
        const bodies = encoding.contentType === 'application/json' ? jsonBodiesOf(request) : bodiesOf(request);
        const cancelled = new Promise<ExportResult>((resolve) => {
          signal.addEventListener('abort', () => resolve(AWAY));
        });
        const result = await Promise.race([collector.answer(bodies), cancelled]);
        if (result.kind === 'success') collector.arrived.push(...bodies);
        return result;
      },
      close: () => {},
    },
    onWarning: (message) => warnings.push(message),
    onExported: () => {},
    sleep: (_millis, signals) =>
      new Promise((resolve) => {
        const timer = setTimeout(resolve, 20);
        for (const signal of signals) {
          signal.addEventListener('abort', () => {
            clearTimeout(timer);
            resolve();
          });
        }
      }),
  });
  const write = async (from: number, to: number, bytes = 0): Promise<void> => {
    for (let index = from; index < to; index++) {
      if (!logExport.hasRoom()) await new Promise<void>((resolve) => logExport.onRoom(resolve));
      logExport.write({ attributes: { a: index % 3 } }, recordOf(`${index} ${'x'.repeat(bytes)}`));
    }
  };
  return { logExport, spool, collector, warnings, write };
}

const jsonBodiesOf = (request: Buffer): string[] =>
  JSON.parse(request.toString()).resourceLogs.flatMap((resource: { scopeLogs: { logRecords: object[] }[] }) =>
    resource.scopeLogs.flatMap(({ logRecords }) =>
      logRecords.map((record) => (record as { body: { stringValue: string } }).body.stringValue),
    ),
  );

const numbersOf = (bodies: readonly string[]): number[] => bodies.map((body) => Number(body.split(' ')[0]));
const upTo = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
/** Records of three resources: within a request each resource's stand together. */
const sorted = (numbers: readonly number[]): number[] => numbers.toSorted((one, other) => one - other);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await delay(5);
}

/** What another run would find on disk if this one was killed now. */
async function found(t: TestContext, folder: string): Promise<number> {
  const copy = temporaryFolder(t);
  cpSync(folder, copy, { recursive: true });
  const options = { folder: copy, maxBytes: 1e9, segmentBytes: MEBIBYTE, noun: 'events' };
  // What was being written is torn.
  const spool = await Spool.open({ ...options, warnings: new RateLimitedWarnings(() => {}, Date.now) });
  return spool.live.events;
}

test('with a Collector that takes all at once nothing is written', async (t) => {
  const folder = temporaryFolder(t);
  const { logExport, collector, spool, write } = await start(folder, () => OK);
  const append = t.mock.method(spool, 'append');
  // It has looked for what a run before has left: what comes meanwhile is to stand behind that.
  await delay(50);
  await write(0, 1000);
  await delay(1000);
  assert.deepEqual(sorted(numbersOf(collector.arrived)), upTo(1000));
  assert.equal(append.mock.callCount(), 0);
  await write(1000, 1010);
  await logExport.shutdown(NEVER);
  assert.deepEqual([filesOf(folder), spool.errors.size], [{}, 0]);
  assert.deepEqual(logExport.counters(), { exported: 1010, dropped: {}, inFlight: 0 });
});

test('away with ten times of what memory holds: all of it arrives once, in its order, and no more is held', async (t) => {
  const folder = temporaryFolder(t);
  const { logExport, collector, spool, warnings, write } = await start(folder, () => AWAY);
  const most = { bytes: 0 };
  const watch = setInterval(() => {
    most.bytes = Math.max(most.bytes, logExport.depth().bytes);
  }, 1);
  await write(0, 10_000, 1000);
  assert.equal(logExport.counters().inFlight, 10_000);
  assert.ok(spool.unread.events > 8_000, `${spool.unread.events} on disk alone`);
  collector.answer = () => OK;
  await until(() => collector.arrived.length === 10_000);
  clearInterval(watch);
  const batches = Array.from({ length: 100 }, (_, index) => collector.arrived.slice(index * 100, (index + 1) * 100));
  assert.deepEqual(
    batches.flatMap((batch) => sorted(numbersOf(batch))),
    upTo(10_000),
  );
  assert.ok(most.bytes < 1.2 * MEBIBYTE, `${most.bytes} bytes`);
  await logExport.shutdown(NEVER);
  assert.deepEqual(logExport.counters(), { exported: 10_000, dropped: {}, inFlight: 0 });
  assert.deepEqual(logExport.depth(), { records: 0, bytes: 0 });
  assert.deepEqual([filesOf(folder), spool.live.events], [{}, 0]);
  assert.deepEqual(warnings, ['export failed with UNAVAILABLE; it is retried until it works']);
});

test('stopped while the Collector is away: the next run sends all of it, and then what is new', async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder, () => AWAY);
  await first.write(0, 3333, 1000);
  await first.logExport.shutdown(NEVER);
  assert.deepEqual(first.logExport.counters(), { exported: 0, dropped: {}, inFlight: 3333 });
  assert.equal(await found(t, folder), 3333);
  const second = await start(folder, () => OK);
  assert.equal(second.logExport.spoolCounts()?.takenOver, 3333);
  await second.write(3333, 3400);
  await until(() => second.collector.arrived.length === 3400);
  const numbers = numbersOf(second.collector.arrived);
  assert.deepEqual(sorted(numbers), upTo(3400));
  assert.ok(numbers.slice(0, 3333).every((number) => number < 3333));
  await second.logExport.shutdown(NEVER);
  assert.deepEqual(second.logExport.counters(), { exported: 3400, dropped: {}, inFlight: 0 });
  assert.deepEqual(filesOf(folder), {});
});

test('what a Collector that does not answer was sent is on disk within a second, and is sent until it is taken', async (t) => {
  const folder = temporaryFolder(t);
  const never = new Promise<ExportResult>(() => {});
  const { logExport, collector, write } = await start(folder, () => never, { concurrency: 3 });
  await write(0, 250);
  assert.equal(await found(t, folder), 0);
  await until(() => logExport.spoolCounts()?.inFlight === 250);
  assert.equal(await found(t, folder), 250);
  assert.deepEqual(logExport.spoolCounts(), {
    takenOver: 0,
    inFlight: 250,
    bytes: Object.values(filesOf(folder))[0],
    maxBytes: 1e9,
    errors: {},
  });
  await logExport.shutdown(AbortSignal.abort());
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: {}, inFlight: 250 });
  assert.deepEqual(collector.arrived, []);
  const second = await start(folder, () => OK);
  await until(() => second.collector.arrived.length === 250);
  await second.logExport.shutdown(NEVER);
  assert.deepEqual(sorted(numbersOf(second.collector.arrived)), upTo(250));
});

test('what is acknowledged late is marked, and not sent by the next run', async (t) => {
  const folder = temporaryFolder(t);
  const { logExport, collector, spool, write } = await start(folder, () => AWAY);
  await write(0, 500);
  await until(() => logExport.spoolCounts()?.inFlight === 500);
  assert.equal(await found(t, folder), 500);
  // Of the five batches two are taken.
  collector.answer = () => (collector.arrived.length < 200 ? OK : AWAY);
  await until(() => logExport.spoolCounts()?.inFlight === 300);
  await until(() => spool.unmarked === 0);
  assert.equal(await found(t, folder), 300);
  await logExport.shutdown(NEVER);
  assert.deepEqual(logExport.counters(), { exported: 200, dropped: {}, inFlight: 300 });
  const second = await start(folder, () => OK);
  await until(() => second.collector.arrived.length === 300);
  assert.deepEqual(sorted(numbersOf([...collector.arrived, ...second.collector.arrived])), upTo(500));
  await second.logExport.shutdown(NEVER);
});

test('batches from disk are halved too: one bad record of a run before costs itself alone', async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder, () => AWAY);
  await first.write(0, 300);
  await first.logExport.shutdown(NEVER);
  const second = await start(folder, (bodies) => (numbersOf(bodies).includes(137) ? REFUSED : OK));
  await until(() => second.logExport.counters().inFlight === 0);
  assert.deepEqual(second.logExport.counters(), { exported: 299, dropped: { refused: 1 }, inFlight: 0 });
  await until(() => second.logExport.doubtful().unmarked === 0);
  assert.deepEqual(second.logExport.doubtful(), { sending: 0, unmarked: 0 });
  assert.deepEqual(
    sorted(numbersOf(second.collector.arrived)),
    upTo(300).filter((number) => number !== 137),
  );
  await second.logExport.shutdown(NEVER);
  assert.deepEqual(filesOf(folder), {});
});

test('halves of what was not written yet are written by themselves, and only what is left of them', async (t) => {
  const folder = temporaryFolder(t);
  const never = new Promise<ExportResult>(() => {});
  const isTaken = (bodies: string[]): boolean => Math.max(...numbersOf(bodies)) < 50;
  const { logExport, write } = await start(folder, (bodies) => {
    if (bodies.length === 100) return REFUSED;
    return isTaken(bodies) ? OK : never;
  });
  await write(0, 100);
  await until(() => logExport.counters().exported === 50);
  await until(() => logExport.spoolCounts()?.inFlight === 50);
  assert.equal(await found(t, folder), 50);
  await logExport.shutdown(AbortSignal.abort());
  assert.deepEqual(logExport.counters(), { exported: 50, dropped: {}, inFlight: 50 });
});

test('halves of what is on disk stay there as a whole until both are taken', async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder, () => AWAY);
  await first.write(0, 100);
  await first.logExport.shutdown(NEVER);
  const never = new Promise<ExportResult>(() => {});
  const second = await start(folder, (bodies) => {
    if (bodies.length === 100) return REFUSED;
    return Math.max(...numbersOf(bodies)) < 50 ? OK : never;
  });
  await until(() => second.logExport.counters().exported === 50);
  // The half that is exported would be sent again by another run, and the other one is on its way.
  await until(() => second.logExport.doubtful().unmarked === 50);
  assert.deepEqual(second.logExport.doubtful(), { sending: 50, unmarked: 50 });
  await second.logExport.shutdown(AbortSignal.abort());
  assert.deepEqual(second.logExport.counters(), { exported: 50, dropped: {}, inFlight: 50 });
  assert.equal(await found(t, folder), 100);
});

test('a spool that is full drops its oldest; what arrives is in order, and every record is accounted for', async (t) => {
  const folder = temporaryFolder(t);
  const maxBytes = 4 * MEBIBYTE;
  const { logExport, collector, spool, warnings, write } = await start(folder, () => AWAY, { maxBytes });
  await write(0, 10_000, 1000);
  await until(() => spool.live.events + (spool.dropped.get('spool_full') ?? 0) > 9_000);
  assert.ok(spool.bytes <= maxBytes && spool.bytes > maxBytes - 2 * MEBIBYTE, `${spool.bytes} bytes`);
  collector.answer = () => OK;
  await until(() => logExport.counters().inFlight === 0);
  const { exported, dropped } = logExport.counters();
  assert.deepEqual([exported + (dropped.spool_full ?? 0), Object.keys(dropped)], [10_000, ['spool_full']]);
  const numbers = sorted(numbersOf(collector.arrived));
  assert.deepEqual([new Set(numbers).size, numbers.length], [exported, exported]);
  // The newest are all there.
  assert.deepEqual(numbers.slice(-3000), upTo(10_000).slice(-3000));
  assert.equal(warnings.filter((text) => text.includes('the oldest: the spool is as large as')).length, 1);
  await logExport.shutdown(NEVER);
});

test('a disk that can not be written to: memory holds what it can, and the end drops what could not be kept', async (t) => {
  const parent = temporaryFolder(t);
  const folder = join(parent, 'spool');
  cpSync(temporaryFolder(t), folder, { recursive: true });
  const { logExport, spool, warnings, write } = await start(folder, () => AWAY);
  renameSync(folder, join(parent, 'moved'));
  await write(0, 500, 1000);
  while (logExport.hasRoom()) await write(500, 501, 1000);
  await until(() => (spool.errors.get('ENOENT') ?? 0) > 0);
  const { inFlight } = logExport.counters();
  assert.equal(logExport.hasRoom(), false);
  await logExport.shutdown(AbortSignal.timeout(200));
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { shutdown: inFlight }, inFlight: 0 });
  assert.equal(warnings.filter((text) => text.startsWith("the spool can't be read or written: ENOENT")).length, 1);
});

test('a disk that can be written to again gives room again', async (t) => {
  const parent = temporaryFolder(t);
  const folder = join(parent, 'spool');
  cpSync(temporaryFolder(t), folder, { recursive: true });
  const { logExport, collector, write } = await start(folder, () => AWAY);
  renameSync(folder, join(parent, 'moved'));
  let count = 0;
  for (; logExport.hasRoom(); count += 1) await write(count, count + 1, 1000);
  renameSync(join(parent, 'moved'), folder);
  await write(count, count + 3000, 1000);
  collector.answer = () => OK;
  await until(() => collector.arrived.length === count + 3000);
  assert.deepEqual(sorted(numbersOf(collector.arrived)), upTo(count + 3000));
  await logExport.shutdown(NEVER);
});

test('at the end what can not be kept is tried again, and what can be is not', async (t) => {
  const parent = temporaryFolder(t);
  const folder = join(parent, 'spool');
  cpSync(temporaryFolder(t), folder, { recursive: true });
  const { logExport, collector, write } = await start(folder, () => AWAY, { limits: { queueBytes: 8 * MEBIBYTE } });
  await write(0, 300);
  await until(() => logExport.spoolCounts()?.inFlight === 300);
  renameSync(folder, join(parent, 'moved'));
  // The segment that is open takes 1 MiB of it.
  await write(300, 3000, 1000);
  let requests = 0;
  collector.answer = (bodies) => {
    requests += 1;
    const isKept = numbersOf(bodies).some((number) => number < 300);
    return isKept || requests < 5 ? AWAY : OK;
  };
  await logExport.shutdown(NEVER);
  const { exported, dropped, inFlight } = logExport.counters();
  assert.deepEqual([exported + inFlight, dropped], [3000, {}]);
  assert.ok(inFlight >= 300 && exported >= 1000, `${exported} exported`);
  assert.ok(numbersOf(collector.arrived).every((number) => number >= 300));
});

test('JSON is spooled as JSON', async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder, () => AWAY, { encoding: LOGS.json() });
  await first.write(0, 2500, 1000);
  await first.logExport.shutdown(NEVER);
  const second = await start(folder, () => OK, { encoding: LOGS.json() });
  await until(() => second.collector.arrived.length === 2500);
  assert.deepEqual(sorted(numbersOf(second.collector.arrived)), upTo(2500));
  await second.logExport.shutdown(NEVER);
});

test('a run that ends before it has read what another has left keeps it', async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder, () => AWAY);
  await first.write(0, 3000, 1000);
  await first.logExport.shutdown(NEVER);
  for (let run = 0; run < 3; run++) {
    const next = await start(folder, () => AWAY);
    assert.equal(next.logExport.counters().inFlight, 3000);
    await next.logExport.shutdown(AbortSignal.abort());
    assert.deepEqual(next.logExport.counters(), { exported: 0, dropped: {}, inFlight: 3000 });
  }
  const last = await start(folder, () => OK, { concurrency: 4 });
  await until(() => last.collector.arrived.length === 3000);
  assert.deepEqual(sorted(numbersOf(last.collector.arrived)), upTo(3000));
  await last.logExport.shutdown(NEVER);
});

test('a run that ends while it can send nothing keeps what it has read into memory, too', async (t) => {
  const folder = temporaryFolder(t);
  const first = await start(folder, () => AWAY);
  await first.write(0, 3000);
  await first.logExport.shutdown(NEVER);
  const next = await start(folder, () => AWAY, { limits: { queueBytes: 32 * MEBIBYTE } });
  await until(() => next.spool.unread.events === 0);
  await next.logExport.shutdown(NEVER);
  assert.deepEqual(next.logExport.counters(), { exported: 0, dropped: {}, inFlight: 3000 });
  assert.equal(await found(t, folder), 3000);
});

/** Of all runs: with less, a batch of a run before would be sent in pieces, of which some would come twice. */
const aQueue = fc.constantFrom(20_000, 60_000, MEBIBYTE);

/** One run: how it is set, how many records it is given, what the Collector does with its requests, and how it ends. */
const aRun = fc.record({
  concurrency: fc.integer({ min: 1, max: 4 }),
  maxExportBatchSize: fc.integer({ min: 1, max: 60 }),
  records: fc.nat(400),
  waitMillis: fc.constantFrom(0, 5, 50),
  answers: fc.array(fc.constantFrom('taken', 'taken late', 'away'), { minLength: 1, maxLength: 12 }),
  isCutShort: fc.boolean(),
});

test('whatever the Collector does, and however often runs end in order, each record arrives once', async (t) => {
  await fc.assert(
    fc.asyncProperty(aQueue, fc.array(aRun, { minLength: 1, maxLength: 5 }), async (queueBytes, runs) => {
      const folder = temporaryFolder(t);
      const arrived: string[] = [];
      let written = 0;
      let left = 0;
      for (const { concurrency, records, waitMillis, answers, isCutShort, maxExportBatchSize } of runs) {
        const limits = { queueBytes, maxExportBatchSize };
        let requests = 0;
        const answer: Answer = async () => {
          const how = answers[requests++ % answers.length];
          if (how === 'taken late') await delay(3);
          return how === 'away' ? AWAY : OK;
        };
        const { logExport, collector } = await start(folder, answer, { concurrency, limits });
        assert.equal(logExport.spoolCounts()?.takenOver, left);
        for (let index = 0; index < records; index++) {
          if (!logExport.hasRoom()) await new Promise<void>((resolve) => logExport.onRoom(resolve));
          logExport.write({ attributes: {} }, recordOf(`${written++} ${'x'.repeat(300)}`));
        }
        await delay(waitMillis);
        await logExport.shutdown(isCutShort ? AbortSignal.abort() : NEVER);
        const { exported, dropped, inFlight } = logExport.counters();
        assert.deepEqual([exported + inFlight, exported, dropped], [left + records, collector.arrived.length, {}]);
        assert.equal(logExport.spoolCounts()?.inFlight, inFlight);
        left = inFlight;
        arrived.push(...collector.arrived);
      }
      const last = await start(folder, () => OK, { concurrency: 3 });
      await until(() => last.logExport.counters().inFlight === 0);
      await last.logExport.shutdown(NEVER);
      assert.deepEqual(sorted(numbersOf([...arrived, ...last.collector.arrived])), upTo(written));
      assert.deepEqual(filesOf(folder), {});
    }),
    { numRuns: 40 },
  );
});

test('what a crash leaves at any moment is what is on disk by the counts, but for what is being marked or written', async (t) => {
  const folder = temporaryFolder(t);
  const batchRecords = 20;
  const concurrency = 4;
  let requests = 0;
  const answer: Answer = async () => {
    requests += 1;
    await delay(requests % 3);
    return requests % 40 < 25 ? OK : AWAY;
  };
  const limits = { maxExportBatchSize: batchRecords, queueBytes: 60_000 };
  const { logExport, spool, write } = await start(folder, answer, { concurrency, limits });
  const writing = write(0, 8000, 300);
  let [moments, most] = [0, 0];
  for (let isOver = false; !isOver; moments++) {
    const isWritten = writing.then(() => true);
    isOver = await Promise.race([isWritten, delay(7).then(() => false)]);
    const live = spool.live.events;
    const onDisk = await found(t, folder);
    assert.ok(live <= onDisk, `${live} in flight, ${onDisk} on disk`);
    const spare = (concurrency + concurrency + 1) * batchRecords;
    assert.ok(onDisk <= live + spare, `${live} in flight, ${onDisk} on disk`);
    most = Math.max(most, live);
  }
  assert.ok(moments > 10 && most > 1000, `${most} at most in ${moments} moments`);
  await until(() => logExport.counters().inFlight === 0);
  await logExport.shutdown(NEVER);
});
