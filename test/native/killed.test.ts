// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type CollectedLog, parseLogs, readLogs } from '../backends/collector/read-logs.ts';
import { isAtRest, scrapedAt, scrapeUntil } from '../support/scrape.ts';
import { freePort } from '../unit/export/free-port.ts';
import { collectorBehindDoor, connectionOf, move } from './support/behind-door.ts';
import { type BpfFileSystem, bpfFileSystem } from './support/bpf-file-system.ts';
import type { Door } from './support/door.ts';
import { type RingService, startRingService } from './support/ring-service.ts';

interface Place {
  readonly env: Record<string, string>;
  readonly spool: string;
  readonly door: Door;
  readonly bpf: BpfFileSystem;
  /** What its Collector has written so far. */
  arrived(): CollectedLog[];
  /** All of that; ends the Collector. */
  collected(): Promise<CollectedLog[]>;
}

async function prepare(t: TestContext): Promise<Place> {
  const { door, endpoint, spool, file, stopCollector } = await collectorBehindDoor(t);
  return {
    env: { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint },
    spool,
    door,
    bpf: bpfFileSystem(t),
    arrived: () => (existsSync(file) ? parseLogs(readFileSync(file, 'utf8')) : []),
    async collected() {
      await stopCollector();
      return readLogs(file);
    },
  };
}

async function start(t: TestContext, env: Record<string, string>, within: readonly string[]): Promise<RingService> {
  const service = await startRingService(env, undefined, within);
  t.after(() => service.process.kill('SIGKILL'));
  return service;
}

async function until(condition: () => boolean): Promise<void> {
  while (!condition()) await sleep(20);
}

const killedOf = (logs: readonly CollectedLog[]): CollectedLog[] =>
  logs.filter(({ attributes }) => attributes['ktls.loss.reason'] === 'killed');

test('killed at rest: nothing is missing, and the next run says so; each run removes what it has pinned', async (t) => {
  const { env, bpf, collected } = await prepare(t);
  const port = await freePort();
  const first = await start(t, { ...env, ...scrapedAt(port) }, bpf.within);
  assert.equal(bpf.runs().length, 1);
  const calls = move(connectionOf(first), 50);
  await scrapeUntil(`${calls} calls, at rest`, (now) => now.sum('ktls_calls_total') === calls && isAtRest(now), port);
  await first.stop('SIGKILL');
  assert.equal(bpf.runs().length, 1);
  const second = await start(t, env, bpf.within);
  await second.says('was killed: nothing of it is missing');
  assert.equal(bpf.runs().length, 1);
  const end = await second.stop();
  assert.deepEqual([end.code, end.summary.killed], [0, 0]);
  assert.deepEqual(bpf.runs(), []);
  const third = await start(t, env, bpf.within);
  const { stderr } = await third.stop();
  assert.doesNotMatch(stderr, /was killed/);
  const logs = await collected();
  assert.deepEqual([logs.filter(({ eventName }) => eventName === 'ktls.data').length, killedOf(logs)], [calls, []]);
});

test('killed without a Collector, or with a ring that nobody reads: the next run tells how much that was', async (t) => {
  const { env, bpf, door, arrived, collected } = await prepare(t);
  await door.close();
  const first = await start(t, env, bpf.within);
  const sent = move(connectionOf(first), 20);
  await first.says('export failed');
  await first.stop('SIGKILL');
  const second = await start(t, env, bpf.within);
  await second.says(`${sent} records were neither exported, dropped nor spooled; ${sent} produced`);
  // If they were being sent just then, the Collector may have them.
  const isAtMost = second.stderr().includes('was killed: at most') || undefined;
  await door.open();
  await until(() => killedOf(arrived()).length === 1);
  second.process.kill('SIGSTOP');
  const unread = move(connectionOf(second), 30);
  await second.stop('SIGKILL');
  const third = await start(t, env, bpf.within);
  await third.says(`was killed: ${unread} records were neither`);
  const end = await third.stop();
  assert.deepEqual([end.code, end.summary.killed, end.summary.exported], [0, unread, 0]);
  assert.deepEqual(
    killedOf(await collected()).map(({ attributes, severityText, resource }) => [
      severityText,
      resource['service.name'],
      attributes['ktls.loss.count'],
      attributes['ktls.loss.at_most'],
    ]),
    [
      ['WARN', 'ktls-otel', sent, isAtMost],
      ['WARN', 'ktls-otel', unread, undefined],
    ],
  );
});

test('killed with a spool: only what is not on disk is missing, and what is there is taken over', async (t) => {
  const { env, bpf, spool, door, collected } = await prepare(t);
  const spooling = { ...env, KTLS_SPOOL_DIR: spool };
  await door.close();
  const first = await start(t, spooling, bpf.within);
  const calls = move(connectionOf(first), 300);
  await until(() => first.ring.pendingBytes === 0);
  // All of it is on disk a second later.
  await sleep(2500);
  first.process.kill('SIGSTOP');
  const inRing = move(connectionOf(first), 40);
  await first.stop('SIGKILL');
  await door.open();
  // Of another spool, and of none.
  const other = await start(t, { ...env, KTLS_SPOOL_DIR: `${spool}-2` }, bpf.within);
  const none = await start(t, env, bpf.within);
  assert.doesNotMatch(other.stderr() + none.stderr(), /was killed/);
  const second = await start(t, spooling, bpf.within);
  await second.says(`the spool has ${calls} events that another run has left`);
  await second.says(`was killed: at most ${inRing} records were neither`);
  assert.equal(bpf.runs().length, 3);
  const end = await second.stop();
  const { produced, taken_over, exported, in_flight, killed } = end.summary;
  assert.deepEqual(
    { produced, taken_over, exported, in_flight, killed },
    { produced: 0, taken_over: calls, exported: calls, in_flight: 0, killed: inRing },
  );
  assert.deepEqual([(await other.stop()).code, (await none.stop()).code], [0, 0]);
  assert.deepEqual(bpf.runs(), []);
  const logs = await collected();
  assert.equal(logs.filter(({ eventName }) => eventName === 'ktls.data').length, calls);
  assert.deepEqual(
    killedOf(logs).map(({ attributes }) => attributes['ktls.loss.count']),
    [inRing],
  );
});

test('without a BPF file system the next start knows that a run did not end, and since when', async (t) => {
  const { env, spool } = await prepare(t);
  const without = ['unshare', '-m', 'sh', '-c', 'mount -t tmpfs none /sys/fs/bpf && exec "$@"', 'sh'];
  const first = await start(t, { ...env, KTLS_SPOOL_DIR: spool }, without);
  await first.says('/sys/fs/bpf is no BPF file system: what this run loses if it is killed will not be known');
  await first.stop('SIGKILL');
  const second = await start(t, { ...env, KTLS_SPOOL_DIR: spool }, without);
  await second.says('did not end, and its counters are gone: what it lost is not known');
  assert.match(second.stderr(), /a run that began at \d{4}-\d\d-\d\dT[\d:.]+Z did not end/);
  await second.stop();
  const third = await start(t, { ...env, KTLS_SPOOL_DIR: spool }, without);
  assert.doesNotMatch((await third.stop()).stderr, /did not end/);
});
