// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { allSettings } from '../../../config/schema.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { USAGE } from '../../../src/commands/cli.ts';
import { helpText } from '../../../src/commands/help.ts';

const lines = helpText('all').split('\n');

test('--help begins with the usage and fits on a screen', () => {
  const text = helpText('usage');
  assert.equal(text.startsWith(`${USAGE}\n`), true);
  assert.equal(text.trimEnd().split('\n').length <= 24, true, `${text.split('\n').length} lines`);
});

test('--help names each option and command', () => {
  const text = helpText('usage');
  const names = [
    '--config',
    '--check',
    '--quick',
    '--json',
    '--health',
    'connections',
    '--print-config',
    '-h, --help',
    '-V, --version',
  ];
  for (const name of names) assert.match(text, new RegExp(`^ {2,4}${name} `, 'm'));
});

test('--help all goes on with every setting once, with its default', () => {
  assert.equal(helpText('all').startsWith(helpText('usage')), true);
  for (const { setting } of allSettings) {
    const { env, default: value } = setting;
    const assignment = value === null ? `  ${env}` : `  ${env}=${String(value)}`;
    const named = lines.filter((line) => new RegExp(`^  ${env}(=|$)`).test(line));
    assert.deepEqual(named, [assignment.length <= 80 ? assignment : `  ${env}`]);
    if (assignment.length > 80) assert.equal(lines[lines.indexOf(`  ${env}`) + 1], `      Default: ${String(value)}`);
  }
});

test('--help all ends with the exit codes, 0 to 7', () => {
  const table = Object.values(exitCodes).map(({ code, meaning }) => `  ${code}  ${meaning}`);
  assert.deepEqual(lines.slice(-9), [...table, '']);
  assert.deepEqual(
    Object.values(exitCodes).map(({ code }) => code),
    [0, 1, 2, 3, 4, 5, 6, 7],
  );
});

test('connections has a help of its own', () => {
  assert.match(helpText('connections'), /^Usage: ktls-otel connections \[--json\] \[--config FILE\]\n/);
});
