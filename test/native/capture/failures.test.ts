// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import ffi from 'ffi-napi';
import { ERRNOS, OPERATIONS } from '../../../src/capture/event-layout.ts';
import { FailureReader } from '../../../src/capture/failures.ts';
import { BpfObject } from '../../../src/ffi/bpf-object.ts';
import { openLibbpf } from '../../../src/ffi/libbpf.ts';
import { LibbpfMessages } from '../../../src/ffi/libbpf-messages.ts';
import { openLibc } from '../../../src/ffi/libc.ts';
import { checkNegative, pointerTo } from '../../../src/ffi/native.ts';

const libbpf = ffi.Library('libbpf.so.1', {
  // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
  bpf_map_update_elem: ['int', ['int', 'pointer', 'pointer', 'uint64']],
} as const);

/** The maps of the real object, without its programs, which need the kernel's tls. */
function openMaps(): BpfObject {
  const functions = openLibbpf();
  const object = new BpfObject(functions, new LibbpfMessages(functions, openLibc()), 'dist/linux-x64/ktls.bpf.o');
  object.selectPrograms(new Set());
  object.load();
  return object;
}

function setCalls(mapFd: number, operation: (typeof OPERATIONS)[number], calls: Record<number, number>): void {
  const key = Buffer.alloc(4);
  key.writeUInt32LE(OPERATIONS.indexOf(operation));
  const value = Buffer.alloc(8 * ERRNOS);
  for (const [errno, count] of Object.entries(calls)) value.writeBigUInt64LE(BigInt(count), 8 * Number(errno));
  checkNegative('bpf_map_update_elem', libbpf.bpf_map_update_elem(mapFd, pointerTo(key), pointerTo(value), 0));
}

test('failed calls are read by operation and name of the error; errors without a name are one', () => {
  using object = openMaps();
  const mapFd = object.mapFd('failures');
  const reader = new FailureReader(mapFd);
  assert.deepEqual(reader.read(), []);
  setCalls(mapFd, 'sendmsg', { 32: 4, 104: 1 });
  // 41 is no errno; EIO and EINVAL are what a control record makes where data was asked for.
  setCalls(mapFd, 'recvmsg', { 0: 2, 5: 8, 74: 3, 41: 5, [ERRNOS - 1]: 6 });
  setCalls(mapFd, 'splice_read', { 22: 9 });
  setCalls(mapFd, 'read_sock', { 1: 2 ** 40 });
  assert.deepEqual(reader.read(), [
    { operation: 'sendmsg', error: 'EPIPE', calls: 4 },
    { operation: 'sendmsg', error: 'ECONNRESET', calls: 1 },
    { operation: 'recvmsg', error: '_OTHER', calls: 7 },
    { operation: 'recvmsg', error: 'EBADMSG', calls: 3 },
    { operation: 'recvmsg', error: 'EHWPOISON', calls: 6 },
    { operation: 'read_sock', error: 'EPERM', calls: 2 ** 40 },
  ]);
});
