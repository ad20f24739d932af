// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, mock, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import { BootClock, libcClock } from '../../../src/capture/boot-clock.ts';
import { EVENT_BYTES } from '../../../src/capture/event-layout.ts';
import { Reader } from '../../../src/capture/reader.ts';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { RingWait } from '../../../src/capture/ring-wait.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { encodeClose, encodeProcess, encodeSample } from '../../unit/capture/sample.ts';
import { CollectingSink } from './collecting-sink.ts';
import { pattern } from './expected-sample.ts';
import { Filler } from './filler.ts';

const RING_BYTES = 64 * 1024;
const EMPTY_RECORD_BYTES = 152;
const QUIET_MILLIS = 300;
const HANG = { timeout: 60_000 };
const EMPTY = { minBytes: 0 };

const data = encodeSample({}, pattern(65_535));
const malformed = encodeSample({ kind: 9 });
const open = encodeSample({ kind: 2 });
const close = encodeClose();
/** With an executable's name of so many bytes, and no path. */
const process = encodeProcess('a name', '');

let filler: Filler;
let ring: RingBuffer;
let wait: RingWait;
let reader: Reader;

beforeEach(() => {
  const libc = openLibc();
  filler = new Filler(RING_BYTES);
  ring = new RingBuffer(libc, filler.ringFd, RING_BYTES, pageBytes());
  wait = new RingWait(libc, filler.ringFd);
  reader = readerOf(false);
});

afterEach(() => {
  wait[Symbol.dispose]();
  ring[Symbol.dispose]();
  filler[Symbol.dispose]();
});

function readerOf(connectionRecords: boolean): Reader {
  return new Reader(ring, wait, new BootClock(libcClock()), connectionRecords);
}

/** As often as asked for; of a sample of data without its payload. */
function fill(sample: Buffer, count: number): void {
  filler.setSample(sample);
  filler.fill(count, sample === data ? EMPTY : { minBytes: sample.length - EVENT_BYTES });
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('the reader', () => {
  test('decodes what is produced beside it, in order', HANG, async () => {
    const sink = new CollectingSink();
    const running = reader.run(sink);
    filler.setSample(data);
    for (let i = 0; i < 100; i++) {
      await filler.fillBeside(50, { minBytes: 100, spread: 500 });
      await sink.has(50 * (i + 1));
    }
    reader.stop();
    await running;
    assert.deepEqual(sink.numbers(), range(0, 5000));
    for (const [n, event] of sink.events.entries()) {
      assert.ok(event.kind === 'data');
      assert.deepEqual(event.payload.reveal(), pattern(65_535).subarray(0, 100 + ((n * 7919) % 500)));
    }
    assert.deepEqual([reader.malformed, reader.unread, filler.counters().lost], [0, 0, 0]);
  });

  test('counts malformed samples and goes on', HANG, async () => {
    fill(data, 2);
    fill(malformed, 3);
    fill(data, 1);
    fill(process, 1);
    fill(close, 1);
    const sink = new CollectingSink();
    const running = reader.run(sink);
    reader.stop();
    await running;
    assert.deepEqual(sink.numbers(), [0, 1, 5]);
    const [told, closed] = sink.events.slice(3);
    assert.ok(told?.kind === 'process' && closed?.kind === 'close' && sink.events.length === 5);
    assert.deepEqual([told.executableName, closed.origin.connectionId], ['a name', 'abcdef-7']);
    assert.deepEqual([reader.malformed, reader.unread], [3, 0]);
  });

  test('sleeps while nothing comes', HANG, async () => {
    const waits = mock.method(wait, 'wait');
    const sink = new CollectingSink();
    const running = reader.run(sink);
    await delay(QUIET_MILLIS);
    assert.equal(waits.mock.callCount(), 1);
    fill(data, 1);
    await sink.has(1);
    await delay(QUIET_MILLIS);
    assert.equal(waits.mock.callCount(), 2);
    reader.stop();
    await running;
    assert.equal(waits.mock.callCount(), 2);
  });
});

describe('a sink without room', () => {
  test('leaves the rest in the ring, where loss is counted, and has it afterwards', HANG, async () => {
    const inRing = Math.floor((RING_BYTES - 1) / EMPTY_RECORD_BYTES);
    const sink = new CollectingSink(10);
    const waits = mock.method(wait, 'wait');
    const running = reader.run(sink);
    filler.setSample(data);
    filler.fill(100, EMPTY);
    await sink.has(10);
    await delay(QUIET_MILLIS);
    assert.equal(waits.mock.callCount(), 1);
    assert.equal(reader.pendingBytes, 90 * EMPTY_RECORD_BYTES);
    filler.fill(inRing - 90 + 7, EMPTY);
    assert.equal(filler.counters().lost, 7);
    assert.deepEqual(sink.numbers(), range(0, 10));
    sink.grow(11);
    await sink.has(11);
    sink.grow(Number.POSITIVE_INFINITY);
    await sink.has(10 + inRing);
    assert.deepEqual(sink.numbers(), range(0, 10 + inRing));
    reader.stop();
    await running;
  });

  test('holds up stop() until there is room', HANG, async () => {
    fill(data, 5);
    const sink = new CollectingSink(2);
    const running = reader.run(sink);
    reader.stop();
    await delay(QUIET_MILLIS);
    assert.deepEqual(sink.numbers(), [0, 1]);
    sink.grow(5);
    await running;
    assert.deepEqual(sink.numbers(), range(0, 5));
    assert.equal(reader.unread, 0);
  });
});

describe('abandon()', () => {
  for (const [what, connectionRecords, unread] of [
    ['data and what is malformed', false, 2 + 4 + 1],
    ['connections too where they are records', true, 2 + 4 + 1 + 2 + 5],
  ] as const) {
    test(`counts what is left: ${what}, and no process`, HANG, async () => {
      fill(data, 3);
      fill(close, 2);
      fill(open, 5);
      fill(process, 6);
      fill(malformed, 4);
      fill(data, 1);
      const sink = new CollectingSink(1);
      reader = readerOf(connectionRecords);
      const running = reader.run(sink);
      reader.stop();
      await sink.has(1);
      reader.abandon();
      await running;
      assert.deepEqual(sink.numbers(), [0]);
      assert.deepEqual([reader.unread, reader.malformed, reader.pendingBytes], [unread, 0, 0]);
    });
  }

  test('ends a wait for samples', HANG, async () => {
    const running = reader.run(new CollectingSink());
    await delay(QUIET_MILLIS);
    reader.abandon();
    await running;
    assert.equal(reader.unread, 0);
  });

  test('before the start gives up all', HANG, async () => {
    fill(data, 3);
    const sink = new CollectingSink();
    reader.abandon();
    await reader.run(sink);
    assert.deepEqual([sink.events.length, reader.unread], [0, 3]);
  });
});
