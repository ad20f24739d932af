// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import { parse } from 'yaml';
import { INSTRUMENTS } from '../../../src/self/instruments.ts';

interface Rules {
  groups: { rules: { alert: string; expr: string }[] }[];
}

test('each alert fires when it should, and only then', () => {
  const output = execFileSync('promtool', ['test', 'rules', 'test/native/deploy/alerts.yaml'], {
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  assert.match(output, /SUCCESS/);
});

test('alerts look at metrics that there are', () => {
  const { groups } = parse(readFileSync('deploy/prometheus/alerts.yaml', 'utf8')) as Rules;
  const named = new Set(
    groups.flatMap(({ rules }) => rules.flatMap(({ expr }) => expr.match(/\bktls_\w+(?=[{[ ])/g) ?? [])),
  );
  const counters = Object.entries(INSTRUMENTS).filter(([, { kind }]) => kind === 'Counter');
  const exported = new Set(counters.map(([name]) => `${name.replaceAll('.', '_')}_total`));
  assert.equal(named.size, 4);
  for (const name of named) assert.ok(exported.has(name), name);
});
