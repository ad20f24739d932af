// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { afterEach, beforeEach, describe, test } from 'node:test';
import { EVENT_OFFSETS } from '../../../src/capture/event-layout.ts';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { type Libc, openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { NativeError } from '../../../src/ffi/native.ts';
import { encodeSample } from '../../unit/capture/sample.ts';
import { ExpectedSamples, pattern } from './expected-sample.ts';
import { type Fill, Filler } from './filler.ts';

const RING_BYTES = 64 * 1024;
/** Of a sample without payload: the kernel's header of 8 bytes and struct ktls_event. */
const EMPTY_RECORD_BYTES = 152;

let filler: Filler;
let ring: RingBuffer;

beforeEach(() => {
  filler = new Filler(RING_BYTES);
  filler.setSample(encodeSample({}, pattern(65_535)));
  ring = new RingBuffer(openLibc(), filler.ringFd, RING_BYTES, pageBytes());
});

afterEach(() => {
  ring[Symbol.dispose]();
  filler[Symbol.dispose]();
});

/** A copy of each sample, with its time put to 0. */
function drain(limit = Number.POSITIVE_INFINITY): Buffer[] {
  const samples: Buffer[] = [];
  ring.drain((sample) => {
    const copy = Buffer.from(sample);
    assert.ok(copy.readBigUInt64LE(EVENT_OFFSETS.ktime_boot_ns) > 0n);
    samples.push(copy.fill(0, EVENT_OFFSETS.ktime_boot_ns, EVENT_OFFSETS.ktime_boot_ns + 8));
    return samples.length < limit;
  });
  return samples;
}

function numbers(samples: Buffer[]): number[] {
  return samples.map((sample) => Number(sample.readBigUInt64LE(EVENT_OFFSETS.cgroup_id)));
}

const range = (from: number, to: number): number[] => Array.from({ length: to - from }, (_, i) => from + i);

describe('samples of a real ring', () => {
  for (const [name, fill] of [
    ['without payload', { minBytes: 0 }],
    ['of every length, which wrap around', { minBytes: 0, spread: 2000, stamped: true }],
    ['with discarded ones between them', { minBytes: 1, spread: 301, discardEvery: 3, stamped: true }],
    ['after a discarded one each', { minBytes: 256, discardEvery: 1 }],
  ] satisfies [string, Fill][]) {
    test(`arrive exactly and in order ${name}`, () => {
      const expected = new ExpectedSamples(fill);
      // 20 at a time fit; 4,000 go around the ring many times.
      for (let filled = 0; filled < 4000; filled += 20) {
        filler.fill(20, fill);
        const samples = drain();
        assert.equal(samples.length, 20);
        for (const sample of samples) assert.deepEqual(sample, expected.next());
      }
      assert.equal(filler.counters().lost, 0);
      assert.equal(ring.pendingBytes, 0);
    });
  }

  test('that nearly fill the ring', () => {
    const fill = { minBytes: RING_BYTES - EMPTY_RECORD_BYTES - 8, stamped: true };
    const expected = new ExpectedSamples(fill);
    for (let i = 0; i < 5; i++) {
      filler.fill(1, fill);
      assert.deepEqual(drain(), [expected.next()]);
    }
  });

  test('are given no further than the consumer wants', () => {
    filler.fill(200, { minBytes: 0 });
    assert.deepEqual(numbers(drain(1)), [0]);
    assert.deepEqual(numbers(drain(100)), range(1, 101));
    assert.equal(
      ring.drain(() => false),
      1,
    );
    assert.equal(ring.pendingBytes, 98 * EMPTY_RECORD_BYTES);
    assert.deepEqual(numbers(drain(99)), range(102, 200));
    assert.equal(
      ring.drain(() => true),
      0,
    );
  });

  test('are consumed when the consumer throws: the sample that it threw at does not come again', () => {
    filler.fill(3, { minBytes: 0 });
    assert.throws(() => ring.drain(() => assert.fail('of the consumer')), /of the consumer/);
    assert.deepEqual(numbers(drain()), [1, 2]);
  });

  test('are read on by another reader from where the last one was', () => {
    filler.fill(100, { minBytes: 16 });
    drain(70);
    using second = new RingBuffer(openLibc(), filler.ringFd, RING_BYTES, pageBytes());
    const seen: number[] = [];
    second.drain((sample) => seen.push(Number(sample.readBigUInt64LE(EVENT_OFFSETS.cgroup_id))) > 0);
    assert.deepEqual(seen, range(70, 100));
  });
});

describe('a full ring', () => {
  // The kernel keeps one byte free, so that full differs from empty (kernel/bpf/ringbuf.c).
  const fitting = Math.floor((RING_BYTES - 1) / EMPTY_RECORD_BYTES);

  for (const [name, count, lost] of [
    ['fits', fitting, 0],
    ['is one too many', fitting + 1, 1],
    ['overflows', 2000, 2000 - fitting],
  ] as const) {
    test(`what ${name} is counted exactly`, () => {
      filler.fill(count, { minBytes: 0 });
      assert.deepEqual(numbers(drain()), range(0, Math.min(count, fitting)));
      const counters = filler.counters();
      assert.deepEqual([counters.produced, counters.lost], [count, lost]);
    });
  }

  test('produced = read + lost over many rounds, and the bytes that are lost are those that are not read', () => {
    const fill = { minBytes: 0, spread: 1777 };
    let readSamples = 0;
    let readBytes = 0;
    for (let round = 0; round < 100; round++) {
      filler.fill(100, fill);
      let count = 0;
      ring.drain((sample) => {
        readSamples += 1;
        readBytes += sample.readUInt32LE(EVENT_OFFSETS.captured_length);
        return ++count < 37;
      });
    }
    for (const sample of drain()) {
      readSamples += 1;
      readBytes += sample.readUInt32LE(EVENT_OFFSETS.captured_length);
    }
    const { produced, lost, lostBytes } = filler.counters();
    assert.equal(produced, 10_000);
    assert.ok(lost > 0 && readSamples > 0);
    assert.equal(readSamples, produced - lost);
    const producedBytes = range(0, 10_000).reduce((sum, n) => sum + ((n * 7919) % 1777), 0);
    assert.equal(readBytes, producedBytes - lostBytes);
  });

  test('has room again as soon as some of it is read', () => {
    filler.fill(fitting, { minBytes: 0 });
    drain(64);
    filler.fill(64, { minBytes: 0 });
    assert.equal(filler.counters().lost, 0);
    assert.deepEqual(numbers(drain()), range(64, fitting + 64));
  });

  test('gives room back while it is read, not only at the end', () => {
    filler.fill(fitting, { minBytes: 0 });
    let count = 0;
    ring.drain(() => {
      if (++count === 200) filler.fill(100, { minBytes: 0 });
      return true;
    });
    assert.equal(filler.counters().lost, 0);
    assert.deepEqual(numbers(drain()), range(fitting, fitting + 100));
  });
});

test('is unmapped once, however often it is disposed of', () => {
  const libc = openLibc();
  const unmapped: number[] = [];
  // munmap of what is not mapped succeeds, and of what was mapped there since, too.
  const munmap = (address: Parameters<Libc['munmap']>[0], length: number): number => {
    unmapped.push(length);
    return libc.munmap(address, length);
  };
  const second = new RingBuffer({ ...libc, munmap: munmap as Libc['munmap'] }, filler.ringFd, RING_BYTES, pageBytes());
  for (let i = 0; i < 3; i++) second[Symbol.dispose]();
  assert.deepEqual(unmapped, [pageBytes(), pageBytes() + 2 * RING_BYTES]);
});

test('what is no ring buffer is refused', () => {
  const closed = 1_000_000;
  assert.throws(
    () => new RingBuffer(openLibc(), closed, RING_BYTES, pageBytes()),
    (error) => {
      assert.ok(error instanceof NativeError);
      return error.code === 'EBADF';
    },
  );
});
