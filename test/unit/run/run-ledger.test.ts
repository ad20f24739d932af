// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import type { LedgerEntry } from '../../../src/capture/ledger.ts';
import { type Fates, RunLedger } from '../../../src/run/run-ledger.ts';
import { countsOf } from '../counts.ts';

const NONE: Fates = { takenOver: 0, unshown: 0, dropped: 0, exported: 0, sending: 0, unmarked: 0 };
const nanos = (millis: number): bigint => BigInt(millis) * 1_000_000n;

function start(takenOver = 0) {
  const [written, warnings]: [LedgerEntry[], string[]] = [[], []];
  const state = { millis: 1000, fails: false };
  const ledger = new RunLedger({
    ledger: {
      write(entry) {
        if (state.fails) throw new Error('EPERM');
        written.push(entry);
      },
    },
    takenOver,
    onWarning: (message) => warnings.push(message),
    now: () => state.millis,
  });
  return { ledger, written, warnings, state };
}

test('it is written at the start, with what was taken over', () => {
  const { written } = start(7);
  assert.deepEqual(written, [{ startedUnixNanos: nanos(1000), restUnixNanos: nanos(1000), ...NONE, takenOver: 7 }]);
});

test('what happens in a turn of the loop is written once, after it', async () => {
  const { ledger, written } = start();
  let fates = NONE;
  ledger.follow(() => fates);
  for (let exported = 1; exported <= 100; exported++) {
    fates = { ...NONE, exported };
    ledger.touch();
  }
  assert.equal(written.length, 1);
  await nextTurn();
  assert.deepEqual(
    written.map(({ exported }) => exported),
    [0, 100],
  );
  await nextTurn();
  assert.equal(written.length, 2);
});

test('it is at rest when all has its fate', async () => {
  const { ledger, written, state } = start();
  let fates = { ...NONE, takenOver: 1 };
  ledger.follow(() => fates);
  for (const [millis, produced, exported] of [
    [2000, 5, 4],
    [3000, 5, 5],
    [4000, 9, 5],
  ] as const) {
    state.millis = millis;
    fates = { ...fates, exported };
    ledger.look(countsOf({ produced, lost: 1 }));
    await nextTurn();
  }
  assert.deepEqual(
    written.map(({ restUnixNanos }) => restUnixNanos),
    [1000, 1000, 3000, 3000].map(nanos),
  );
});

test('nothing is written after its end', async () => {
  const { ledger, written } = start();
  ledger.touch();
  ledger[Symbol.dispose]();
  ledger.touch();
  await nextTurn();
  assert.equal(written.length, 1);
});

test('a map that can not be written to is told of once', async () => {
  const { ledger, written, warnings, state } = start();
  state.fails = true;
  for (let turn = 0; turn < 3; turn++) {
    ledger.touch();
    await nextTurn();
  }
  assert.deepEqual([written.length, warnings], [1, ["the counters of this run can't be kept for the next one: EPERM"]]);
});
