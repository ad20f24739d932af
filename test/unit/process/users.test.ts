// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { renameSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { Users } from '../../../src/process/users.ts';
import { fakeHost } from '../check/fake-host.ts';

const FILE = 'proc/1/root/etc/passwd';
const ROOT = 'root:x:0:0:root:/root:/bin/bash\n';

test('users have the names of the file, the first of several', (context) => {
  const users = new Users(
    fakeHost(context, {
      [FILE]: `${ROOT}toor:x:0:0::/root:/bin/sh\n#c:x:y:1\n:x:5:5::/:\n+nis\nw\x1b:x:33:33::/:\n${'n'.repeat(64)}:x:6:6:\n${'n'.repeat(65)}:x:7:7:\nlast:x:4294967294:1`,
    }),
  );
  assert.equal(users.names.get(0), undefined);
  users.refresh();
  assert.deepEqual(
    [0, 1, 5, 6, 7, 33, 4_294_967_294].map((uid) => users.names.get(uid)),
    ['root', undefined, undefined, 'n'.repeat(64), undefined, 'w\\u{1b}', 'last'],
  );
});

test('the file is read again when it has changed, and not before', (context) => {
  const root = fakeHost(context, { [FILE]: ROOT });
  const users = new Users(root);
  users.refresh();
  writeFileSync(join(root, FILE), `${ROOT}build:x:1000:1000::/:\n`);
  assert.equal(users.names.get(1000), undefined);
  users.refresh();
  assert.equal(users.names.get(1000), 'build');
  // Of the same size, and at another time.
  const time = new Date(1_700_000_000_000);
  writeFileSync(join(root, FILE), `${ROOT}admin:x:1000:1000::/:\n`);
  utimesSync(join(root, FILE), time, time);
  users.refresh();
  assert.equal(users.names.get(1000), 'admin');
  writeFileSync(join(root, FILE), `${ROOT}guest:x:1000:1000::/:\n`);
  utimesSync(join(root, FILE), time, time);
  users.refresh();
  assert.equal(users.names.get(1000), 'admin');
  renameSync(join(root, FILE), join(root, 'away'));
  users.refresh();
  assert.equal(users.names.get(0), undefined);
  renameSync(join(root, 'away'), join(root, FILE));
  users.refresh();
  assert.equal(users.names.get(0), 'root');
});

test('without a file, and with one of more than a megabyte, nobody is known', (context) => {
  const users = new Users(fakeHost(context, {}));
  users.refresh();
  assert.equal(users.names.get(0), undefined);
  for (const [spaces, expected] of [
    [1_048_576 - ROOT.length, 'root'],
    [1_048_577 - ROOT.length, undefined],
  ] as const) {
    const large = new Users(fakeHost(context, { [FILE]: `${ROOT}${' '.repeat(spaces)}` }));
    large.refresh();
    assert.equal(large.names.get(0), expected);
  }
});

const MOUNT = '22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/vda1 rw\n';
for (const [where, own, first, expected] of [
  ['the own file on the host', MOUNT, MOUNT, 'own'],
  ['the own file, whatever else is mounted', `${MOUNT}1`, `${MOUNT}2`, 'own'],
  ["the first process's in a container", MOUNT.replace('22', '23'), MOUNT, 'host'],
  ["the first process's where no mount is shown", '', '', 'host'],
] as const) {
  test(`it is ${where}`, (context) => {
    const files = { 'proc/self/mountinfo': own, 'proc/1/mountinfo': first, [FILE]: 'host:x:1:1::/:\n' };
    const users = new Users(fakeHost(context, { ...files, 'etc/passwd': 'own:x:1:1::/:\n' }));
    users.refresh();
    assert.equal(users.names.get(1), expected);
  });
}
