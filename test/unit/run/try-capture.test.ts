// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { StartError } from '../../../src/base/start-error.ts';
import type { Programs } from '../../../src/capture/programs.ts';
import { missing, ok, warning } from '../../../src/check/check-result.ts';
import type { ProgramSource } from '../../../src/run/program-source.ts';
import { tryCapture } from '../../../src/run/try-capture.ts';

const { settings } = loadSettings({ env: {} });
const fine = [ok('kernel', '6.12'), warning('preemption', 'unknown', 'nothing')];

/** Says what is done with it. */
function source(done: string[], given: Partial<ProgramSource> = {}): ProgramSource {
  const programs = { detach: () => done.push('detach'), [Symbol.dispose]: () => done.push('dispose') };
  return {
    requireHost: () => assert.fail('the rows say it'),
    isTlsLive: () => true,
    start: async () => {
      done.push('start');
      return { programs: programs as unknown as Programs, how: 'kprobe (a reason)' };
    },
    ...given,
  };
}

test('the programs are attached, and detached at once', async () => {
  const done: string[] = [];
  const row = await tryCapture(settings, source(done), fine);
  assert.deepEqual(done, ['start', 'detach', 'dispose']);
  assert.deepEqual(row, ok('load and attach', 'by kprobe (a reason), and detached again'));
});

test('on a host that lacks something they are not tried, and the row says why', async () => {
  const done: string[] = [];
  const rows = [...fine, missing('CAP_BPF', 'not held', exitCodes.privilege, 'run as root')];
  const row = await tryCapture(settings, source(done), rows);
  assert.deepEqual(done, []);
  assert.deepEqual(row, warning('load and attach', 'not tried: missing CAP_BPF', 'get that, and --check again'));
});

test('nor before tls is loaded', async () => {
  const done: string[] = [];
  const row = await tryCapture(settings, source(done, { isTlsLive: () => false }), fine);
  assert.deepEqual(done, []);
  assert.deepEqual([row.status, row.found], ['warning', 'not tried: tls is not loaded']);
});

test('what the kernel refuses is missing, with the exit code of a start', async () => {
  const refused = new StartError(exitCodes.privilege.code, 'not loaded: EPERM', 'run as root');
  const row = await tryCapture(settings, source([], { start: () => Promise.reject(refused) }), fine);
  assert.deepEqual(row, missing('load and attach', 'not loaded: EPERM', exitCodes.privilege, 'run as root'));
});

test('an error of our own is none of the host', async () => {
  const failing = source([], { start: () => Promise.reject(new TypeError('ours')) });
  await assert.rejects(tryCapture(settings, failing, fine), { name: 'TypeError' });
});
