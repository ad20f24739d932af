// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, test } from 'node:test';
import { assertLoads, assertOldGlibc, readelf } from './look.ts';
import { npmPackage } from './made.ts';

const folder = mkdtempSync(join(tmpdir(), 'npm-package-'));
after(() => rmSync(folder, { recursive: true }));
const BINARIES = ['ffi.node', 'libbpf.so.1', 'libelf.so.1', 'libseccomp.so.2', 'libz.so.1', 'ref.node'];
/** Of glibc, and what Node.js itself loads. */
const OF_NODE = /^(?:lib(?:c|m|dl|pthread|stdc\+\+|gcc_s)\.so\.\d|ld-linux-[\w-]+\.so\.\d)$/;
const run = (command: string, args: readonly string[], cwd = folder): string =>
  execFileSync(command, args, { cwd, encoding: 'utf8', maxBuffer: 1e8 });

test('it holds the program for both processors, its BPF source and its licences, and nothing else', () => {
  const names = run('tar', ['-tzf', npmPackage]).trim().split('\n');
  const source = names.filter((name) => /^package\/bpf\/.*\.[ch]$/.test(name));
  assert.ok(source.includes('package/bpf/ktls.bpf.c'));
  assert.deepEqual(names.filter((name) => !source.includes(name)).sort(), [
    'package/LICENSE',
    'package/README.md',
    'package/bin/ktls-otel',
    'package/bpf/LICENSE',
    'package/bpf/Makefile',
    'package/config/example.yaml',
    'package/dist/THIRD-PARTY-NOTICES.txt',
    'package/dist/host-command.cjs',
    'package/dist/ktls-otel.cjs',
    ...['arm64', 'x64'].flatMap((arch) =>
      [...BINARIES, 'ktls.bpf.o'].sort().map((name) => `package/dist/linux-${arch}/${name}`),
    ),
    'package/dist/worker-stage.cjs',
    'package/dist/worker.cjs',
    'package/package.json',
  ]);
});

test('its binaries are of their processor, run with glibc 2.28, and load what is beside them alone', () => {
  run('tar', ['-xzf', npmPackage]);
  for (const [arch, machine] of [
    ['arm64', 'AArch64'],
    ['x64', 'Advanced Micro Devices X86-64'],
  ])
    for (const name of BINARIES) {
      const file = join(folder, `package/dist/linux-${arch}`, name);
      assert.match(readelf('-h', file), new RegExp(`Machine: +${machine}`));
      assertOldGlibc(file);
      const needed = readelf('-d', file).matchAll(/\(NEEDED\).*\[(.*)\]/g);
      const others = Array.from(needed, ([, library = '']) => library).filter((library) => !OF_NODE.test(library));
      assert.deepEqual(
        others.filter((library) => !BINARIES.includes(library)),
        [],
      );
    }
});

for (const major of ['22', '24'])
  test(`Node ${major}, an empty folder, no network and no compiler: it is installed and runs`, () => {
    const place = mkdtempSync(join(folder, 'empty-'));
    const bin = mkdtempSync(join(folder, 'bin-'));
    symlinkSync(run('bash', ['test/setup/node.sh', major], process.cwd()).trim(), join(bin, 'node'));
    // Who calls one of them finds that it fails.
    for (const compiler of ['cc', 'gcc', 'g++', 'make', 'clang', 'python3'])
      writeFileSync(join(bin, compiler), '#!/bin/sh\nexit 99\n', { mode: 0o755 });
    const npm = dirname(realpathSync(run('sh', ['-c', 'command -v npm']).trim()));
    const alone = (script: string, ...args: string[]): string => {
      const { status, stdout } = spawnSync('unshare', ['--net', 'node', join(npm, script), ...args], {
        cwd: place,
        encoding: 'utf8',
        env: { PATH: `${bin}:/usr/bin:/bin`, HOME: place, OTEL_SDK_DISABLED: 'true' },
      });
      // A check may say that this host can't run it.
      if (!args.includes('--check')) assert.equal(status, 0);
      return stdout;
    };
    assert.match(alone('npm-cli.js', 'install', '--offline', npmPackage), /^added 1 package/m);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const commit = run('git', ['rev-parse', '--short=12', 'HEAD'], process.cwd()).trim();
    const [first, second, third, ...rest] = alone('npx-cli.js', 'ktls-otel', '--version').split('\n');
    assert.deepEqual([first, second], [`ktls-otel ${version}`, `commit ${commit}`]);
    assert.match(third ?? '', /^BPF object \d{6} bytes, /);
    assert.equal(rest.includes('libbpf of this package'), true);
    assertLoads(alone('npx-cli.js', 'ktls-otel', '--check', '--json'));
  });
