// SPDX-License-Identifier: Apache-2.0
// What the calls that are made for as long as the service runs leave in memory: prints bytes of growth. node --expose-gc.
import { libcClock } from '../../../src/capture/boot-clock.ts';
import { RingWait } from '../../../src/capture/ring-wait.ts';
import { openLibc } from '../../../src/ffi/libc.ts';

const WARM_UP = 20_000;
const CALLS = 100_000;
const libc = openLibc();
const clock = libcClock();
// Readable from the start: every wait ends at once.
using wait = new RingWait(libc, libc.eventfd(1, 0));

async function call(times: number): Promise<void> {
  for (let i = 0; i < times; i++) {
    clock('boot');
    clock('wall');
    await wait.wait(-1);
  }
}

function residentBytes(): number {
  globalThis.gc?.();
  globalThis.gc?.();
  return process.memoryUsage().rss;
}

async function main(): Promise<void> {
  await call(WARM_UP);
  const before = residentBytes();
  await call(CALLS);
  process.stdout.write(String(residentBytes() - before));
}

void main();
