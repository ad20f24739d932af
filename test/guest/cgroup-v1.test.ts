// SPDX-License-Identifier: Apache-2.0
// In a guest of its own: run.sh --cgroup v1.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { runToEnd } from '../support/service.ts';

test('cgroup v1: says what to boot with, exit code 5', async () => {
  const end = await runToEnd({});
  assert.equal(end.code, 5, end.stderr);
  assert.match(end.stderr, /cgroup.*v1/);
  assert.match(end.stderr, /systemd\.unified_cgroup_hierarchy=1/);
});
