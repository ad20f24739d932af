// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { dashboard, dataSources } from './dashboard.ts';

test('every data source that the dashboard names is provisioned, with its type, and every one is used', () => {
  const used = new Map(
    dashboard.panels.flatMap(({ targets = [] }) => targets.map(({ datasource }) => [datasource.uid, datasource.type])),
  );
  for (const { datasource } of dashboard.templating.list)
    if (datasource) assert.ok(used.has(datasource.uid), datasource.uid);
  assert.deepEqual([...used].sort(), dataSources.map(({ uid, type }) => [uid, type]).sort());
});

test('panels have ids of their own, and a query each unless they are a heading', () => {
  const ids = dashboard.panels.map(({ id }) => id);
  assert.equal(new Set(ids).size, ids.length);
  const withoutQuery = dashboard.panels.filter(({ targets = [] }) => targets.length === 0);
  assert.deepEqual(new Set(withoutQuery.map(({ type }) => type)), new Set(['row']));
});
