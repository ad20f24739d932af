// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import { Failures } from './failures.ts';

const SEED = 12;
const INPUTS = 20_000;
const REPORTED = 20;

test('no secret that is planted survives, wherever a text is cut', () => {
  const failures = new Failures(createScannerFactory([]));
  failures.checkAll(SEED, 0, INPUTS);
  assert.equal(failures.count, 0, [...failures.report(REPORTED)].join('\n'));
});
