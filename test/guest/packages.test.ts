// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { before, test } from 'node:test';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { BARE, inBare, npmPackage, tarball } from '../packages/made.ts';
import { type RunningService, startService } from '../support/service.ts';
import { totalsOf } from '../support/workload.ts';

const PORT = 4317;
const COUNT = 20;

/** What programs of this guest send is at the Collector, by the service that the command starts. */
async function assertCaptures([command, ...args]: [string, ...string[]]): Promise<void> {
  const file = join(mkdtempSync(join(tmpdir(), 'packages-')), 'logs.json');
  const collector = await startCollector({ binary: build('collector'), file, port: PORT });
  let isStopped = false;
  let service: RunningService | undefined;
  try {
    service = await startService({}, undefined, { command, args, inherited: [] });
    const truth = await totalsOf(['--count', String(COUNT), '--bytes', '200', 'load']);
    const { code, summary, stderr } = await service.stop();
    await collector.stop();
    isStopped = true;
    assert.equal(code, 0, stderr);
    const calls = truth.reduce((sum, total) => sum + total.calls, 0);
    const { lost, missed, dropped } = summary;
    assert.deepEqual({ calls: summary.calls, lost, missed, dropped }, { calls, lost: 0, missed: 0, dropped: 0 });
    const logs = await readLogs(file);
    assert.equal(logs.filter(({ eventName }) => eventName === 'ktls.data').length, calls);
  } finally {
    service?.process.kill('SIGKILL');
    if (!isStopped) process.kill(collector.pid, 'SIGKILL');
  }
}

test('from an empty folder, by the npm package', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'packages-'));
  // A guest has no network, and needs none.
  execFileSync('npm', ['install', '--offline', '--prefix', folder, npmPackage], { stdio: 'inherit' });
  await assertCaptures([join(folder, 'node_modules/.bin/ktls-otel')]);
});

const unpacked = mkdtempSync(join(tmpdir(), 'packages-'));
before(() => execFileSync('tar', ['-xzf', tarball, '-C', unpacked]));

for (const suite of BARE)
  test(`from ${suite}, which has its required packages alone, by the tarball`, async () => {
    await assertCaptures(inBare(suite, join(unpacked, basename(tarball, '.tar.gz')), 'bin/ktls-otel'));
  });
