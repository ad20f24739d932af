// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { openTracepoint } from '../../../src/capture/perf-event.ts';
import { type Libc, SYS_PERF_EVENT_OPEN } from '../../../src/ffi/libc.ts';

/** A libc whose one system call returns this, and what it was called with. */
function fakeLibc(result: number): { libc: Libc; calls: unknown[][] } {
  const calls: unknown[][] = [];
  const syscall = (number: number, attr: Buffer, ...more: number[]): number => {
    calls.push([number, Buffer.from(attr), ...more]);
    return result;
  };
  return { libc: { syscall } as unknown as Libc, calls };
}

test('a tracepoint is opened by its id, for every process, closed on exec', () => {
  const { libc, calls } = fakeLibc(7);
  assert.equal(openTracepoint(libc, 1234), 7);
  // struct perf_event_attr: type, size, config, sample_period.
  const attr = Buffer.alloc(128);
  attr.writeUInt32LE(2, 0);
  attr.writeUInt32LE(128, 4);
  attr.writeUInt32LE(1234, 8);
  attr.writeUInt32LE(1, 16);
  assert.deepEqual(calls, [[SYS_PERF_EVENT_OPEN, attr, -1, 0, -1, 8]]);
});

test('a tracepoint that cannot be opened is an error', () => {
  assert.throws(() => openTracepoint(fakeLibc(-1).libc, 1), { name: 'NativeError', message: /^perf_event_open: / });
});
