// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { beforeEach, describe, test } from 'node:test';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { PAGE_BYTES, RING_BYTES, RingMemory } from './ring-memory.ts';

const BUSY = 0x8000_0000;
const DISCARDED = 0x4000_0000;

let memory: RingMemory;
let ring: RingBuffer;

beforeEach(() => {
  memory = new RingMemory();
  ring = new RingBuffer(memory.libc, 3, RING_BYTES, PAGE_BYTES);
});

function drain(limit = 1000): string[] {
  const samples: string[] = [];
  ring.drain((sample) => samples.push(sample.toString('latin1')) < limit);
  return samples;
}

describe('a ring', () => {
  test('is read up to a sample that the kernel still writes, and on from there once it is done', () => {
    memory.produce('first');
    const busy = memory.produce('second', BUSY);
    memory.produce('third');
    assert.deepEqual(drain(), ['first']);
    assert.deepEqual([memory.consumed, ring.pendingBytes], [16, 32]);
    assert.deepEqual(drain(), []);
    memory.setHeader(busy, 'second'.length, 0);
    assert.deepEqual(drain(), ['second', 'third']);
    assert.deepEqual([memory.consumed, ring.pendingBytes], [48, 0]);
  });

  test('gives no discarded sample, and its room back', () => {
    memory.produce('first', DISCARDED);
    memory.produce('second');
    memory.produce('third', DISCARDED);
    assert.deepEqual(drain(), ['second']);
    assert.deepEqual([memory.consumed, ring.pendingBytes], [48, 0]);
  });

  test('counts samples up to the limit, discarded ones not', () => {
    memory.produce('first', DISCARDED);
    for (const sample of ['second', 'third', 'fourth']) memory.produce(sample);
    assert.deepEqual(drain(2), ['second', 'third']);
    assert.equal(memory.consumed, 48);
  });

  test('tells the kernel after every 64 samples, and at the end', () => {
    for (let i = 0; i < 130; i++) memory.produce('12345678');
    const consumed: number[] = [];
    assert.equal(
      ring.drain(() => consumed.push(memory.consumed) > 0),
      130,
    );
    assert.deepEqual(
      [consumed[0], consumed[63], consumed[64], consumed[127], consumed[128], consumed[129]],
      [0, 0, 64 * 16, 64 * 16, 128 * 16, 128 * 16],
    );
    assert.equal(memory.consumed, 130 * 16);
  });

  test('is unmapped once, however often it is disposed of', () => {
    ring[Symbol.dispose]();
    assert.deepEqual(memory.unmapped, [PAGE_BYTES, PAGE_BYTES + 2 * RING_BYTES]);
    ring[Symbol.dispose]();
    assert.equal(memory.unmapped.length, 2);
  });
});
