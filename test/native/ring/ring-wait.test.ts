// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { closeSync, existsSync, openSync, readdirSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { RingWait } from '../../../src/capture/ring-wait.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { Filler } from './filler.ts';

const RING_BYTES = 64 * 1024;
const QUIET_MILLIS = 100;
const HANG = { timeout: 60_000 };

let filler: Filler;
let ring: RingBuffer;
let wait: RingWait;

beforeEach(() => {
  filler = new Filler(RING_BYTES);
  ring = new RingBuffer(openLibc(), filler.ringFd, RING_BYTES, pageBytes());
  wait = new RingWait(openLibc(), filler.ringFd);
});

afterEach(() => {
  wait[Symbol.dispose]();
  ring[Symbol.dispose]();
  filler[Symbol.dispose]();
});

/** Starts a wait without a time-out; `isOver` says whether it has ended. */
function startWait(): { over: Promise<void>; isOver(): boolean } {
  let ended = false;
  const over = wait.wait(-1).then(() => {
    ended = true;
  });
  return { over, isOver: () => ended };
}

describe('a wait', () => {
  test('ends when a sample comes, and not before', HANG, async () => {
    const { over, isOver } = startWait();
    await delay(QUIET_MILLIS);
    assert.equal(isOver(), false);
    filler.fill(1, { minBytes: 0 });
    await over;
  });

  test('ends at once when samples are there already, for as long as they are not read', HANG, async () => {
    filler.fill(2, { minBytes: 0 });
    await wait.wait(-1);
    ring.drain(() => false);
    await wait.wait(-1);
    ring.drain(() => false);
    const { over, isOver } = startWait();
    await delay(QUIET_MILLIS);
    assert.equal(isOver(), false);
    filler.fill(1, { minBytes: 0 });
    await over;
  });

  test('misses none of the samples that come one by one', HANG, async () => {
    let count = 0;
    const produced = (async () => {
      for (let i = 0; i < 500; i++) await filler.fillBeside(1, { minBytes: 0 });
    })();
    while (count < 500) {
      await wait.wait(-1);
      count += ring.drain(() => true);
    }
    await produced;
    assert.equal(count, 500);
    assert.equal(filler.counters().lost, 0);
  });

  test('is ended by wake()', HANG, async () => {
    const { over, isOver } = startWait();
    await delay(QUIET_MILLIS);
    assert.equal(isOver(), false);
    wait.wake();
    await over;
  });

  test('does not begin after wake()', HANG, async () => {
    wait.wake();
    await wait.wait(-1);
  });

  test('ends with its time-out', HANG, async () => {
    await wait.wait(1);
    assert.equal(ring.pendingBytes, 0);
  });
});

test('a crash ends the process while it waits', () => {
  const { status, stderr } = spawnSync(process.execPath, [join(__dirname, 'crash-while-waiting.tool.cjs')], {
    encoding: 'utf8',
    timeout: 30_000,
    killSignal: 'SIGKILL',
  });
  assert.equal(status, 1, stderr);
  assert.match(stderr, /Error: crash/);
});

/** How many of this process's descriptors are of this kind. */
function descriptors(kind: string): number {
  let count = 0;
  for (const fd of readdirSync('/proc/self/fd')) {
    // The folder's own descriptor is closed by now.
    if (existsSync(`/proc/self/fd/${fd}`) && readlinkSync(`/proc/self/fd/${fd}`) === `anon_inode:[${kind}]`) count++;
  }
  return count;
}

test('disposing gives back what was opened, once', () => {
  const counts = (): number[] => [descriptors('eventpoll'), descriptors('eventfd'), process.listenerCount('exit')];
  const before = counts();
  const another = new RingWait(openLibc(), filler.ringFd);
  assert.deepEqual(
    counts(),
    before.map((count) => count + 1),
  );
  another[Symbol.dispose]();
  assert.deepEqual(counts(), before);
  // They have the descriptors that were closed.
  const files = [openSync('/dev/null', 'r'), openSync('/dev/null', 'r')];
  another[Symbol.dispose]();
  for (const file of files) closeSync(file);
});
