// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { closeSync, fstatSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { receiveDescriptors, sendDescriptors, socketPair } from '../../../src/ffi/pass-descriptors.ts';

for (const count of [1, 2, 5]) {
  test(`${count} descriptors arrive in their order, as others of the same files`, (t) => {
    const folder = mkdtempSync(join(tmpdir(), 'ktls-descriptors-'));
    t.after(() => rmSync(folder, { recursive: true }));
    const sent = Array.from({ length: count }, (_, index) => openSync(join(folder, String(index)), 'w'));
    const [own, others] = socketPair();
    sendDescriptors(own, sent);
    const received = receiveDescriptors(others, count);
    const inodes = (fds: readonly number[]): number[] => fds.map((fd) => fstatSync(fd).ino);
    assert.deepEqual(inodes(received), inodes(sent));
    assert.ok(received.every((fd) => !sent.includes(fd)));
    for (const fd of [...sent, ...received, own, others]) closeSync(fd);
  });
}

test('a byte without descriptors, and an end, are errors', () => {
  const [own, others] = socketPair();
  writeSync(own, 'x');
  assert.throws(() => receiveDescriptors(others, 1), { name: 'NativeError', code: 'EPROTO' });
  closeSync(own);
  assert.throws(() => receiveDescriptors(others, 1), { name: 'NativeError', code: 'EPROTO' });
  assert.throws(() => sendDescriptors(others, [others]), { name: 'NativeError', code: 'EPIPE' });
  closeSync(others);
});
