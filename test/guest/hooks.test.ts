// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { hooksFor } from '../../src/capture/hooks.ts';
import { readKernelFunctions } from '../../src/capture/kernel-functions.ts';
import { consoleLosses, consoleRecords } from '../support/console-calls.ts';
import { type ServiceEnd, startService } from '../support/service.ts';
import { RAW, run, type TrueTotals, totalsOf } from '../support/workload.ts';

/**
 * To the console only, for these tests count calls. The hooks copy all the same, and the ring holds everything: 4,800
 * calls of 16 KiB come faster than one of two emulated CPUs reads them.
 */
const COUNTING = {
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_CONSOLE: 'json',
  KTLS_PLAINTEXT_BYTES: '0',
  KTLS_RING_BYTES: String(128 * 1024 * 1024),
};

/** Runs a workload under the service; gives what both say. */
async function observe(attach: string, scenario: readonly string[]) {
  const service = await startService({ ...COUNTING, KTLS_ATTACH: attach });
  let truth: TrueTotals[];
  let end: ServiceEnd;
  try {
    truth = await totalsOf(scenario);
    end = await service.stop();
  } finally {
    service.process.kill('SIGKILL');
  }
  assert.equal(end.code, 0, end.stderr);
  const lines = consoleRecords(end.stdout);
  const missed = consoleLosses(end.stdout).filter((loss) => loss['ktls.loss.reason'] === 'missed');
  const told = missed.reduce((sum, loss) => sum + Number(loss['ktls.loss.count']), 0);
  return { truth, lines, told, summary: end.summary };
}

function calls(truth: readonly TrueTotals[], direction?: 'TX' | 'RX'): number {
  return truth
    .filter((total) => !direction || total.direction === direction)
    .reduce((sum, total) => sum + total.calls, 0);
}

function events(lines: ReturnType<typeof consoleRecords>, direction: 'TX' | 'RX'): number {
  return lines.filter((line) => line['ktls.direction'] === direction).length;
}

test('auto: 100 threads blocked in recv give 100 events', async () => {
  const { truth, lines, summary } = await observe('auto', ['threads-recv']);
  assert.equal(calls(truth, 'RX'), 100);
  assert.equal(events(lines, 'RX'), 100);
  assert.equal(events(lines, 'TX'), calls(truth, 'TX'));
  assert.equal(summary.missed, 0);
});

test('auto: 6 tasks on one CPU making 2,400 sends of 16 KiB give 2,400 events', async () => {
  const { truth, lines, summary } = await observe('auto', ['pinned']);
  assert.equal(calls(truth, 'TX'), 2400);
  assert.equal(events(lines, 'TX'), 2400);
  assert.equal(events(lines, 'RX'), calls(truth, 'RX'));
  assert.equal(summary.missed, 0);
});

for (const attach of ['fentry', 'kprobe']) {
  test(`${attach}, forced: missed is exactly what was not seen`, async () => {
    const { truth, lines, told, summary } = await observe(attach, ['pinned']);
    assert.equal(summary.lost, 0);
    assert.equal(summary.calls, calls(truth));
    assert.equal(summary.missed, calls(truth) - lines.length);
    assert.equal(told, summary.missed);
    console.log(`${attach}: ${summary.missed} of ${summary.calls} calls missed`);
  });
}

/** Of one instance by kprobes: kernels differ in their functions. */
const HOOKS = hooksFor('kprobe', readKernelFunctions('/proc/kallsyms')).length;
const PROBES = '/sys/kernel/tracing/kprobe_events';
const ARMED = '/sys/kernel/debug/kprobes/list';

const ownProbes = (): number =>
  readFileSync(PROBES, 'utf8')
    .split('\n')
    .filter((line) => line.includes('ktls_otel/')).length;
const armedProbes = (): number =>
  readFileSync(ARMED, 'utf8')
    .split('\n')
    .filter((line) => line.includes('tls_') && !line.includes('[DISABLED]')).length;

test('after kill -9 no hook runs, and the next start cleans up', async () => {
  const killed = await startService({ ...COUNTING, KTLS_ATTACH: 'kprobe' });
  assert.equal(ownProbes(), HOOKS);
  assert.notEqual(armedProbes(), 0);
  await killed.stop('SIGKILL');
  assert.equal(armedProbes(), 0);

  const next = await startService({ ...COUNTING, KTLS_ATTACH: 'kprobe' });
  assert.equal(ownProbes(), HOOKS);
  await run(RAW, ['small']);
  const end = await next.stop();
  assert.equal(end.summary.calls, 40);
  assert.equal(ownProbes(), 0);
  assert.equal(armedProbes(), 0);
});

test('two instances at once each see every call', async () => {
  const first = await startService({ ...COUNTING, KTLS_ATTACH: 'kprobe' });
  const second = await startService({ ...COUNTING, KTLS_ATTACH: 'kprobe' });
  assert.equal(ownProbes(), 2 * HOOKS);
  await run(RAW, ['small']);
  for (const service of [first, second]) assert.equal((await service.stop()).summary.calls, 40);
  assert.equal(ownProbes(), 0);
});
