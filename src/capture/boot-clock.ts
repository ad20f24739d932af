// SPDX-License-Identifier: Apache-2.0
import { CLOCK_BOOTTIME, CLOCK_REALTIME, LIBC } from '../ffi/libc.ts';
import { checkMinusOne } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';

/** Below this a change of the offset is the two readings' jitter or slewing, not a step. */
const STEP_NANOS = 1_000_000n;
const KEPT_STEPS = 64;
const MAX_READINGS = 5;

/** Turns boot time (nanoseconds) into wall clock. */
export interface WallClock {
  wallNanos(bootNanos: bigint): bigint;
  /** When it was read last. */
  nowNanos(): bigint;
}

/** Reads a clock, in nanoseconds. */
export type ReadClock = (clock: 'boot' | 'wall') => bigint;

export function libcClock(): ReadClock {
  const timespec = Buffer.alloc(16);
  // int clock_gettime(clockid_t clockid, struct timespec *tp)
  const getTime = new PreparedCall(LIBC, 'clock_gettime', [
    { type: 'int', value: CLOCK_BOOTTIME },
    { type: 'pointer', value: timespec },
  ]);
  return (clock) => {
    getTime.setInt(0, clock === 'boot' ? CLOCK_BOOTTIME : CLOCK_REALTIME);
    checkMinusOne('clock_gettime', getTime.call());
    return timespec.readBigInt64LE(0) * 1_000_000_000n + timespec.readBigInt64LE(8);
  };
}

/**
 * Turns the kernel's boot clock, which goes on during suspend and is never set, into the wall clock of that moment.
 * The offset between them changes when the wall clock is stepped or slewed: each step is kept with the boot time at
 * which it was seen, so that samples which waited in the ring get the offset of their own time. `sample()` has to be
 * called at least as often as the wanted exactness asks for.
 */
export class BootClock implements WallClock {
  readonly #read: ReadClock;
  readonly #steps: { since: bigint; offset: bigint }[] = [];
  #sampledBoot = 0n;
  #offset = 0n;

  constructor(read: ReadClock) {
    this.#read = read;
    this.sample();
  }

  sample(): void {
    const { before, offset } = this.#readOffset();
    const last = this.#steps.at(-1);
    if (!last || abs(offset - this.#offset) > STEP_NANOS) {
      this.#steps.push({ since: last ? (this.#sampledBoot + before) / 2n : 0n, offset });
      if (this.#steps.length > KEPT_STEPS) this.#steps.shift();
    } else {
      last.offset = offset;
    }
    this.#offset = offset;
    this.#sampledBoot = before;
  }

  /** The process can be preempted between two readings: the shortest of a few attempts counts. */
  #readOffset(): { before: bigint; offset: bigint } {
    let best = { before: 0n, offset: 0n };
    let shortest: bigint | undefined;
    for (let i = 0; i < MAX_READINGS && (shortest === undefined || shortest > STEP_NANOS); i++) {
      const before = this.#read('boot');
      const wall = this.#read('wall');
      const after = this.#read('boot');
      if (shortest !== undefined && after - before >= shortest) continue;
      shortest = after - before;
      best = { before, offset: wall - (before + after) / 2n };
    }
    return best;
  }

  /** Now, of the clock that is never set. */
  bootNanos(): bigint {
    return this.#read('boot');
  }

  wallNanos(bootNanos: bigint): bigint {
    for (let i = this.#steps.length - 1; i > 0; i--) {
      const step = this.#steps[i];
      if (step && bootNanos >= step.since) return bootNanos + step.offset;
    }
    return bootNanos + (this.#steps[0]?.offset ?? 0n);
  }

  nowNanos(): bigint {
    return this.#sampledBoot + this.#offset;
  }
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}
