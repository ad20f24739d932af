// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allSettings } from '../../../config/schema.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { helpText } from '../../../src/commands/help.ts';

const lines = helpText().split('\n');

test('help begins with the usage', () => {
  assert.equal(lines[0], 'Usage: ktls-otel [--config FILE] [--check | --print-config | --help | --version]');
  assert.equal(lines[1], '       ktls-otel connections [--json] [--config FILE]');
});

test('help names every setting once, with its default', () => {
  for (const { setting } of allSettings) {
    const named = lines.filter((line) => new RegExp(`^  ${setting.env}(=|$)`).test(line));
    assert.deepEqual(named, [`  ${setting.env}${setting.default === null ? '' : `=${String(setting.default)}`}`]);
  }
});

test('help ends with the exit codes, 0 to 7', () => {
  const table = Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`);
  assert.deepEqual(lines.slice(-9), [...table, '']);
  assert.deepEqual(
    Object.values(exitCodes).map(({ code }) => code),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test('help is at most 100 columns wide', () => {
  assert.deepEqual(
    lines.filter((line) => line.length > 100),
    [],
  );
});
