// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type FakeCollector, OK, startFakeCollector } from '../../unit/export/fake-collector.ts';
import { type RingService, startRingService } from '../support/ring-service.ts';
import { Wire } from '../support/wire.ts';

const IN_TERMINAL = ['python3', 'test/native/console/in_terminal.py'];
/** More than a terminal and the buffer of its stream hold: about 300 bytes a row, two rows a call. */
const CALLS = 2000;

async function start(collector: FakeCollector, env: Record<string, string> = {}): Promise<RingService> {
  const settings = { KTLS_CONSOLE: 'table', OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${collector.port}`, ...env };
  return startRingService(settings, undefined, IN_TERMINAL);
}

const exportedCalls = ({ accepted }: FakeCollector): number =>
  accepted.flat().filter((body) => /^[TR]X raw/.test(body)).length;

/** Each is sent and received: two records a call. */
async function call(service: RingService, collector: FakeCollector): Promise<void> {
  const before = exportedCalls(collector);
  const pair = new Wire(service.ring).connect();
  for (let i = 0; i < CALLS; i++) pair.move('client', Buffer.from(`${i} `.padEnd(240, '.')));
  pair.close();
  while (exportedCalls(collector) < before + 2 * CALLS) await sleep(20);
}

const rowsIn = (shown: string): number => shown.split('\n').filter((line) => /^raw +\d+ +[TR]X /.test(line)).length;
const leftOutIn = (shown: string): number[] =>
  Array.from(shown.matchAll(/^\.\.\. records left out, .*: (\d+)/gm), ([, count]) => Number(count));

test('a terminal that is stopped stops the table and nothing else', async () => {
  const collector = await startFakeCollector(() => OK);
  const service = await start(collector);
  try {
    service.process.kill('SIGUSR1');
    await call(service, collector);
    const whileStopped = rowsIn(service.stderr());
    assert.ok(whileStopped < 2 * CALLS, `${whileStopped} rows`);
    service.process.kill('SIGUSR2');
    await service.says('records left out, since the terminal did not take them: ');
    const end = await service.stop();
    assert.deepEqual([end.code, end.signal], [0, null], end.stderr.slice(-1000));
    const [leftOut = 0] = leftOutIn(end.stderr);
    assert.ok(leftOut > 0);
    assert.equal(rowsIn(end.stderr) + leftOut, 2 * CALLS);
    assert.equal(end.stderr.match(/the terminal is stopped or slow/g)?.length, 1);
    assert.equal(end.summary.exported, 2 * CALLS);
  } finally {
    service.process.kill('SIGTERM');
    collector.stop();
  }
});

test('nor does it keep the service from its end', async () => {
  const collector = await startFakeCollector(() => OK);
  const service = await start(collector, { KTLS_SHUTDOWN_TIMEOUT: '1000' });
  try {
    service.process.kill('SIGUSR1');
    await call(service, collector);
    const end = await service.stop();
    assert.deepEqual([end.code, end.signal], [0, null], end.stderr.slice(-1000));
  } finally {
    service.process.kill('SIGTERM');
    collector.stop();
  }
});
