// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { StartError } from '../../../src/base/start-error.ts';
import { missing, ok, warning } from '../../../src/check/check-result.ts';
import { checkExitCode, printCheck, requireHost } from '../../../src/check/report.ts';

const fine = [ok('kernel', '6.12.1'), warning('kptr_restrict', '2', 'sysctl kernel.kptr_restrict=1')];
const broken = [
  ...fine,
  missing('CAP_BPF', 'not held', exitCodes.privilege, 'run as root'),
  missing('libbpf', '1.0', exitCodes.libbpf, 'install it'),
];

test('a host that can run it gets an aligned table and a verdict', () => {
  assert.equal(
    printCheck(fine),
    'CHECK          STATUS   FOUND   WHAT TO DO\n' +
      'kernel         ok       6.12.1\n' +
      'kptr_restrict  warning  2       sysctl kernel.kptr_restrict=1\n' +
      '\n' +
      'This host can run ktls-otel.\n',
  );
  assert.equal(checkExitCode(fine), 0);
});

test('the verdict counts what is missing, and the first decides the exit code', () => {
  assert.match(printCheck(broken), /\n\nThis host cannot run ktls-otel: 2 missing\.\n$/);
  assert.equal(checkExitCode(broken), 4);
});

test('a start on a host that lacks something says all that is missing and what to do', () => {
  assert.throws(
    () => requireHost(broken),
    (error) => {
      assert.ok(error instanceof StartError);
      assert.equal(error.code, 4);
      assert.equal(error.message, 'This host cannot run ktls-otel: 2 missing.\n  CAP_BPF: not held\n  libbpf: 1.0');
      assert.equal(error.whatToDo, 'CAP_BPF: run as root\nlibbpf: install it');
      return true;
    },
  );
});

test('a start on a host that only has warnings goes on', () => {
  assert.equal(requireHost(fine), undefined);
});
