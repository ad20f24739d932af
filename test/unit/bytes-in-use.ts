// SPDX-License-Identifier: Apache-2.0
import { exposedCollect } from '../../src/ffi/exposed-collect.ts';

let collect: ReturnType<typeof exposedCollect> | undefined;

/** After what nobody refers to has been collected: on the heap, and outside of it in buffers. */
export function bytesInUse(): number {
  collect ??= exposedCollect();
  collect();
  collect();
  const { heapUsed, arrayBuffers } = process.memoryUsage();
  return heapUsed + arrayBuffers;
}
