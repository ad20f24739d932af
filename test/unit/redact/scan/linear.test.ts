// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScannerFactory } from '../../../../src/redact/scan/factory.ts';
import { nearMatches, slowForRules, slowRules } from './near-matches.ts';

const PIECE_BYTES = 4_096;
const SMALL = 65_536;
// The lanes look at each byte once or a few times; each of the user's live matches counts.
const MOST_STEPS = 64;

function steps(unit: string, size: number): number {
  const scanner = createScannerFactory(slowRules)();
  const text = Buffer.alloc(size, unit);
  for (let at = 0; at < size; at += PIECE_BYTES) scanner.push(text.subarray(at, at + PIECE_BYTES));
  scanner.end();
  return scanner.steps;
}

describe('the work grows no faster than the text', () => {
  for (const [name, unit] of Object.entries({ ...nearMatches, ...slowForRules })) {
    test(name, () => {
      const [once, twice, fourTimes] = [SMALL, 2 * SMALL, 4 * SMALL].map((size) => steps(unit, size)) as [
        number,
        number,
        number,
      ];
      assert.ok(once <= MOST_STEPS * SMALL, `${once / SMALL} steps a byte`);
      assert.ok(twice <= 2.1 * once && fourTimes <= 4.2 * once, `${once}, ${twice}, ${fourTimes}`);
    });
  }
});
