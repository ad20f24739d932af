// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readBtf } from './btf-types.ts';

test('the object for arm64 is built, and has the same programs', () => {
  const directory = mkdtempSync(join(tmpdir(), 'arm64-'));
  try {
    execFileSync('make', ['-s', '-C', 'bpf', 'arm64', `DIST=${directory}`], { encoding: 'utf8' });
    const programs = (path: string): string[] =>
      readBtf(path).functions.filter((name) => /^(fentry|fexit|kprobe|kretprobe)_/.test(name));
    const built = programs(join(directory, 'linux-arm64/ktls.bpf.o'));
    assert.ok(built.length > 0);
    assert.deepEqual(built, programs('dist/linux-x64/ktls.bpf.o'));
  } finally {
    rmSync(directory, { recursive: true });
  }
});
