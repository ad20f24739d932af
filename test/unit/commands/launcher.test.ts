// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';

// A checkout with the launcher, as an installed package has it, and with `built` as the built service.
function checkout(context: TestContext, built?: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-launcher-'));
  context.after(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'package.json'), '{ "type": "module" }');
  cpSync('bin', join(folder, 'bin'), { recursive: true });
  if (built === undefined) return folder;
  mkdirSync(join(folder, 'dist'));
  writeFileSync(join(folder, 'dist/ktls-otel.cjs'), built);
  return folder;
}

const run = (program: string, ...args: string[]) => spawnSync(program, args, { encoding: 'utf8', cwd: '/' });

test('the launcher hands its arguments and the exit code through', (context) => {
  const folder = checkout(context, 'console.log(process.argv.slice(2).join()); process.exitCode = 4;');
  const { status, stdout, stderr } = run(join(folder, 'bin/ktls-otel'), '--check', 'x');
  assert.deepEqual({ status, stdout, stderr }, { status: 4, stdout: '--check,x\n', stderr: '' });
});

test('the launcher finds the service through a symbolic link', (context) => {
  const folder = checkout(context, 'console.log("found");');
  mkdirSync(join(folder, 'elsewhere'));
  symlinkSync(join(folder, 'bin/ktls-otel'), join(folder, 'elsewhere/kt'));
  const { status, stdout } = run(join(folder, 'elsewhere/kt'));
  assert.deepEqual({ status, stdout }, { status: 0, stdout: 'found\n' });
});

test('without a build the launcher says what to run', (context) => {
  const { status, stdout, stderr } = run(join(checkout(context), 'bin/ktls-otel'));
  const expected = { status: 1, stdout: '', stderr: 'ktls-otel is not built: run npm run build\n' };
  assert.deepEqual({ status, stdout, stderr }, expected);
});

test('a service that fails at its start is not taken for one that is not built', (context) => {
  const { status, stderr } = run(join(checkout(context, 'require("nowhere")'), 'bin/ktls-otel'));
  assert.equal(status, 1);
  assert.match(stderr, /Cannot find module 'nowhere'/);
});

test('--version and --help need no file but their bundle, and what captures is none of it', (context) => {
  const bundle = readFileSync(join(__dirname, '../../../ktls-otel.cjs'), 'utf8');
  const folder = checkout(context, bundle);
  for (const [option, starts] of [
    ['--version', /^ktls-otel \d/],
    ['--help', /^Usage: ktls-otel /],
  ] as const) {
    const { status, stdout, stderr } = run(join(folder, 'bin/ktls-otel'), option);
    assert.deepEqual({ status, stderr }, { status: 0, stderr: '' });
    assert.match(stdout, starts);
  }
  const { status, stderr } = run(join(folder, 'bin/ktls-otel'), '--check');
  assert.equal(status, 1);
  assert.match(stderr, /Cannot find module '.*host-command\.cjs'/);
  assert.doesNotMatch(bundle, /OTLPLogExporter|KernelPrograms|class NodeSDK/);
});
