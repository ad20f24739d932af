// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { printSettings } from '../../../config/print.ts';
import { parseRedactionNames } from '../../../config/redaction-names.ts';
import { problemsOf } from './problems.ts';
import { yamlFile } from './yaml-file.ts';

const ALLOWED = 'at most 64 names of 1 to 64 letters, digits, _, . and -, with commas between, in any case';
const namesOf = (inputs: Parameters<typeof loadSettings>[0]) =>
  parseRedactionNames(loadSettings(inputs).settings.ktls.redaction_show);

test('no names are shown by default', () => assert.deepEqual(namesOf({ env: {} }), []));

test('names come from a variable', () => {
  const env = { KTLS_REDACTION_SHOW: ' nextPageToken, X-Session-Id ,café,spring.pin,a_1' };
  assert.deepEqual(namesOf({ env }), ['nextPageToken', 'X-Session-Id', 'café', 'spring.pin', 'a_1']);
});

test('names come from a list in the file, or from a text', (context) => {
  const list = yamlFile(context, 'ktls:\n  redaction_show: [nextPageToken, 0123e4, true]\n');
  assert.deepEqual(namesOf({ env: {}, file: list }), ['nextPageToken', '0123e4', 'true']);
  const text = yamlFile(context, 'ktls:\n  redaction_show: pin, session\n');
  assert.deepEqual(namesOf({ env: {}, file: text }), ['pin', 'session']);
});

test('the variable goes before the file', (context) => {
  const file = yamlFile(context, 'ktls:\n  redaction_show: [pin]\n');
  assert.deepEqual(namesOf({ env: { KTLS_REDACTION_SHOW: 'otp' }, file }), ['otp']);
});

test('what is printed of them reads back', (context) => {
  const { settings } = loadSettings({ env: { KTLS_REDACTION_SHOW: 'pin,session' } });
  assert.deepEqual(namesOf({ env: {}, file: yamlFile(context, printSettings(settings)) }), ['pin', 'session']);
});

const many = (count: number): string => Array.from({ length: count }, (_, index) => `n${index}`).join();

test('as many names, and names as long, as are allowed', () => {
  assert.equal(namesOf({ env: { KTLS_REDACTION_SHOW: many(64) } }).length, 64);
  assert.deepEqual(namesOf({ env: { KTLS_REDACTION_SHOW: 'n'.repeat(64) } }), ['n'.repeat(64)]);
});

const wrong: [name: string, value: string, reasons: string][] = [
  ['one name too many', many(65), '65 names, at most 64'],
  ['a long name', 'n'.repeat(65), `'${'n'.repeat(65)}' is longer than 64 characters`],
  ['a name between two commas that is missing', 'a,,b', "'' is empty"],
  ['a name of signs', '-.-', "'-.-' is no name of letters, digits, _, . and -"],
  [
    'two that are no names',
    'a b,c,d*',
    "'a b' is no name of letters, digits, _, . and -; 'd*' is no name of letters, digits, _, . and -",
  ],
];

for (const [name, value, reasons] of wrong) {
  test(`${name} is refused`, () => {
    const problems = problemsOf({ env: { KTLS_REDACTION_SHOW: value } });
    assert.equal(problems.length, 1);
    assert.ok(problems[0]?.startsWith('KTLS_REDACTION_SHOW is '));
    assert.ok(problems[0]?.endsWith(`, allowed: ${ALLOWED} (${reasons})`), problems[0]);
  });
}

for (const value of ['{a: b}', '[a, [b]]', "['a,b']"]) {
  test(`${value} in the file is refused`, (context) => {
    const file = yamlFile(context, `ktls:\n  redaction_show: ${value}\n`);
    const [problem, ...more] = problemsOf({ env: {}, file });
    assert.deepEqual(more, []);
    assert.ok(problem?.includes(`, allowed: ${ALLOWED}`), problem);
  });
}
