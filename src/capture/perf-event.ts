// SPDX-License-Identifier: Apache-2.0
import { type Libc, SYS_PERF_EVENT_OPEN } from '../ffi/libc.ts';
import { checkMinusOne, pointerTo } from '../ffi/native.ts';

const PERF_TYPE_TRACEPOINT = 2;
const PERF_FLAG_FD_CLOEXEC = 8;
const ATTR_BYTES = 128;

/**
 * Opens the tracepoint with this id (tracefs `id` file) for a BPF program, which then runs on every CPU whatever CPU
 * is named here. perf_event_open(2).
 */
export function openTracepoint(libc: Libc, id: number): number {
  const attr = Buffer.alloc(ATTR_BYTES);
  attr.writeUInt32LE(PERF_TYPE_TRACEPOINT, 0);
  attr.writeUInt32LE(ATTR_BYTES, 4);
  attr.writeBigUInt64LE(BigInt(id), 8); // config
  attr.writeBigUInt64LE(1n, 16); // sample_period
  const fd = libc.syscall(SYS_PERF_EVENT_OPEN, pointerTo(attr), -1, 0, -1, PERF_FLAG_FD_CLOEXEC);
  return checkMinusOne('perf_event_open', Number(fd));
}
