// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { Memory } from '../../../src/run/memory.ts';

describe('the memory of connections', () => {
  test('is the sum of what was said last of each', () => {
    const memory = new Memory(100);
    memory.keep('a', 60);
    memory.keep('b', 40);
    assert.deepEqual([memory.total, memory.isOver], [100, false]);
    memory.keep('a', 61);
    assert.deepEqual([memory.total, memory.isOver], [101, true]);
    memory.keep('b', 0);
    assert.deepEqual([memory.total, memory.isOver], [61, false]);
  });

  test('is given back and counted when a connection is limited', () => {
    const memory = new Memory(10);
    memory.keep('a', 11);
    memory.limit('a');
    assert.deepEqual([memory.total, memory.limited, memory.largest()], [0, 1, undefined]);
    memory.keep('a', 3);
    assert.deepEqual([memory.total, memory.limited, memory.largest()], [3, 1, 'a']);
  });

  test('the largest is one of which no other has twice as much, whatever came before', () => {
    const step = fc.tuple(
      fc.constantFrom('a', 'b', 'c', 'd'),
      fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 2 ** 31 })),
    );
    fc.assert(
      fc.property(fc.array(step), (steps) => {
        const memory = new Memory(1);
        const expected = new Map<string, number>();
        for (const [id, bytes] of steps) {
          memory.keep(id, bytes);
          expected.set(id, bytes);
        }
        const sizes = [...expected.values()];
        assert.equal(
          memory.total,
          sizes.reduce((sum, bytes) => sum + bytes, 0),
        );
        const largest = memory.largest();
        const most = Math.max(0, ...sizes);
        assert.equal(largest === undefined, most === 0);
        if (largest !== undefined) assert.ok(2 * (expected.get(largest) ?? 0) > most);
      }),
    );
  });
});
