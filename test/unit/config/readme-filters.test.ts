// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { filterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { allSettings } from '../../../config/schema.ts';
import { readmeTable } from './readme-tables.ts';

const rows = readmeTable('Filters').map(([variable = '', , examples = '']) => ({
  variable: variable.slice(1, -1),
  examples: Array.from(examples.matchAll(/`([^`]+)`/g), ([, example = '']) => example),
}));

test('the filters that are explained are those of the schema, in their order', () => {
  const filters = allSettings.map(({ setting }) => setting.env).filter((name) => name.startsWith('KTLS_FILTER_'));
  assert.deepEqual(
    rows.map(({ variable }) => variable),
    filters,
  );
});

for (const { variable, examples } of rows) {
  test(`the examples of ${variable} are filters`, () => {
    assert.ok(examples.length > 0);
    const unfiltered = filterRules(loadSettings({ env: {} }).settings);
    for (const example of examples) {
      assert.notDeepEqual(filterRules(loadSettings({ env: { [variable]: example } }).settings), unfiltered);
    }
  });
}
