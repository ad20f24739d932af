// SPDX-License-Identifier: Apache-2.0
// The .deb under a systemd that is process 1 of its machine: test/run.sh starts this guest with --init systemd.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { deb } from '../packages/made.ts';
import { workerOf } from '../support/worker-of.ts';
import { totalsOf } from '../support/workload.ts';

const UNIT = 'ktls-otel.service';
const PORT = 4317;
const COUNT = 20;
const WATCHDOG_SECONDS = 10;
const LOOK_MILLIS = 500;
const NO_CAPABILITY = '0000000000000000';
/** Else an index of all manual pages of this host is made. */
const QUIETLY = ['--no-triggers'];
/** systemd.exec(5): of ten, less is better. */
const MOST_EXPOSURE = 45;

const run = (command: string, ...args: string[]): string => execFileSync(command, args, { encoding: 'utf8' });

function stateOf<Name extends string>(...names: Name[]): Record<Name, string> {
  const lines = run('systemctl', 'show', UNIT, ...names.map((name) => `--property=${name}`)).trim();
  return Object.fromEntries(lines.split('\n').map((line) => line.split(/=(.*)/s))) as Record<Name, string>;
}

const mainPid = (): number => Number(stateOf('MainPID').MainPID);

/** What the unit has written, once this is among it. */
async function journalWith(pattern: RegExp): Promise<string> {
  for (;;) {
    run('journalctl', '--sync');
    const text = run('journalctl', '--unit', UNIT, '--output', 'cat', '--no-pager');
    if (pattern.test(text)) return text;
    await sleep(LOOK_MILLIS);
  }
}

function statusOf(pid: number, ...names: string[]): string[] {
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  return names.map((name) => new RegExp(`^${name}:\\s*(.*)$`, 'm').exec(status)?.[1] ?? '');
}

before(() => {
  while (!existsSync('/run/systemd/private')) run('sleep', '0.2');
  run('systemctl', 'start', 'systemd-journald.service');
  run('dpkg', ...QUIETLY, '--install', deb);
});

test('the unit is right, and as closed as can be', () => {
  assert.equal(run('systemd-analyze', 'verify', '--man=no', UNIT), '');
  run('systemd-analyze', 'security', '--offline=true', `--threshold=${MOST_EXPOSURE}`, UNIT);
});

test('nothing runs before it is asked for', () => {
  assert.deepEqual(stateOf('ActiveState', 'UnitFileState'), { ActiveState: 'inactive', UnitFileState: 'disabled' });
});

test('it is started, captures, reads its filters again, is watched, and ends with all that it had exported', async () => {
  // A unit with PrivateTmp has systemd set up /tmp, and empty it.
  const file = join(mkdtempSync('/var/tmp/systemd-'), 'logs.json');
  const collector = await startCollector({ binary: build('collector'), file, port: PORT });
  mkdirSync(`/run/systemd/system/${UNIT}.d`);
  writeFileSync(`/run/systemd/system/${UNIT}.d/watchdog.conf`, `[Service]\nWatchdogSec=${WATCHDOG_SECONDS}\n`);
  run('systemctl', 'daemon-reload');

  run('systemctl', 'start', UNIT);
  assert.deepEqual(stateOf('ActiveState', 'SubState', 'StatusText'), {
    ActiveState: 'active',
    SubState: 'running',
    StatusText: 'capturing',
  });
  const launcher = mainPid();
  const uid = run('id', '--user', 'ktls-otel').trim();
  for (const pid of [launcher, workerOf({ pid: launcher })])
    assert.deepEqual(statusOf(pid, 'Uid', 'NoNewPrivs'), [Array(4).fill(uid).join('\t'), '1']);
  const sets = ['CapInh', 'CapPrm', 'CapEff', 'CapBnd', 'CapAmb'];
  assert.deepEqual(statusOf(workerOf({ pid: launcher }), ...sets), Array(5).fill(NO_CAPABILITY));
  const spool = statSync('/var/lib/ktls-otel');
  assert.deepEqual([spool.uid, spool.mode & 0o777], [Number(uid), 0o700]);

  const load = ['--count', String(COUNT), '--bytes', '200', 'load'];
  const truth = await totalsOf(load);
  const calls = truth.reduce((sum, total) => sum + total.calls, 0);

  run('systemctl', 'reload', UNIT);
  assert.equal(mainPid(), launcher);
  await journalWith(/^ktls-otel: info: SIGHUP: the filters were read again and are in effect$/m);

  const dataAtCollector = async (): Promise<number> =>
    (await readLogs(file)).filter(({ eventName }) => eventName === 'ktls.data').length;
  // What it had not exported yet would be lost with it.
  while ((await dataAtCollector()) < calls) await sleep(LOOK_MILLIS);
  // It does not answer, and is ended and started again.
  process.kill(workerOf({ pid: launcher }), 'SIGSTOP');
  while (stateOf('NRestarts').NRestarts !== '1' || stateOf('StatusText').StatusText !== 'capturing')
    await sleep(LOOK_MILLIS);
  assert.notEqual(mainPid(), launcher);

  const second = await totalsOf(load);
  run('systemctl', 'stop', UNIT);
  assert.deepEqual(stateOf('ActiveState', 'Result', 'ExecMainStatus'), {
    ActiveState: 'inactive',
    Result: 'success',
    ExecMainStatus: '0',
  });
  const later = second.reduce((sum, total) => sum + total.calls, 0);
  const account = /^\{"calls".*$/m.exec(await journalWith(/^\{"calls"/m))?.[0] ?? '{}';
  const { calls: counted, lost, missed, dropped } = JSON.parse(account);
  assert.deepEqual({ counted, lost, missed, dropped }, { counted: later, lost: 0, missed: 0, dropped: 0 }, account);
  await collector.stop();
  assert.equal(await dataAtCollector(), calls + later);
});

test('a setting that is wrong ends it once, and says what to do', async () => {
  writeFileSync('/etc/default/ktls-otel', 'KTLS_PAYLOAD=everything\n');
  assert.throws(() => run('systemctl', 'start', UNIT));
  assert.deepEqual(stateOf('ActiveState', 'ExecMainStatus', 'NRestarts'), {
    ActiveState: 'failed',
    ExecMainStatus: '3',
    NRestarts: '0',
  });
  await journalWith(/KTLS_PAYLOAD/);
});

test('removed, it leaves its settings; purged, nothing', () => {
  run('dpkg', ...QUIETLY, '--remove', 'ktls-otel');
  assert.equal(stateOf('LoadState').LoadState, 'not-found');
  assert.equal(existsSync('/usr/lib/ktls-otel'), false);
  assert.equal(existsSync('/etc/ktls-otel/ktls-otel.yaml'), true);
  run('dpkg', ...QUIETLY, '--purge', 'ktls-otel');
  for (const path of ['/etc/default/ktls-otel', '/etc/ktls-otel', '/var/lib/ktls-otel'])
    assert.equal(existsSync(path), false, path);
});
