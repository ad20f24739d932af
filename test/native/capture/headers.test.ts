// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

test('each header of bpf/ compiles alone', () => {
  const { status, stderr } = spawnSync('make', ['-s', '-C', 'bpf', 'headers'], { encoding: 'utf8' });
  assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
});
