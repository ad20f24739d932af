// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tlsLibraryOf } from '../../../src/process/tls-library.ts';
import { fakeHost } from '../check/fake-host.ts';

const line = (path: string): string =>
  `7f0000000000-7f0000001000 r-xp 00000000 08:01 1234                       ${path}\n`;

for (const [path, expected] of [
  ['/usr/lib/x86_64-linux-gnu/libssl.so.3', 'libssl.so.3'],
  ['/usr/lib/x86_64-linux-gnu/libssl.so.1.1 (deleted)', 'libssl.so.1.1'],
  ['/opt/a b/libgnutls.so.30.34.3', 'libgnutls.so.30.34.3'],
  ['/usr/lib/x86_64-linux-gnu/libcrypto.so.3', undefined],
  ['/srv/libssl.so.3/data', undefined],
] as const) {
  test(`${path}: ${expected}`, (context) => {
    const maps = `${line('/usr/sbin/nginx')}${line(path)}${line('[stack]')}`;
    assert.equal(tlsLibraryOf(fakeHost(context, { 'proc/7/maps': maps }), 7), expected);
  });
}

test('a process that has ended has none', (context) => {
  assert.equal(tlsLibraryOf(fakeHost(context, {}), 7), undefined);
});
