// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { type TestContext, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { Notified } from '../support/notified.ts';
import { workerOf } from '../support/worker-of.ts';
import { type RingService, startRingService } from './support/ring-service.ts';

const QUIET = { OTEL_LOGS_EXPORTER: 'none', KTLS_SPANS: 'false' };
const INTERVAL_MILLIS = 200;
const LOOK_MILLIS = 20;
const ALIVE = 'WATCHDOG=1';
const READY = 'READY=1\nSTATUS=capturing';

async function start(t: TestContext, env: Record<string, string>): Promise<RingService> {
  const service = await startRingService({ ...QUIET, ...env }, undefined, [], 'two');
  t.after(() => service.process.kill('SIGKILL'));
  return service;
}

/** What a service manager hears, until it has heard `last`. */
async function heardUntil(notified: Notified, last: string): Promise<string[]> {
  const heard: string[] = [];
  while (!heard.includes(last)) {
    await sleep(LOOK_MILLIS);
    heard.push(...notified.read());
  }
  return heard;
}

const withoutAlive = (heard: readonly string[]): string[] => heard.filter((text) => text !== ALIVE);

test('a service manager hears of the start, of a reload and of the end', async (t) => {
  const address = `@ktls-otel-test-${process.pid}`;
  const notified = new Notified(address);
  const service = await start(t, { NOTIFY_SOCKET: address });
  assert.deepEqual(await heardUntil(notified, READY), ['STATUS=loading the BPF programs', READY]);
  for (const pid of [service.process.pid, workerOf(service.process)])
    assert.equal(readFileSync(`/proc/${pid}/environ`, 'latin1').includes('NOTIFY_SOCKET'), pid === service.process.pid);
  service.process.kill('SIGHUP');
  const [reloading = '', ...rest] = await heardUntil(notified, 'READY=1');
  assert.match(reloading, /^RELOADING=1\nMONOTONIC_USEC=\d+$/);
  assert.deepEqual(rest, ['READY=1']);
  const { code } = await service.stop();
  assert.deepEqual([code, notified.read()], [0, ['STOPPING=1', 'STATUS=shutting down']]);
});

test('it hears that the service is alive as long as the worker runs its loop', async (t) => {
  const address = `@ktls-otel-test-alive-${process.pid}`;
  const notified = new Notified(address);
  const service = await start(t, { NOTIFY_SOCKET: address, WATCHDOG_USEC: String(1000 * INTERVAL_MILLIS) });
  await heardUntil(notified, ALIVE);
  const worker = workerOf(service.process);
  process.kill(worker, 'SIGSTOP');
  // What it had said before.
  await sleep(INTERVAL_MILLIS);
  notified.read();
  await sleep(3 * INTERVAL_MILLIS);
  assert.deepEqual(notified.read(), []);
  process.kill(worker, 'SIGCONT');
  assert.deepEqual(withoutAlive(await heardUntil(notified, ALIVE)), []);
  assert.equal((await service.stop()).code, 0);
});

test("another process's watchdog is not its own", async (t) => {
  const address = `@ktls-otel-test-other-${process.pid}`;
  const notified = new Notified(address);
  const watchdog = { WATCHDOG_USEC: String(1000 * INTERVAL_MILLIS), WATCHDOG_PID: '1' };
  const service = await start(t, { NOTIFY_SOCKET: address, ...watchdog });
  await heardUntil(notified, READY);
  await sleep(3 * INTERVAL_MILLIS);
  assert.deepEqual(notified.read(), []);
  assert.equal((await service.stop()).code, 0);
});

test('where nobody listens it says so once, and goes on', async (t) => {
  const service = await start(t, { NOTIFY_SOCKET: '/nowhere/notify' });
  const { code, stderr } = await service.stop();
  assert.equal(code, 0);
  const told = stderr.split('\n').filter((line) => line.includes('NOTIFY_SOCKET'));
  assert.equal(told.length, 1);
  assert.match(
    told[0] ?? '',
    /^ktls-otel: warn: NOTIFY_SOCKET: connect: ENOENT: .*; the service manager is told nothing$/,
  );
});
