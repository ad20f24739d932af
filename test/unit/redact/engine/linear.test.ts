// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { nearMatches, slowForRules, slowRules } from './near-matches.ts';

const PIECE_BYTES = 4_096;
const SMALL = 16_384;
const LARGE = 4 * SMALL;
/** A text has no more to be scanned again than it is long: a rescan of a bounded length shows against texts so short. */
const SHORT_TEXT_BYTES = 256;
/** More of them, as long as they do not show yet what they are to show. */
const [ROUNDS, MAX_ROUNDS] = [5, 25];
/** Linear is 4. */
const MOST_RATIO = 8;

const create = createScannerFactory(slowRules);

/** Microseconds of CPU that the bytes take, as texts of so many bytes each. */
function cpuMicros(bytes: Buffer, textBytes = bytes.length): number {
  const before = process.cpuUsage();
  for (let from = 0; from < bytes.length; from += textBytes) {
    const scanner = create();
    const text = bytes.subarray(from, from + textBytes);
    for (let at = 0; at < text.length; at += PIECE_BYTES) scanner.push(text.subarray(at, at + PIECE_BYTES));
    scanner.end();
  }
  const { user, system } = process.cpuUsage(before);
  return user + system;
}

/**
 * The least of each over some rounds, by turns: what else the machine does, and code that is not compiled yet, only adds.
 * @param isEnough of what is the least so far
 */
function leastOfEach(isEnough: (least: readonly number[]) => boolean, ...measures: (() => number)[]): number[] {
  const least = measures.map(() => Number.POSITIVE_INFINITY);
  for (let round = 0; round < MAX_ROUNDS && (round < ROUNDS || !isEnough(least)); round++) {
    for (const [i, measure] of measures.entries()) least[i] = Math.min(least[i] ?? 0, measure());
  }
  return least;
}

const isLinear = ([fourTimes = Number.NaN, ...others]: readonly number[]): boolean =>
  others.every((other) => fourTimes <= MOST_RATIO * other);

describe('the CPU time grows no faster than the text', () => {
  for (const [name, unit] of Object.entries({ ...nearMatches, ...slowForRules })) {
    test(name, () => {
      const large = Buffer.alloc(LARGE, unit);
      const least = leastOfEach(
        isLinear,
        () => cpuMicros(large),
        // Four times as much too, so that collecting garbage and compiling weigh the same on each.
        () => cpuMicros(large, SMALL) / 4,
        () => cpuMicros(large, SHORT_TEXT_BYTES) / 4,
      );
      const [fourTimes, once, inShortTexts] = least;
      assert.ok(
        isLinear(least),
        `${fourTimes} us for ${LARGE} bytes, ${once} us for ${SMALL}, ${inShortTexts} us in short texts`,
      );
    });
  }
});
