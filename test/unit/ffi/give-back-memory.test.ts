// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { memoryReturner } from '../../../src/ffi/give-back-memory.ts';

const OBJECTS = 1_000_000;
const LEAST_BYTES = 50e6;
const SMALL_BUFFERS = 200_000;
/** Larger than what Buffer takes from its pool, and so of malloc(3). */
const BUFFER_BYTES = 300;

test('what is not referred to any more is given back to the kernel, on the heap and beside it', () => {
  const giveBack = memoryReturner();
  giveBack();
  const before = process.memoryUsage.rss();
  let kept: unknown[] | undefined = Array.from({ length: OBJECTS }, (_, index) => ({ index, text: `object ${index}` }));
  let buffers: ArrayBuffer[] | undefined = Array.from({ length: SMALL_BUFFERS }, () => new ArrayBuffer(BUFFER_BYTES));
  const full = process.memoryUsage.rss();
  assert.ok(full - before > 2 * LEAST_BYTES, `${full - before} bytes were taken`);
  assert.equal(kept.length + buffers.length, OBJECTS + SMALL_BUFFERS);
  // The last one lies behind all others.
  const last = buffers.at(-1);
  [kept, buffers] = [undefined, undefined];
  giveBack();
  const left = process.memoryUsage.rss() - before;
  assert.ok(left < LEAST_BYTES, `${left} bytes are left of ${full - before}`);
  assert.equal(last?.byteLength, BUFFER_BYTES);
});
