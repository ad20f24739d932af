// SPDX-License-Identifier: Apache-2.0
import { type Libc, MAP_SHARED } from './libc.ts';
import { checkMapped, checkMinusOne, memoryAt, NULL, pointerTo } from './native.ts';

/** Memory that is shared with the kernel, of `fd` from `offset` on. Throws NativeError. */
export function mapShared(libc: Libc, length: number, protection: number, fd: number, offset: number): Buffer {
  const pointer = checkMapped('mmap', libc.mmap(NULL, length, protection, MAP_SHARED, fd, offset));
  return memoryAt(pointer, length);
}

/** Gives all of it back: nothing may read it any more. Throws NativeError. */
export function unmapShared(libc: Libc, memory: Buffer): void {
  checkMinusOne('munmap', libc.munmap(pointerTo(memory), memory.length));
}
