// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { release } from 'node:os';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { assertGivenUp } from '../support/given-up.ts';
import { type RunningService, startService } from '../support/service.ts';
import { workerOf } from '../support/worker-of.ts';
import { RAW, run } from '../support/workload.ts';
import { bpfIds } from './support/bpf-objects.ts';

const SETTINGS = { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json' };
const NOBODY = 65_534;
/** What `raw small` makes: 20 messages. */
const CALLS = 40;
const CAP_BPF = '0000008000000000';
/** Of the launcher: BPF, PERFMON, SYS_ADMIN, SYSLOG, SYS_RESOURCE, SYS_PTRACE, DAC_OVERRIDE, DAC_READ_SEARCH, SETUID, SETGID, SETPCAP. */
const LAUNCHER = '000000c4012801c6';

const [major = 0, minor = 0] = release().split('.').map(Number);
const keepsBpf =
  (major < 5 || (major === 5 && minor < 19)) &&
  readFileSync('/proc/sys/kernel/unprivileged_bpf_disabled', 'utf8').trim() !== '0';

const objects = (): number[][] => [bpfIds('program'), bpfIds('map')];
const definitions = (): string[] =>
  readFileSync('/sys/kernel/tracing/kprobe_events', 'utf8')
    .split('\n')
    .filter((line) => line.includes('ktls_otel/'));

/** The kernel may free a program a moment after its last user has gone. */
async function assertGone(before: number[][]): Promise<void> {
  for (let attempt = 0; attempt < 100 && objects().join() !== before.join(); attempt++) await sleep(100);
  assert.deepEqual(objects(), before);
}

const WAYS = (process.env.TEST_WAYS ?? 'fentry,kprobe').split(',');

const startAs = (way: string, user: string): Promise<RunningService> =>
  startService({ ...SETTINGS, KTLS_ATTACH: way, KTLS_USER: user });

for (const way of WAYS) {
  test(`${way}, as another user: no thread of the worker has a right, and every call is told`, async () => {
    const before = objects();
    const service = await startAs(way, 'nobody');
    try {
      assertGivenUp(workerOf(service.process), { uid: NOBODY, ...(keepsBpf ? { kept: CAP_BPF } : {}) });
      assertGivenUp(Number(service.process.pid), { uid: 0, kept: LAUNCHER });
      assert.equal(service.stderr().includes('the worker keeps CAP_BPF alone'), keepsBpf);
      await run(RAW, ['small']);
      const { code, summary, stdout, stderr } = await service.stop();
      const { calls, missed, produced, lost } = summary;
      const expected = { code: 0, calls: CALLS, missed: 0, produced: CALLS, lost: 0 };
      assert.deepEqual({ code, calls, missed, produced, lost }, expected, stderr);
      assert.equal(stdout.trim().split('\n').length, CALLS);
    } finally {
      service.process.kill('SIGKILL');
    }
    await assertGone(before);
    assert.deepEqual(definitions(), []);
  });

  test(`${way}, as root: nor has it any; kill -9 of it leaves no program, no map and no definition behind`, async () => {
    const before = objects();
    const service = await startAs(way, '');
    assert.notDeepEqual(objects(), before);
    const worker = workerOf(service.process);
    assertGivenUp(worker, { uid: 0, ...(keepsBpf ? { kept: CAP_BPF } : {}) });
    process.kill(worker, 'SIGKILL');
    const { code, stderr } = await service.ended;
    assert.equal(code, 1);
    assert.match(stderr, /the worker was ended by SIGKILL/);
    await assertGone(before);
    assert.deepEqual(definitions(), []);
  });
}
