// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, test } from 'node:test';
import { EVENT_OFFSETS, KINDS } from '../../../src/capture/event-layout.ts';
import { LostCloses } from '../../../src/capture/lost-closes.ts';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { Wire } from '../support/wire.ts';
import { Filler } from './filler.ts';

const RING_BYTES = 64 * 1024;
/** What the kernel keeps of lost ends. */
const KEPT = 4096;
/** When the first connection of a Wire was first seen. */
const FIRST_NS = 1_000_000;

let filler: Filler;
let ring: RingBuffer;
let lostCloses: LostCloses;

beforeEach(() => {
  filler = new Filler(RING_BYTES);
  ring = new RingBuffer(openLibc(), filler.ringFd, RING_BYTES, pageBytes());
  lostCloses = new LostCloses(filler.lostClosesFd, ring);
});

afterEach(() => {
  ring[Symbol.dispose]();
  filler[Symbol.dispose]();
});

/** Both ends of so many connections are closed. */
function close(connections: number, connectionRecords = false): void {
  const wire = new Wire(filler, { connectionRecords });
  for (let connection = 0; connection < connections; connection += 1) wire.connect().close();
}

/** The place of a connection among those of its Wire, both ends counted. */
const placeOf = (connectionId: string): number => Number.parseInt(connectionId.split('-')[0] ?? '', 16) - FIRST_NS;

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, index) => from + index);

test('there are none while the ring has room', () => {
  close(10);
  assert.deepEqual([lostCloses.next(), filler.counters().closesLost], [[], 0]);
});

/** Reads the ring; the places of the connections whose close marks it held. */
function drain(limit = Number.POSITIVE_INFINITY): number[] {
  const places: number[] = [];
  let left = limit;
  ring.drain((sample) => {
    if (sample[EVENT_OFFSETS.kind] === KINDS.close)
      places.push(Number(sample.readBigUInt64LE(EVENT_OFFSETS.connection_ns)) - FIRST_NS);
    left -= 1;
    return left > 0;
  });
  return places;
}

for (const connectionRecords of [false, true]) {
  const records = connectionRecords ? 'records of connections' : 'no records of connections';
  test(`each that the ring has not is told once, in order, when the ring has been read, with ${records}`, () => {
    close(1000, connectionRecords);
    assert.deepEqual(lostCloses.next(), []);
    const told = drain(1);
    assert.deepEqual(lostCloses.next(), []);
    told.push(...drain());
    const lost = lostCloses.next().map(placeOf);
    assert.ok(told.length > 100 && lost.length > 1000, `${told.length} and ${lost.length}`);
    assert.deepEqual(
      [...lost],
      [...lost].sort((a, b) => a - b),
    );
    assert.deepEqual(
      [...told, ...lost].sort((a, b) => a - b),
      range(0, 2000),
    );
    assert.equal(filler.counters().closesLost, connectionRecords ? 0 : lost.length);
    assert.deepEqual(lostCloses.next(), []);
  });
}

test('the last of them are kept', () => {
  close(3000);
  assert.ok(filler.counters().closesLost > KEPT);
  drain();
  assert.deepEqual(lostCloses.next().map(placeOf), range(6000 - KEPT, 6000));
});
