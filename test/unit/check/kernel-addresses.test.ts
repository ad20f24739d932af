// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkKptrRestrict, checkSyslog } from '../../../src/check/kernel-addresses.ts';
import { debian612, fakeHost, status } from './fake-host.ts';

const syslog = 1n << 34n;
const all = (1n << 41n) - 1n;
const held = status(0, syslog.toString(16).padStart(16, '0'));
const notHeld = status(0, (all & ~syslog).toString(16).padStart(16, '0'));

const lost = 'sendfile and splice are recorded with their length and without plaintext';
const runWith = `warning not held: ${lost}: run with CAP_SYSLOG`;
const setTo1 = `${lost}: sysctl kernel.kptr_restrict=1`;

const cases: [kptrRestrict: number, paranoid: number, status: string, syslog: string, kptr: string][] = [
  [0, -1, notHeld, 'ok not held, and not needed', 'ok 0'],
  [0, 1, notHeld, 'ok not held, and not needed', 'ok 0'],
  [0, 2, notHeld, runWith, 'ok 0'],
  [0, 3, notHeld, runWith, 'ok 0'],
  [0, 3, held, 'ok held', 'ok 0'],
  [1, -1, notHeld, runWith, 'ok 1'],
  [1, 3, held, 'ok held', 'ok 1'],
  [2, -1, notHeld, runWith, `warning 2: ${setTo1}`],
  [2, -1, held, 'ok held', `warning 2: ${setTo1}`],
];

const shown = ({ status, found, whatToDo }: ReturnType<typeof checkSyslog>): string =>
  `${status} ${found}${whatToDo === undefined ? '' : `: ${whatToDo}`}`;

for (const [kptrRestrict, paranoid, rights, ...expected] of cases) {
  const right = rights === held ? 'with' : 'without';
  test(`addresses: kptr_restrict ${kptrRestrict}, perf_event_paranoid ${paranoid}, ${right} CAP_SYSLOG`, (context) => {
    const root = fakeHost(context, {
      'proc/self/status': rights,
      'proc/sys/kernel/kptr_restrict': `${kptrRestrict}\n`,
      'proc/sys/kernel/perf_event_paranoid': `${paranoid}\n`,
    });
    assert.deepEqual([shown(checkSyslog(root, 'x64')), shown(checkKptrRestrict(root, 'x64'))], expected);
  });
}

test('addresses: a kernel without perf shows them to CAP_SYSLOG alone', (context) => {
  const root = fakeHost(context, { 'proc/self/status': notHeld, 'proc/sys/kernel/kptr_restrict': '0\n' });
  assert.equal(shown(checkSyslog(root, 'x64')), runWith);
});

test('addresses: without /proc/sys it is not known whether they are shown', (context) => {
  const root = fakeHost(context, { 'proc/self/status': notHeld });
  assert.equal(shown(checkSyslog(root, 'x64')), runWith);
  assert.equal(shown(checkKptrRestrict(root, 'x64')), 'warning unknown: mount /proc');
});

test("addresses: CAP_SYSLOG of a container's user namespace does not count", (context) => {
  const root = fakeHost(context, { ...debian612, 'proc/self/uid_map': '         0     100000      65536\n' });
  assert.equal(shown(checkSyslog(root, 'x64')), runWith);
});

test('addresses: on arm64 they are of no use, which one row says', (context) => {
  const root = fakeHost(context, { ...debian612, 'proc/self/status': notHeld });
  assert.equal(shown(checkSyslog(root, 'arm64')), 'ok not held, and not needed');
  assert.equal(shown(checkKptrRestrict(root, 'arm64')), `warning of no use on arm64: nothing; on arm64 ${lost}`);
});
