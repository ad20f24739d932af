// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { after, before, mock, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { inTurns, type Outlet } from '../../../src/run/in-turns.ts';

const never = new AbortController().signal;
let now = 0;
before(() => mock.method(performance, 'now', () => now));
after(() => mock.restoreAll());

const OPEN: Outlet = { hasRoom: () => true, room: () => Promise.resolve() };

/** Steps of so many milliseconds each, on a clock that only they move. */
function* steps(count: number, millis: number, onStep: (step: number) => void): Generator<void> {
  for (let step = 0; step < count; step++) {
    now += millis;
    onStep(step);
    yield;
  }
}

/** How often the event loop got its turn before each step. */
async function turnsBefore(count: number, millis: number): Promise<number[]> {
  let turns = 0;
  let isOver = false;
  const loop = (async () => {
    for (; !isOver; turns++) await nextTurn();
  })();
  const seen: number[] = [];
  await inTurns(
    steps(count, millis, () => seen.push(turns)),
    OPEN,
    never,
  );
  isOver = true;
  await loop;
  return seen.map((turn) => turn - (seen[0] ?? 0));
}

test('a turn ends after 5 ms', async () => {
  assert.deepEqual(await turnsBefore(4, 5), [0, 1, 2, 3]);
  assert.deepEqual(await turnsBefore(6, 2.5), [0, 0, 1, 1, 2, 2]);
  assert.deepEqual(await turnsBefore(5, 0.5), [0, 0, 0, 0, 0]);
});

test('no step is taken while there is no room', async () => {
  const taken: number[] = [];
  let room = 2;
  let tell = (): void => {};
  const outlet: Outlet = {
    hasRoom: () => room > taken.length,
    room: () => new Promise((resolve) => (tell = resolve)),
  };
  const done = inTurns(
    steps(5, 0, (step) => taken.push(step)),
    outlet,
    never,
  );
  await nextTurn();
  assert.deepEqual(taken, [0, 1]);
  room = 100;
  tell();
  await done;
  assert.deepEqual(taken, [0, 1, 2, 3, 4]);
});

test('the deadline ends it amid the steps, and while it waits for room', async () => {
  const deadline = new AbortController();
  const taken: number[] = [];
  await inTurns(
    steps(5, 0, (step) => {
      taken.push(step);
      if (step === 2) deadline.abort();
    }),
    OPEN,
    deadline.signal,
  );
  assert.deepEqual(taken, [0, 1, 2]);
  const later = new AbortController();
  const waiting = inTurns(
    steps(5, 0, (step) => taken.push(step)),
    { hasRoom: () => false, room: () => new Promise(() => {}) },
    later.signal,
  );
  later.abort();
  await waiting;
  assert.deepEqual(taken, [0, 1, 2, 0]);
});

test('nothing stays with the signal, which lives as long as the service', async () => {
  const { signal } = new AbortController();
  let isFull = false;
  const outlet: Outlet = {
    hasRoom: () => {
      isFull = !isFull;
      return !isFull;
    },
    room: () => Promise.resolve(),
  };
  for (let i = 0; i < 20; i++)
    await inTurns(
      steps(5, 5, () => {}),
      outlet,
      signal,
    );
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
});
