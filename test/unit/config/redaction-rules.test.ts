// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { printSettings } from '../../../config/print.ts';
import { parseRedactionRules } from '../../../config/redaction-rules.ts';
import { problemsOf } from './problems.ts';
import { yamlFile } from './yaml-file.ts';

const MAX_RULES = 64;
const MAX_PATTERN = 1_024;

const ALLOWED = 'a list of at most 64 rules with name, pattern and perhaps ignore_case: true (as a variable, in JSON)';
const rulesOf = (inputs: Parameters<typeof loadSettings>[0]) =>
  parseRedactionRules(loadSettings(inputs).settings.ktls.redaction_rules);

test('rules come from a list in the file', (context) => {
  const file = yamlFile(
    context,
    "ktls:\n  redaction_rules:\n    - {name: employee_id, pattern: 'EMP-[0-9]{6}'}\n    - {name: '7', pattern: x, ignore_case: true}\n",
  );
  assert.deepEqual(rulesOf({ env: {}, file }), [
    { name: 'employee_id', pattern: 'EMP-[0-9]{6}' },
    { name: '7', pattern: 'x', ignore_case: true },
  ]);
});

test('what is printed of them reads back', (context) => {
  const { settings } = loadSettings({ env: { KTLS_REDACTION_RULES: '[{"name":"a","pattern":"\\\\d{3}"}]' } });
  const file = yamlFile(context, printSettings(settings));
  assert.deepEqual(rulesOf({ env: {}, file }), [{ name: 'a', pattern: '\\d{3}' }]);
});

const rule = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ name: `r${index}`, pattern: 'x' }));

test('as many rules, and patterns as long, as are allowed', () => {
  const rules = rule(MAX_RULES);
  assert.deepEqual(rulesOf({ env: { KTLS_REDACTION_RULES: JSON.stringify(rules) } }), rules);
  const long = [{ name: 'a'.repeat(32), pattern: 'x'.repeat(MAX_PATTERN) }];
  assert.deepEqual(rulesOf({ env: { KTLS_REDACTION_RULES: JSON.stringify(long) } }), long);
});

const wrong: [name: string, value: unknown, reasons: string][] = [
  ['one rule too many', rule(MAX_RULES + 1), '65 rules, at most 64'],
  ['a map', {}, 'is no list'],
  ['a text among them', ['x'], 'rule 1 is no map'],
  ['a long name', [{ name: 'a'.repeat(33), pattern: 'x' }], 'rule 1 needs a name of 1 to 32 of a-z, 0-9 and _'],
  [
    'no name and no pattern',
    [{}],
    'rule 1 needs a name of 1 to 32 of a-z, 0-9 and _; rule 1 needs a pattern of 1 to 1024 characters',
  ],
  [
    'a long pattern',
    [{ name: 'a', pattern: 'x'.repeat(MAX_PATTERN + 1) }],
    'rule 1 needs a pattern of 1 to 1024 characters',
  ],
  [
    'a wrong flag',
    [{ name: 'a', pattern: 'x', ignore_case: 1 }],
    'rule 1 has an ignore_case that is neither true nor false',
  ],
  [
    'an unknown key',
    [{ name: 'a', pattern: 'x', flags: 'i' }],
    'rule 1 has something unknown, its keys are name, pattern, ignore_case',
  ],
  [
    'two wrong patterns',
    [
      { name: 'a', pattern: 'x*' },
      { name: 'b', pattern: '(x)\\1' },
    ],
    "'x*' matches the empty text; '(x)\\\\1' has a backreference",
  ],
];

for (const [name, value, reasons] of wrong) {
  test(`${name} is refused`, () => {
    const problems = problemsOf({ env: { KTLS_REDACTION_RULES: JSON.stringify(value) } });
    assert.equal(problems.length, 1);
    assert.ok(problems[0]?.startsWith('KTLS_REDACTION_RULES is '));
    assert.ok(problems[0]?.endsWith(`, allowed: ${ALLOWED} (${reasons})`), problems[0]);
  });
}

test('what is no JSON is refused', () => {
  assert.deepEqual(problemsOf({ env: { KTLS_REDACTION_RULES: 'x' } }), [
    `KTLS_REDACTION_RULES is 'x', allowed: ${ALLOWED} (is no JSON)`,
  ]);
});
