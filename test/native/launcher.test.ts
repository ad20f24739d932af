// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';

const TOOL = 'dist/test/native/support/limited.tool.cjs';
/** BPF, PERFMON, SYS_ADMIN, SYSLOG, SYS_RESOURCE, SYS_PTRACE, DAC_OVERRIDE, DAC_READ_SEARCH, SETUID, SETGID, SETPCAP. */
const USED = 0xc4_0128_01c6n;

interface Told {
  pid: number;
  argv: string[];
  execArgv: string[];
  env: string[];
  threads: string[];
}

function limited(within: readonly string[] = [], input = ''): Told & { code: number | null } {
  const [command = '', ...args] = [...within, process.execPath, '--no-warnings', TOOL, 'a b', 'c'];
  const env = { PATH: process.env.PATH, KEPT: 'x=y' };
  const { status: code, stdout, stderr } = spawnSync(command, args, { env, input, encoding: 'utf8' });
  assert.equal(stderr, '');
  return { code, ...JSON.parse(stdout) };
}

const all = (set: string): string => ['Prm', 'Eff', 'Bnd'].map((name) => `Cap${name}:${set}`).join(' ');

/** Of these, what this test was started with. */
function usedHere(): string {
  const held = /^CapPrm:\t(\w+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  return (USED & BigInt(`0x${held}`)).toString(16).padStart(16, '0');
}

test('no thread has more than the launcher uses; arguments, options, environment and streams are as they were', () => {
  const { code, argv, execArgv, env, threads } = limited();
  assert.deepEqual([code, argv, execArgv], [7, ['a b', 'c'], ['--no-warnings']]);
  assert.deepEqual(env, ['KEPT', 'PATH']);
  assert.deepEqual(threads, [`${all(usedHere())} NoNewPrivs:1`]);
});

test('what it was not started with it does not get', () => {
  const { threads } = limited(['setpriv', '--bounding-set', '-all,+bpf,+perfmon,+setpcap,+chown', '--']);
  assert.deepEqual(threads, [`${all('000000c000000100')} NoNewPrivs:1`]);
});

test('without any that it does not use, it goes on as it is', () => {
  const { threads } = limited(['setpriv', '--bounding-set', '-all,+bpf,+perfmon', '--']);
  assert.deepEqual(threads, [`${all('000000c000000000')} NoNewPrivs:0`]);
});
