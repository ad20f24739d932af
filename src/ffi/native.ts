// SPDX-License-Identifier: Apache-2.0
import { getSystemErrorMap } from 'node:util';
import ref from '@2060.io/ref-napi';
import ffi from 'ffi-napi';

export type Pointer = ref.Pointer<unknown>;

export const NULL: Pointer = pointerTo(ref.NULL);

/** A failed libbpf call or system call. `errno` is positive; `code` its name, such as `EPERM`. */
export class NativeError extends Error {
  readonly errno: number;
  readonly code: string;

  constructor(call: string, errno: number) {
    const [code, meaning] = getSystemErrorMap().get(-errno) ?? [`errno ${errno}`, 'unknown error'];
    super(`${call}: ${code}: ${meaning}`);
    this.name = 'NativeError';
    this.errno = errno;
    this.code = code;
  }
}

/** For calls that return 0 or more, else -errno (libbpf 1.x). */
export function checkNegative(call: string, result: number): number {
  if (result < 0) throw new NativeError(call, -result);
  return result;
}

/** Of the last call in this thread: to be read before the next one. */
export function errno(): number {
  return ffi.errno();
}

/** For calls that return -1 and set errno (system calls through libc). */
export function checkMinusOne(call: string, result: number): number {
  if (result === -1) throw new NativeError(call, errno());
  return result;
}

/** For calls that return a pointer, or NULL and set errno (libbpf 1.x). */
export function checkNull(call: string, pointer: Pointer): Pointer {
  if (ref.isNull(pointer)) throw new NativeError(call, errno());
  return pointer;
}

/** For calls that return NULL where there is nothing. */
export const isNull = (pointer: Pointer): boolean => ref.isNull(pointer);

/** For mmap, which returns the pointer -1 and sets errno. */
export function checkMapped(call: string, pointer: Pointer): Pointer {
  if (ref.hexAddress(pointer).toLowerCase().endsWith('ffffffffffffffff')) throw new NativeError(call, errno());
  return pointer;
}

/** The Buffer as the FFI's types want it: a pointer to its first byte. The Buffer must outlive the call. */
export function pointerTo(bytes: Buffer): Pointer {
  return bytes as Pointer;
}

/** `length` bytes of foreign memory as a Buffer; the memory must outlive it. */
export function memoryAt(pointer: Buffer, length: number): Buffer {
  return ref.reinterpret(pointer, length, 0);
}
