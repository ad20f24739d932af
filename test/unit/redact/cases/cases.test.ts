// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import type { CreateScanner } from '../../../../src/redact/scanner.ts';
import { seedOf } from '../corpus/random.ts';
import { type Fault, type Trial, trialsOfMasked, trialsOfShown } from './check.ts';
import { faultOfCuts, faultOfEnds, faultOfLateness, faultOfLosses, faultOfWhole } from './deliveries.ts';
import { MASKED } from './kinds.ts';
import { SHOWN } from './shown.ts';

type FaultOf = (trial: Trial, create: CreateScanner) => Fault | undefined;

const createScanner = createScannerFactory([]);

/** A line for each trial that fails. */
function failuresOf(trials: readonly Trial[], faultOf: FaultOf): string[] {
  return trials.flatMap((trial) => {
    const fault = faultOf(trial, createScanner);
    const { row, nesting, look } = trial;
    return fault ? [`${row.name} (${nesting.name}, ${look}) ${fault.kind} ${JSON.stringify(fault.text)}`] : [];
  });
}

/** Each row as it is, and in one of all ways more, so that all ways are tried with rows of each kind. */
const someOf = (trials: readonly Trial[]): Trial[] => {
  const [first] = trials;
  const other = first && trials[seedOf(first.row.name) % trials.length];
  return [first, other].filter((trial) => trial !== undefined);
};

const trialsOf = Object.entries(MASKED).map(([kind, rows]) => ({
  kind,
  trials: rows.map((row) => trialsOfMasked(row)),
}));

describe('what is secret is masked, whatever it looks like, as it is and one level deeper', () => {
  for (const { kind, trials } of trialsOf)
    test(kind, () => assert.deepEqual(failuresOf(trials.flat(), faultOfWhole), []));
});

const DELIVERIES: Readonly<Record<string, FaultOf>> = {
  'it is cut at any place': faultOfCuts,
  'what is held is given up at any place': faultOfLateness,
  'bytes are lost at any place': faultOfLosses,
  'it ends amid a secret': faultOfEnds,
};

for (const [when, faultOf] of Object.entries(DELIVERIES)) {
  describe(`no 4 bytes of a secret are shown when ${when}`, () => {
    for (const { kind, trials } of trialsOf)
      test(kind, () => {
        assert.deepEqual(failuresOf(trials.flatMap(someOf), faultOf), []);
      });
  });
}

describe('what is no secret is shown', () => {
  const trials = SHOWN.map(trialsOfShown);
  test('as it is, and one level deeper', () => assert.deepEqual(failuresOf(trials.flat(), faultOfWhole), []));
  test('wherever it is cut', () => assert.deepEqual(failuresOf(trials.flatMap(someOf), faultOfCuts), []));
});

test('each row has a name of its own', () => {
  const names = Object.entries({ ...MASKED, shown: SHOWN }).flatMap(([kind, rows]) =>
    rows.map(({ name }) => `${kind}: ${name}`),
  );
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
  console.log(
    `cases: ${names.length} rows, ${trialsOf.flatMap(({ trials }) => trials.flat()).length} texts with secrets`,
  );
});
