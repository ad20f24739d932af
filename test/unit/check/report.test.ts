// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { StartError } from '../../../src/base/start-error.ts';
import { missing, ok, warning } from '../../../src/check/check-result.ts';
import { checkDocument, checkExitCode, printCheck, requireHost } from '../../../src/check/report.ts';

const [YELLOW, RED, NO_COLOUR] = ['\x1b[33m', '\x1b[1;31m', '\x1b[0m'];

const fine = [ok('kernel', '6.12.1'), warning('kptr_restrict', '2', 'sysctl kernel.kptr_restrict=1')];
const broken = [
  ...fine,
  missing('CAP_BPF', 'not held', exitCodes.privilege, 'run as root'),
  missing('libbpf', '1.0', exitCodes.libbpf, 'install it'),
];

test('a row has its status first, its advice below it, and the verdict comes last', () => {
  assert.equal(
    printCheck(broken, false),
    `${[
      'STATUS   CHECK          FOUND',
      'ok       kernel         6.12.1',
      'warning  kptr_restrict  2',
      '           sysctl kernel.kptr_restrict=1',
      'missing  CAP_BPF        not held',
      '           run as root',
      'missing  libbpf         1.0',
      '           install it',
      '',
      'This host cannot run ktls-otel: 2 missing (CAP_BPF, libbpf).',
    ].join('\n')}\n`,
  );
  assert.match(printCheck(fine, false), /\n\nThis host can run ktls-otel\.\n$/);
});

test('the first thing that is missing decides the exit code', () => {
  assert.deepEqual([checkExitCode(fine), checkExitCode(broken), checkExitCode(broken.toReversed())], [0, 4, 6]);
});

test('on a terminal, what is missing is red and a warning yellow', () => {
  const lines = printCheck(broken, true).split('\n');
  assert.deepEqual(lines.slice(1, 5), [
    'ok       kernel         6.12.1',
    `${YELLOW}warning${NO_COLOUR}  kptr_restrict  2`,
    '           sysctl kernel.kptr_restrict=1',
    `${RED}missing${NO_COLOUR}  CAP_BPF        not held`,
  ]);
});

test('what was found goes on in its column, and steers no terminal', () => {
  const found = `${'word '.repeat(20)}\x1b[2J\n  second line`;
  assert.equal(
    printCheck([missing('libbpf', found, exitCodes.libbpf, 'a'.repeat(70))], false),
    `${[
      'STATUS   CHECK   FOUND',
      `missing  libbpf  ${'word '.repeat(12).trimEnd()}`,
      `                 ${'word '.repeat(8)}\\u{1b}[2J`,
      '                 second line',
      `           ${'a'.repeat(69)}`,
      '           a',
      '',
      'This host cannot run ktls-otel: 1 missing (libbpf).',
    ].join('\n')}\n`,
  );
});

test('the document has a row for each, the verdict and the exit code', () => {
  const text = checkDocument([...broken, ok('control', 'a\x9bb')]);
  assert.deepEqual(JSON.parse(text), {
    rows: [
      { name: 'kernel', status: 'ok', detail: '6.12.1', advice: null },
      { name: 'kptr_restrict', status: 'warning', detail: '2', advice: 'sysctl kernel.kptr_restrict=1' },
      { name: 'CAP_BPF', status: 'missing', detail: 'not held', advice: 'run as root' },
      { name: 'libbpf', status: 'missing', detail: '1.0', advice: 'install it' },
      { name: 'control', status: 'ok', detail: 'a\x9bb', advice: null },
    ],
    verdict: 'This host cannot run ktls-otel: 2 missing (CAP_BPF, libbpf).',
    exit_code: 4,
  });
  assert.match(text, /"a\\u009bb"/);
});

test('a start on a host that lacks something says all that is missing and what to do', () => {
  assert.throws(
    () => requireHost(broken),
    (error) => {
      assert.ok(error instanceof StartError);
      assert.equal(error.code, 4);
      const verdict = 'This host cannot run ktls-otel: 2 missing (CAP_BPF, libbpf).';
      assert.equal(error.message, `${verdict}\n  CAP_BPF: not held\n  libbpf: 1.0`);
      assert.equal(error.whatToDo, 'CAP_BPF: run as root\nlibbpf: install it');
      return true;
    },
  );
});

test('a start on a host that only has warnings goes on', () => {
  assert.equal(requireHost(fine), undefined);
});
