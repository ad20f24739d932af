// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, mock, test } from 'node:test';
import { Housekeeping, type HousekeepingOptions } from '../../../src/run/housekeeping.ts';

type Pipeline = HousekeepingOptions['pipeline'];

const never = new AbortController().signal;

/** Holds as many things as it is told to; each expiry lets go of one. */
class Holder implements Pipeline {
  held = 0;
  expiries: boolean[] = [];
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

  *expire(_now: bigint, isRingEmpty: boolean): Generator<void> {
    this.expiries.push(isRingEmpty);
    this.held -= 1;
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
let housekeeping: Housekeeping;

beforeEach(() => {
  mock.timers.enable({ apis: ['setTimeout', 'setInterval', 'Date'] });
  pipeline = new Holder();
  losses = 0;
  housekeeping = new Housekeeping({
    pipeline,
    isRingEmpty: () => true,
    warnOfLosses: () => {
      losses += 1;
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
  assert.deepEqual([losses, pipeline.expiries], [6, []]);
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

test('nothing is looked at after the end', async () => {
  pipeline.hold(3);
  await housekeeping.end();
  await pass(20);
  pipeline.hold(3);
  await pass(20);
  assert.deepEqual([losses, pipeline.expiries], [0, []]);
});
