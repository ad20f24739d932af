// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLogs } from '../backends/collector/read-logs.ts';
import { collectorBehindDoor, connectionOf, move, placesIn, RECORD_BYTES } from './support/behind-door.ts';
import type { Door } from './support/door.ts';
import { type RingService, startRingService } from './support/ring-service.ts';

/** OTEL_BLRP_MAX_EXPORT_BATCH_SIZE's default. */
const MAX_BATCH_RECORDS = 512;
const MEBIBYTE = 1024 * 1024;
/** What waits for less than a second may be lost by SIGKILL; on a machine that is busy it all takes longer. */
const UNWRITTEN_MILLIS = 1000 + 1000;

interface Place {
  readonly env: Record<string, string>;
  readonly spool: string;
  readonly door: Door;
  /** Ends the Collector; its records, each by its connection and direction, and the offset in that. */
  collected(): Promise<string[]>;
}

/** A real Collector behind a door, and a folder for a spool. */
async function prepare(t: TestContext): Promise<Place> {
  const { door, endpoint, spool, file, stopCollector } = await collectorBehindDoor(t);
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, KTLS_SPOOL_DIR: spool },
    spool,
    door,
    async collected() {
      await stopCollector();
      return placesIn(await readLogs(file));
    },
  };
}

async function start(t: TestContext, env: Record<string, string>): Promise<RingService> {
  const service = await startRingService(env);
  t.after(() => service.process.kill('SIGKILL'));
  return service;
}

/** The ids of its two ends. */
const idsOf = (run: number): string[] => [0, 1].map((end) => `${(1_000_000 + 2 * run + end).toString(16)}-0`);

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

const segmentsOf = (spool: string): string[] => readdirSync(join(spool, 'logs'));

/** Records of a stream as collected() has them. */
const isInOrder = (places: readonly string[]): boolean => {
  const last = new Map<string, number>();
  return places.every((place) => {
    const [id, direction, offset] = place.split(' ');
    const stream = `${id} ${direction}`;
    const isNext = Number(offset) === (last.get(stream) ?? -RECORD_BYTES) + RECORD_BYTES;
    last.set(stream, Number(offset));
    return isNext;
  });
};

test('the Collector is away while ten times of what memory holds comes: all of it arrives once, in its order', async (t) => {
  const { env, spool, door, collected } = await prepare(t);
  const service = await start(t, { ...env, KTLS_QUEUE_BYTES: String(MEBIBYTE), KTLS_RING_BYTES: String(MEBIBYTE) });
  const pair = connectionOf(service);
  let calls = move(pair, 100);
  await door.passed();
  await door.close();
  // The ring has no room for more than a few thousand at once.
  for (let step = 0; step < 100; step++) {
    calls += move(pair, 100);
    await until(() => service.ring.pendingBytes === 0);
  }
  assert.ok(segmentsOf(spool).length > 0);
  await door.open();
  await until(() => segmentsOf(spool).length === 0);
  const end = await service.stop();
  assert.equal(end.code, 0, end.stderr);
  const { produced, lost, dropped, exported, taken_over, in_flight } = end.summary;
  assert.deepEqual(
    { produced, lost, dropped, exported, taken_over, in_flight },
    { produced: calls, lost: 0, dropped: 0, exported: calls, taken_over: 0, in_flight: 0 },
  );
  const places = await collected();
  assert.deepEqual([places.length, new Set(places).size, isInOrder(places)], [calls, calls, true]);
});

test('stopped while the Collector is away, and started again: all of it arrives, before what is new', async (t) => {
  const { env, spool, door, collected } = await prepare(t);
  await door.close();
  const first = await start(t, env);
  const calls = move(connectionOf(first), 2500);
  const end = await first.stop();
  assert.equal(end.code, 0, end.stderr);
  const { produced, lost, dropped, exported, taken_over, in_flight } = end.summary;
  assert.deepEqual(
    { produced, lost, dropped, exported, taken_over, in_flight },
    { produced: calls, lost: 0, dropped: 0, exported: 0, taken_over: 0, in_flight: calls },
  );
  await door.open();
  const second = await start(t, env);
  assert.match(second.stderr(), new RegExp(`the spool has ${calls} events that another run has left`));
  const more = move(connectionOf(second, 1), 10);
  await until(() => segmentsOf(spool).length === 0);
  const last = await second.stop();
  assert.deepEqual(
    [last.code, last.summary.produced, last.summary.taken_over, last.summary.exported, last.summary.in_flight],
    [0, more, calls, calls + more, 0],
  );
  const places = await collected();
  assert.deepEqual(
    [places.length, places.slice(0, calls).length, isInOrder(places.slice(0, calls))],
    [calls + more, calls, true],
  );
});

test('killed at five moments with the Collector away: no more than a second is missing, and each start says what it has', async (t) => {
  const { env, door, spool, collected } = await prepare(t);
  await door.close();
  let onDisk = 0;
  let produced = 0;
  for (const [run, afterMillis] of [2300, 3000, 2711, 2450, 3600].entries()) {
    const service = await start(t, env);
    const [, before] = /the spool has (\d+) events/.exec(service.stderr()) ?? [];
    assert.equal(Number(before), onDisk);
    const pair = connectionOf(service, run);
    /** Calls put into the ring, and when. */
    const history: { atMillis: number; calls: number }[] = [];
    const beganMillis = performance.now();
    while (performance.now() - beganMillis < afterMillis) {
      produced += move(pair, 10);
      history.push({ atMillis: performance.now(), calls: produced });
      await sleep(10);
    }
    const killedMillis = performance.now();
    await service.stop('SIGKILL');
    // The next start tells it; here by one that has nothing to send to either.
    const next = await start(t, env);
    const [, after] = /the spool has (\d+) events/.exec(next.stderr()) ?? [];
    const missing = produced - Number(after);
    const older = history.filter(({ atMillis }) => atMillis < killedMillis - UNWRITTEN_MILLIS).at(-1)?.calls ?? 0;
    assert.ok(Number(after) >= older, `${after} of ${produced} on disk, of which ${older} came a second before`);
    produced -= missing;
    onDisk = Number(after);
    const end = await next.stop();
    assert.deepEqual([end.summary.taken_over, end.summary.in_flight], [onDisk, onDisk], end.stderr);
  }
  await door.open();
  const last = await start(t, env);
  await until(() => segmentsOf(spool).length === 0);
  const { summary } = await last.stop();
  assert.deepEqual([summary.taken_over, summary.exported, summary.in_flight], [onDisk, onDisk, 0]);
  const places = await collected();
  assert.deepEqual([places.length, new Set(places).size], [onDisk, onDisk]);
});

test('killed while the Collector comes and goes: of each run no more than its last second is missing', async (t) => {
  const { env, door, spool, collected } = await prepare(t);
  const runs: { produced: number; older: number; connections: string[] }[] = [];
  for (const [run, isOpen] of [true, false, true, true, false].entries()) {
    const service = await start(t, env);
    const pair = connectionOf(service, run);
    let produced = 0;
    const history: { atMillis: number; calls: number }[] = [];
    const beganMillis = performance.now();
    for (let isTurned = false; performance.now() - beganMillis < 2500 + 137 * run; await sleep(10)) {
      produced += move(pair, 10);
      history.push({ atMillis: performance.now(), calls: produced });
      if (isTurned || performance.now() - beganMillis < 1000) continue;
      isTurned = true;
      await door.close();
      if (isOpen) await door.open();
    }
    const killedMillis = performance.now();
    await service.stop('SIGKILL');
    const older = history.findLast(({ atMillis }) => atMillis < killedMillis - UNWRITTEN_MILLIS)?.calls ?? 0;
    assert.ok(older > 0);
    runs.push({ produced, older, connections: idsOf(run) });
    if (!isOpen) await door.open();
  }
  const last = await start(t, env);
  await until(() => segmentsOf(spool).length === 0);
  assert.equal((await last.stop()).code, 0);
  const places = await collected();
  const distinct = [...new Set(places)];
  for (const { produced, older, connections } of runs) {
    const arrived = distinct.filter((place) => connections.includes(place.split(' ')[0] ?? '')).length;
    assert.ok(older <= arrived && arrived <= produced, `${arrived} of ${produced}, of which ${older} are older`);
  }
  const twice = places.length - distinct.length;
  assert.ok(twice <= runs.length * 2 * MAX_BATCH_RECORDS, `${twice} twice`);
});

test('killed while a slow Collector takes what is spooled: nothing of that is missing, and little comes twice', async (t) => {
  const { env, door, spool, collected } = await prepare(t);
  await door.close();
  const first = await start(t, env);
  const calls = move(connectionOf(first), 3000);
  await first.stop();
  door.delay(40);
  await door.open();
  const batchRecords = 50;
  const concurrency = 2;
  const sending = {
    ...env,
    OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: String(batchRecords),
    KTLS_EXPORT_CONCURRENCY: String(concurrency),
  };
  const kills = 4;
  for (let kill = 0; kill < kills; kill++) {
    const service = await start(t, sending);
    await sleep(100 + 70 * kill);
    await service.stop('SIGKILL');
  }
  door.delay(0);
  const last = await start(t, sending);
  await until(() => segmentsOf(spool).length === 0);
  assert.equal((await last.stop()).code, 0);
  const places = await collected();
  assert.equal(new Set(places).size, calls);
  // Batches are those of the first run.
  const twice = places.length - calls;
  assert.ok(twice <= kills * 2 * concurrency * MAX_BATCH_RECORDS, `${twice} twice`);
});

/** Runs the service with a file system of its own as the spool's folder, of 1 MiB. */
const withDisk = (more = 'true'): string[] => {
  const script = `mount -t tmpfs -o size=1m,mode=0700 none "$KTLS_SPOOL_DIR" && cd "$KTLS_SPOOL_DIR" && ${more}`;
  return ['unshare', '-m', 'sh', '-c', `(${script}) && exec "$@"`, 'sh'];
};

for (const { what, more, error } of [
  { what: 'is full', more: 'true', error: 'ENOSPC' },
  { what: 'is read-only', more: 'mkdir -m 700 logs traces && mount -o remount,ro "$KTLS_SPOOL_DIR"', error: 'EROFS' },
]) {
  test(`a disk that ${what} is told once; what memory holds arrives nevertheless`, async (t) => {
    const { env, door, spool, collected } = await prepare(t);
    mkdirSync(spool, { mode: 0o700 });
    await door.close();
    const service = await startRingService(env, undefined, withDisk(more));
    t.after(() => service.process.kill('SIGKILL'));
    const pair = connectionOf(service);
    let calls = 0;
    for (let step = 0; step < 20; step++) {
      calls += move(pair, 100);
      await until(() => service.ring.pendingBytes === 0);
    }
    const told = `the spool can't be read or written: ${error}`;
    await service.says(told);
    await door.open();
    const end = await service.stop();
    const { produced, dropped, exported = 0, lost, in_flight = 0 } = end.summary;
    assert.deepEqual([end.code, lost, dropped, exported + in_flight], [0, 0, 0, produced], end.stderr);
    assert.equal(produced, calls);
    assert.equal(end.stderr.split(told).length, 2);
    const places = await collected();
    assert.deepEqual([places.length, new Set(places).size], [exported, exported]);
    // What is on disk may stay there, and no more fits on it.
    assert.ok(exported > calls / 2 && in_flight <= (error === 'EROFS' ? 0 : calls / 2), `${in_flight} left`);
  });
}

test('two services on one folder: the second is refused, and the first goes on', async (t) => {
  const { env, spool, collected } = await prepare(t);
  const service = await start(t, env);
  await assert.rejects(
    startRingService(env),
    /ended with 3\n.*KTLS_SPOOL_DIR: \S+\/spool: another ktls-otel\s+uses it/s,
  );
  const calls = move(connectionOf(service), 5);
  assert.equal((await service.stop()).summary.exported, calls);
  assert.equal((await collected()).length, calls);
  assert.deepEqual(segmentsOf(spool), []);
});

test("a folder that can not be the spool's is a wrong setting", async (t) => {
  const { env } = await prepare(t);
  const start = startRingService({ ...env, KTLS_SPOOL_DIR: '/dev/null' });
  await assert.rejects(start, /ended with 3\n.*KTLS_SPOOL_DIR: \/dev\/null: it is not a folder/s);
});
