// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { type TestContext, test } from 'node:test';
import { StopSignal } from '../../../src/run/stop-signal.ts';

/** With a clock that stands still, disposed of when the test ends. */
function stopSignal(t: TestContext, timeoutMillis: number): StopSignal {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const stop = new StopSignal(timeoutMillis);
  t.after(() => stop[Symbol.dispose]());
  return stop;
}

const state = ({ stopped, overdue }: StopSignal): boolean[] => [stopped.aborted, overdue.aborted];

for (const signal of StopSignal.SIGNALS) {
  test(`the first ${signal} asks for the end, the second cuts it short, a third changes nothing`, (t) => {
    const stop = stopSignal(t, 1000);
    assert.deepEqual(state(stop), [false, false]);
    process.emit(signal, signal);
    assert.deepEqual(state(stop), [true, false]);
    process.emit(signal, signal);
    assert.deepEqual(state(stop), [true, true]);
    process.emit(signal, signal);
    assert.deepEqual(state(stop), [true, true]);
  });
}

test('signals of two kinds count as two', (t) => {
  const stop = stopSignal(t, 1000);
  process.emit('SIGINT', 'SIGINT');
  process.emit('SIGTERM', 'SIGTERM');
  assert.deepEqual(state(stop), [true, true]);
});

test('the deadline runs from the first signal', (t) => {
  const stop = stopSignal(t, 1000);
  t.mock.timers.tick(5000);
  assert.deepEqual(state(stop), [false, false]);
  process.emit('SIGTERM', 'SIGTERM');
  t.mock.timers.tick(999);
  assert.deepEqual(state(stop), [true, false]);
  t.mock.timers.tick(1);
  assert.deepEqual(state(stop), [true, true]);
});

test('once disposed of, it neither hears a signal nor has a deadline', (t) => {
  const stop = stopSignal(t, 1000);
  process.emit('SIGTERM', 'SIGTERM');
  stop[Symbol.dispose]();
  t.mock.timers.tick(1000);
  assert.deepEqual(state(stop), [true, false]);
  assert.deepEqual(
    StopSignal.SIGNALS.map((signal) => process.listenerCount(signal)),
    [0, 0],
  );
});

test('one signal that two sources tell is one, and a second of either cuts it short', (t) => {
  t.mock.timers.enable({ apis: ['setTimeout'] });
  const [first, second] = [new EventEmitter(), new EventEmitter()];
  for (const again of [first, second]) {
    using stop = new StopSignal(1000, [first, second]);
    first.emit('SIGTERM');
    second.emit('SIGTERM');
    assert.deepEqual(state(stop), [true, false]);
    again.emit('SIGINT');
    assert.deepEqual(state(stop), [true, true]);
  }
  assert.deepEqual([first.listenerCount('SIGTERM'), second.listenerCount('SIGINT')], [0, 0]);
});
