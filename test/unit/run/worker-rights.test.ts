// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { workerRights } from '../../../src/run/worker-rights.ts';
import { fakeHost } from '../check/fake-host.ts';

const CAP_BPF = 39;
const settingsOf = (user?: string) => loadSettings({ env: user === undefined ? {} : { KTLS_USER: user } }).settings;

for (const [release, disabled, capabilities] of [
  ['5.10.0-30-amd64', '2', [CAP_BPF]],
  ['5.18.19', '1', [CAP_BPF]],
  ['5.18.19', '0', []],
  ['5.19.0', '2', []],
  ['6.12.1', '1', []],
] as const) {
  test(`Linux ${release} with unprivileged_bpf_disabled ${disabled} leaves ${capabilities.length} capabilities`, (t) => {
    const root = fakeHost(t, {
      'proc/sys/kernel/osrelease': `${release}\n`,
      'proc/sys/kernel/unprivileged_bpf_disabled': `${disabled}\n`,
    });
    const { rights, says } = workerRights(root, settingsOf());
    assert.deepEqual(rights, { user: undefined, capabilities });
    assert.equal(says.length, capabilities.length);
  });
}

test('KTLS_USER is a name or a number of /etc/passwd, or any number', (t) => {
  const root = fakeHost(t, { 'etc/passwd': 'root:x:0:0::/:\nktls:x:990:991::/:\n' });
  const userOf = (name: string) => workerRights(root, settingsOf(name)).rights.user;
  assert.deepEqual(userOf('ktls'), { uid: 990, gid: 991 });
  assert.deepEqual(userOf('990'), { uid: 990, gid: 991 });
  assert.deepEqual(userOf('12345'), { uid: 12_345, gid: 12_345 });
  assert.throws(() => userOf('kt'), { name: 'StartError', code: 3, message: 'KTLS_USER: there is no user kt' });
});
