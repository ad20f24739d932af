// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { release } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { version } from '../../../package.json';
import { versionText } from '../../../src/commands/version.ts';
import { fakeHost } from '../check/fake-host.ts';

test('--version says which parts there are, and loads none of them', (context) => {
  const root = fakeHost(context, { 'ktls.bpf.o': 'abc' });
  const folder = join(root, 'usr/lib/x86_64-linux-gnu');
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'libbpf.so.1.1.2'), '');
  symlinkSync('libbpf.so.1.1.2', join(folder, 'libbpf.so.1'));
  const [first, commit, ...rest] = versionText(join(root, 'ktls.bpf.o'), root).split('\n');
  assert.equal(first, `ktls-otel ${version}`);
  assert.match(commit ?? '', /^commit ([0-9a-f]{12}|unknown)$/);
  assert.deepEqual(rest, [
    // SHA-256 of abc (FIPS 180-2, B.1).
    'BPF object 3 bytes, sha256 ba7816bf8f01cfea',
    `kernel ${release()}`,
    'libbpf 1.1.2',
    `Node.js ${process.versions.node}`,
    '',
  ]);
});

test('--version says what is not there', (context) => {
  const root = fakeHost(context, {});
  const lines = versionText(join(root, 'ktls.bpf.o'), root).split('\n');
  assert.deepEqual([lines[2], lines[4]], ['BPF object not built', 'libbpf not found']);
});
