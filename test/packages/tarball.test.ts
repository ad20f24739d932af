// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { after, before, test } from 'node:test';
import { assertLoads, assertOldGlibc } from './look.ts';
import { BARE, inBare, tarball } from './made.ts';

const MEGABYTE = 1e6;
const folder = mkdtempSync(join(tmpdir(), 'tarball-'));
const name = basename(tarball, '.tar.gz');
before(() => execFileSync('tar', ['-xzf', tarball, '-C', folder]));
after(() => rmSync(folder, { recursive: true }));

test('it has less than 60 MB', () => {
  const { size } = statSync(tarball);
  console.log(`tarball: ${(size / MEGABYTE).toFixed(1)} MB`);
  assert.ok(size < 60 * MEGABYTE, `${size} bytes`);
});

test('no binary in it asks for more than glibc 2.28', () => {
  const binaries = readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .map((file) => join(folder, file))
    .filter((file) => statSync(file).isFile() && readFileSync(file).subarray(0, 4).toString('latin1') === '\x7fELF')
    .filter((file) => !file.endsWith('.bpf.o'));
  assert.equal(binaries.length, 9);
  for (const file of binaries) assertOldGlibc(file);
});

for (const suite of BARE)
  test(`${suite}, which has its required packages alone: it runs, with its own Node.js and libraries`, () => {
    const [command, ...args] = inBare(suite, join(folder, name), 'bin/ktls-otel');
    const run = (...options: string[]): string => {
      const env = { PATH: process.env.PATH, OTEL_SDK_DISABLED: 'true' };
      const { stdout, stderr } = spawnSync(command, [...args, ...options], { encoding: 'utf8', env });
      assert.equal(stderr, '');
      return stdout;
    };
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const [first, ...lines] = run('--version').split('\n');
    assert.equal(first, `ktls-otel ${version}`);
    assert.ok(lines.includes('libbpf of this package') && lines.some((line) => line.startsWith('Node.js 24.')));
    assertLoads(run('--check', '--json'));
  });
