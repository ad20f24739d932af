// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { createScannerFactory } from '../../../src/redact/engine.ts';
import { mark } from '../../../src/redact/redacted.ts';

const sections = readFileSync('docs/redaction.md', 'utf8').split(/^##+ /m);
const create = createScannerFactory([], []);
const shown = (line: string): string => {
  const text = Buffer.from(`${line}\r\n`, 'latin1');
  const scanner = create();
  let [out, at] = ['', 0];
  for (const { length, rule, continues } of [...scanner.push(text), ...scanner.end()]) {
    if (rule === undefined) out += text.toString('latin1', at, at + length);
    else if (!continues) out += mark(rule);
    at += length;
  }
  return out.trimEnd();
};

/** Of each row of a section's table, what stands between backticks, cell by cell. */
function codes(heading: string): string[][] {
  const section = sections.find((text) => text.startsWith(`${heading}\n`)) ?? '';
  return Array.from(section.matchAll(/^\|.*\|$/gm), ([line]) =>
    Array.from(line.matchAll(/`([^`]*)`/g), ([, code = '']) => code),
  ).filter((row) => row.length > 0);
}

describe('docs/redaction.md', () => {
  const masked = codes('What is masked').filter((row) => row.length === 3);
  for (const [rule, sent = '', expected = ''] of masked) {
    test(`${rule} masks ${sent}`, () => {
      assert.equal(shown(sent), expected);
      assert.ok(expected.includes(`[redacted:${rule}]`));
    });
  }

  const harmless = codes('What is shown').flat();
  for (const example of harmless) test(`${example} is shown`, () => assert.equal(shown(example), example));

  test('has as many examples as it had', () => assert.deepEqual([masked.length, harmless.length], [14, 15]));
});
