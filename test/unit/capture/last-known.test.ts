// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { lastKnown } from '../../../src/capture/last-known.ts';

test('a count that can not be read is what it was, from 0 on; a mistake of ours is not hidden', () => {
  const steps = [
    () => Number(readFileSync('/nonexistent')),
    () => 3,
    () => Number(readFileSync('/nonexistent')),
    () => 5,
    () => (undefined as unknown as string).length,
  ];
  const count = lastKnown(() => steps.shift()?.() ?? 0);
  assert.deepEqual([count(), count(), count(), count()], [0, 3, 3, 5]);
  assert.throws(count, TypeError);
});
