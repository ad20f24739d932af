// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Housekeeping, type HousekeepingOptions } from '../../../src/run/housekeeping.ts';

type Pipeline = HousekeepingOptions['pipeline'];

const never = new AbortController().signal;

/** Holds as many things as it is told to; each expiry lets go of one. */
const BOOT_NANOS = 7_000_000_000n;

class Holder implements Pipeline {
  held = 0;
  expiries: boolean[] = [];
  closed: string[] = [];
  #onHold = (): void => {};

  get isHolding(): boolean {
    return this.held > 0;
  }

  onHold(callback: () => void): void {
    this.#onHold = callback;
  }

  hold(count: number): void {
    this.held = count;
    this.#onHold();
  }

  *expire(now: bigint, isRingEmpty: boolean): Generator<void> {
    assert.equal(now, BOOT_NANOS);
    this.expiries.push(isRingEmpty);
    this.held -= 1;
    yield;
  }

  *close(connectionIds: readonly string[]): Generator<void> {
    this.closed.push(...connectionIds);
    yield;
  }

  hasRoom(): boolean {
    return true;
  }

  room(): Promise<void> {
    return Promise.resolve();
  }
}

let pipeline: Holder;
let losses: number;
let lostCloses: string[];
let memoryLooks: number;
let housekeeping: Housekeeping;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  pipeline = new Holder();
  losses = 0;
  lostCloses = [];
  memoryLooks = 0;
  housekeeping = new Housekeeping({
    pipeline,
    bootNanos: () => BOOT_NANOS,
    isRingEmpty: () => true,
    tellLosses: () => {
      losses += 1;
    },
    lostCloses: () => lostCloses.splice(0),
    lookAtMemory: () => {
      memoryLooks += 1;
    },
    overdue: never,
  });
});

afterEach(async () => {
  await housekeeping.end();
  mock.timers.reset();
});

/** A second at a time, and what the timers begin. */
async function pass(seconds: number): Promise<void> {
  for (let second = 0; second < seconds; second++) {
    mock.timers.tick(1000);
    await new Promise(setImmediate);
  }
}

test('an idle process is woken once in 10 s', async () => {
  await pass(60);
  assert.deepEqual([losses, memoryLooks, pipeline.expiries], [6, 6, []]);
});

test('while something is held, it is looked at once a second, and not after that', async () => {
  await pass(5);
  pipeline.hold(3);
  await pass(2);
  assert.deepEqual(pipeline.expiries, [true, true]);
  await pass(20);
  assert.deepEqual(pipeline.expiries, [true, true, true]);
  pipeline.hold(1);
  await pass(9);
  assert.equal(pipeline.expiries.length, 4);
});

test('lost ends of connections are looked for when losses are, and each is given once', async () => {
  lostCloses = ['a', 'b'];
  await pass(9);
  assert.deepEqual(pipeline.closed, []);
  await pass(1);
  lostCloses = ['c'];
  await pass(10);
  await pass(10);
  assert.deepEqual(pipeline.closed, ['a', 'b', 'c']);
});

test('nothing is looked at after the end', async () => {
  pipeline.hold(3);
  await housekeeping.end();
  await pass(20);
  pipeline.hold(3);
  await pass(20);
  assert.deepEqual([losses, memoryLooks, pipeline.expiries], [0, 0, []]);
});
