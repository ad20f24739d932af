// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { test } from 'node:test';
import { checkExitCode } from '../../../src/check/report.ts';
import { type CheckInputs, runCheck } from '../../../src/check/run-check.ts';
import { type Files, fakeHost } from './fake-host.ts';

const NAMES = [
  'kernel',
  'CONFIG_TLS',
  'tls module',
  'kernel BTF',
  'tls BTF',
  'lockdown',
  'cgroup',
  'CAP_BPF',
  'CAP_PERFMON',
  'CAP_SYS_ADMIN',
  'RLIMIT_MEMLOCK',
  'CAP_SYSLOG',
  'kptr_restrict',
  'perf_event_paranoid',
  'tracefs',
  'preemption',
  'attach',
  'libbpf',
  'libseccomp',
  'BPF object',
];

/** One host, and what `--check` says about it. */
export interface Case {
  readonly name: string;
  readonly files: Files;
  readonly inputs?: Partial<CheckInputs>;
  /** The lines that are not ok: `name status found`. */
  readonly expected: readonly string[];
  readonly exitCode: number;
}

export function testChecks(cases: readonly Case[]): void {
  for (const { name, files, inputs, expected, exitCode } of cases) {
    test(`check: ${name}`, (context) => {
      const root = fakeHost(context, { ...files, 'ktls.bpf.o': '' });
      const results = runCheck({
        root,
        attach: 'auto',
        ringBytes: 16_777_216,
        cgroupFilters: [],
        libbpfVersion: () => ({ major: 1, minor: 1 }),
        libseccompProblem: () => undefined,
        user: null,
        objectFile: join(root, 'ktls.bpf.o'),
        arch: 'x64',
        ...inputs,
      });
      assert.deepEqual(
        results.map((result) => result.name),
        inputs?.user == null ? NAMES : [...NAMES, 'KTLS_USER'],
      );
      const notOk = results.filter((result) => result.status !== 'ok');
      assert.deepEqual(
        notOk.map((result) => `${result.name} ${result.status} ${result.found}`),
        expected,
      );
      assert.ok(notOk.every(({ whatToDo }) => whatToDo !== undefined && whatToDo !== ''));
      assert.equal(checkExitCode(results), exitCode);
    });
  }
}
