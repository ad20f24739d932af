// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScannerFactory } from '../../../../src/redact/engine.ts';

const createScanner = createScannerFactory([]);

/** What is held when a call ends with the text, for what follows may be the mark of a token. */
function heldOf(text: string): string {
  const scanner = createScanner();
  scanner.push(Buffer.from(text, 'latin1'));
  return text.slice(text.length - scanner.held);
}

for (const [text, held] of [
  ['x MadeUp0', ''],
  ['x MadeUp0R', 'MadeUp0R'],
  ['x MadeUp0Rubbish.atl', 'MadeUp0Rubbish.atl'],
  ['x 123456789', ''],
  ['x completely', ''],
  ['x MadeUp0R done', ''],
  ['x MadeUpRUbbIsH', 'MadeUpRUbbIsH'],
  ['x MadeUp0R%2BA', 'MadeUp0R%2BA'],
  ['text=water%20MadeUp0R', 'MadeUp0R'],
  ['text=water%2520MadeUp0R', 'MadeUp0R'],
  ['https://h.example/services/teapots/T39331881/B79', 'T39331881/B79'],
  [`x ${'MadeUp0R'.repeat(20)}`, ''],
  [`x ${'MadeUp0R'.repeat(20)}+MadeUp0R`, 'MadeUp0R'],
] as const) {
  test(`of ${text.slice(-60)}: ${held === '' ? 'nothing' : held}`, () => assert.equal(heldOf(text), held));
}
