// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { BootClock, libcClock } from '../../../src/capture/boot-clock.ts';

const MILLI = 1_000_000n;
const SECOND = 1_000n * MILLI;
const EPOCH = 1_700_000_000n * SECOND;

/** Clocks that the test moves; each of `interruptions` comes after a reading of the wall clock. */
class FakeClocks {
  boot = 100n * SECOND;
  offset = EPOCH;
  readonly interruptions: bigint[] = [];
  readonly clock = new BootClock((which) => this.#read(which));

  #read(which: 'boot' | 'wall'): bigint {
    if (which === 'boot') return this.boot;
    const wall = this.boot + this.offset;
    this.boot += this.interruptions.shift() ?? 0n;
    return wall;
  }

  pass(nanos: bigint): void {
    this.boot += nanos;
    this.clock.sample();
  }
}

describe('the boot clock as wall clock', () => {
  test('adds the offset', () => {
    const { clock } = new FakeClocks();
    assert.equal(clock.wallNanos(100n * SECOND), EPOCH + 100n * SECOND);
    assert.equal(clock.wallNanos(40n * SECOND), EPOCH + 40n * SECOND);
    assert.equal(clock.nowNanos(), EPOCH + 100n * SECOND);
  });

  for (const [way, step] of [
    ['forward', 3600n * SECOND],
    ['back', -3600n * SECOND],
    ['by little more than a millisecond', MILLI + 1n],
  ] as const) {
    test(`a step ${way} changes what came after it, and not what waited in the ring`, () => {
      const clocks = new FakeClocks();
      clocks.pass(SECOND);
      clocks.offset += step;
      clocks.pass(SECOND);
      const { clock } = clocks;
      // Seen between 101 s and 102 s: half-way is taken for its moment.
      assert.equal(clock.wallNanos(101n * SECOND + 499n * MILLI), EPOCH + 101n * SECOND + 499n * MILLI);
      assert.equal(clock.wallNanos(101n * SECOND + 500n * MILLI), EPOCH + step + 101n * SECOND + 500n * MILLI);
      assert.equal(clock.nowNanos(), EPOCH + step + 102n * SECOND);
    });
  }

  test('two steps are kept apart', () => {
    const clocks = new FakeClocks();
    for (const step of [SECOND, -5n * SECOND]) {
      clocks.offset += step;
      clocks.pass(10n * SECOND);
    }
    const offsets = [100n, 106n, 116n].map((at) => clocks.clock.wallNanos(at * SECOND) - at * SECOND - EPOCH);
    assert.deepEqual(offsets, [0n, SECOND, -4n * SECOND]);
  });

  test('slewing is followed', () => {
    const clocks = new FakeClocks();
    for (let i = 0; i < 100; i++) {
      clocks.offset += MILLI;
      clocks.pass(SECOND);
    }
    // It is no step, so that what waited in the ring gets the offset of now.
    for (const boot of [clocks.boot, 100n * SECOND])
      assert.equal(clocks.clock.wallNanos(boot), EPOCH + 100n * MILLI + boot);
  });

  test('suspend moves both clocks on', () => {
    const clocks = new FakeClocks();
    clocks.pass(8n * 3600n * SECOND);
    assert.equal(clocks.clock.wallNanos(clocks.boot), clocks.boot + EPOCH);
    assert.equal(clocks.clock.wallNanos(100n * SECOND), 100n * SECOND + EPOCH);
  });

  test('more steps than are kept lose the oldest only', () => {
    const clocks = new FakeClocks();
    for (let i = 1; i <= 70; i++) {
      clocks.offset += SECOND;
      clocks.pass(2n * SECOND);
    }
    const offsetAt = (boot: bigint): bigint => clocks.clock.wallNanos(boot) - boot - EPOCH;
    assert.equal(offsetAt(clocks.boot), 70n * SECOND);
    assert.equal(offsetAt(100n * SECOND + 2n * 20n * SECOND), 20n * SECOND);
    assert.equal(offsetAt(100n * SECOND), 7n * SECOND);
  });

  test('a reading that was interrupted is no step', () => {
    const clocks = new FakeClocks();
    clocks.interruptions.push(50n * MILLI, 50n * MILLI);
    clocks.pass(SECOND);
    assert.equal(clocks.clock.wallNanos(clocks.boot), clocks.boot + EPOCH);
    assert.equal(clocks.interruptions.length, 0);
  });

  test('of readings that were all interrupted the shortest counts', () => {
    const clocks = new FakeClocks();
    clocks.interruptions.push(80n * MILLI, 20n * MILLI, 60n * MILLI, 90n * MILLI, 40n * MILLI, 70n * MILLI);
    clocks.pass(SECOND);
    const error = clocks.clock.wallNanos(clocks.boot) - clocks.boot - EPOCH;
    assert.equal(error, -10n * MILLI);
    assert.deepEqual(clocks.interruptions, [70n * MILLI]);
  });

  test('of readings that took equally long the first counts', () => {
    const clocks = new FakeClocks();
    clocks.interruptions.push(...Array<bigint>(5).fill(20n * MILLI));
    clocks.pass(SECOND);
    assert.equal(clocks.clock.nowNanos(), EPOCH + 101n * SECOND - 10n * MILLI);
  });

  for (const [nanos, left] of [
    [MILLI, [7n]],
    [MILLI + 1n, []],
  ] as const) {
    test(`a reading of ${nanos} ns is ${left.length === 1 ? '' : 'not '}short enough`, () => {
      const clocks = new FakeClocks();
      clocks.interruptions.push(nanos, 7n);
      clocks.pass(SECOND);
      assert.deepEqual(clocks.interruptions, left);
    });
  }
});

describe("libc's clocks", () => {
  /** Reads the clock between two readings of another that shows the same time, in units of so many nanoseconds. */
  function assertBetween(clock: 'boot' | 'wall', read: () => bigint, unitNanos: bigint): void {
    const before = read();
    const nanos = libcClock()(clock);
    const after = read();
    assert.ok(before * unitNanos <= nanos && nanos < (after + 1n) * unitNanos, `${before} ${nanos} ${after}`);
  }

  test('the wall clock is that of Date', () => {
    assertBetween('wall', () => BigInt(Date.now()), MILLI);
  });

  test("the boot clock is that of the kernel's uptime", () => {
    assertBetween(
      'boot',
      () => BigInt(readFileSync('/proc/uptime', 'utf8').split(' ')[0]?.replace('.', '') ?? ''),
      10n * MILLI,
    );
  });
});
