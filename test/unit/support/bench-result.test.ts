// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { costsTable, type GrowthResult, idleTable } from '../../bench/growth/result.ts';
import { boundsTable } from '../../bench/guest/bounds.ts';
import { type GuestResult, guestTable } from '../../bench/guest/result.ts';
import { MODES } from '../../bench/messages.ts';
import { type BenchResult, costTable, isWorse } from '../../bench/result.ts';
import { TRAFFICS } from '../../bench/traffics.ts';

const KEPT: BenchResult & GrowthResult & GuestResult = JSON.parse(readFileSync('docs/bench.json', 'utf8'));

describe('the result of the bench that is kept', () => {
  test('has each mode with each traffic, once', () => {
    const expected = Object.keys(TRAFFICS).flatMap((traffic) => MODES.map((mode) => `${traffic}, ${mode}`));
    assert.deepEqual(
      KEPT.rows.map(({ traffic, mode }) => `${traffic}, ${mode}`),
      expected,
    );
  });

  for (const [part, table] of Object.entries({
    ring: costTable(KEPT),
    growth: costsTable(KEPT),
    'idle connections': idleTable(KEPT),
    guest: guestTable(KEPT),
    "the guest's bounds": boundsTable(KEPT),
  }))
    test(`is what README's table of ${part} is made from`, () => {
      assert.ok(readFileSync('README.md', 'utf8').includes(`\n${table}\n`), table);
    });

  test('lost nothing at a part of the full speed', () => assert.equal(KEPT.sustained.lostOrDropped, 0));
});

describe('a later result is worse', () => {
  const changed = (factor: number, lostOrDropped = 0): BenchResult => ({
    rows: KEPT.rows.map((row, index) => (index === 3 ? { ...row, toStock: factor * row.toStock } : row)),
    sustained: { ...KEPT.sustained, lostOrDropped },
  });

  test('when a ratio is more than 1.3 times what it was', () => {
    assert.deepEqual(isWorse(changed(1.29), KEPT), []);
    assert.deepEqual(isWorse(changed(0.5), KEPT), []);
    assert.equal(isWorse(changed(1.31), KEPT).length, 1);
  });

  test('when a record was lost', () => assert.equal(isWorse(changed(1, 1), KEPT).length, 1));

  test('not by a row that was not there', () => assert.deepEqual(isWorse(changed(9), { ...KEPT, rows: [] }), []));
});
