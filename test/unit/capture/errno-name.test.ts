// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { constants } from 'node:os';
import { test } from 'node:test';
import { errnoName } from '../../../src/capture/errno-name.ts';

test('an errno has the name that the kernel gives it', () => {
  for (const [errno, name] of [
    [1, 'EPERM'],
    [11, 'EAGAIN'],
    [74, 'EBADMSG'],
    [127, 'EKEYEXPIRED'],
    [133, 'EHWPOISON'],
  ] as const) {
    assert.equal(errnoName(errno), name);
  }
  // Of two names for one number the kernel has one.
  const twice = new Set(['EWOULDBLOCK', 'EOPNOTSUPP', 'ENOTSUP']);
  for (const [name, errno] of Object.entries(constants.errno))
    if (!twice.has(name)) assert.equal(errnoName(errno), name);
});

test('a number without a name is _OTHER', () => {
  for (const errno of [0, 41, 58, 134, 4095, -1, 1.5]) assert.equal(errnoName(errno), '_OTHER');
});
