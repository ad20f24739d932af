// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { createScannerFactory } from '../../../../src/redact/engine.ts';
import type { Verdict } from '../../../../src/redact/scanner.ts';
import { SPOTS } from '../corpus/corpus.ts';
import { Maker } from '../corpus/maker.ts';

const createScanner = createScannerFactory([]);
const PIECE_BYTES = 7;

/** The rule of each byte of a text that comes in pieces, and how often what is known of it went to another scanner. */
function rulesOf(bytes: Buffer, rests: boolean): { rules: (string | undefined)[]; rested: number } {
  let scanner = createScanner();
  let rested = 0;
  const rules: (string | undefined)[] = [];
  const take = (verdicts: readonly Verdict[]): void => {
    for (const { length, rule } of verdicts) for (let i = 0; i < length; i += 1) rules.push(rule);
  };
  for (let at = 0; at < bytes.length; at += PIECE_BYTES) {
    take(scanner.push(bytes.subarray(at, at + PIECE_BYTES)));
    const rest = rests ? scanner.rest() : undefined;
    if (rest === undefined) continue;
    const { credit } = scanner;
    scanner = createScanner();
    scanner.credit = credit;
    scanner.wake(rest);
    rested += 1;
  }
  take(scanner.end());
  return { rules, rested };
}

test('a text that rests wherever it can is masked as one that does not', () => {
  let all = 0;
  for (const [index, spot] of SPOTS.entries()) {
    const text = spot.make(new Maker(index));
    const bytes = Buffer.from(`a pot of tea\n${text}\n{"shape":"round"}\n${text}`, 'latin1');
    const { rules, rested } = rulesOf(bytes, true);
    assert.deepEqual(rules, rulesOf(bytes, false).rules, spot.name);
    all += rested;
  }
  assert.ok(all > SPOTS.length, `${all}`);
});
