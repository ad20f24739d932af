// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arguments, parseArguments } from '../../../src/commands/cli.ts';

const usageError = (message: string): Arguments => ({ kind: 'usage-error', message });

const cases: [argv: string[], expected: Arguments][] = [
  [[], { kind: 'run' }],
  [['--config', 'a.yaml'], { kind: 'run', file: 'a.yaml' }],
  [['--config=a.yaml'], { kind: 'run', file: 'a.yaml' }],
  [['--check'], { kind: 'check' }],
  [['--check', '--config', 'a.yaml'], { kind: 'check', file: 'a.yaml' }],
  [['--print-config', '--config', 'a.yaml'], { kind: 'print-config', file: 'a.yaml' }],
  [['--help'], { kind: 'help' }],
  [['--help', '--config', 'a.yaml'], { kind: 'help' }],
  [['--version'], { kind: 'version' }],
  [['connections'], { kind: 'connections', asJson: false }],
  [['connections', '--json'], { kind: 'connections', asJson: true }],
  [['connections', '--config', 'a.yaml'], { kind: 'connections', asJson: false, file: 'a.yaml' }],
  [['connections', '--json', '--config=a.yaml'], { kind: 'connections', asJson: true, file: 'a.yaml' }],
  [['connections', '--config', ''], usageError('--config needs a file')],
  [['connections', '--check'], usageError("Unknown option '--check'")],
  [['connections', '--json=yes'], usageError("Option '--json' does not take an argument")],
  [['connections', 'connections'], usageError("Unexpected argument 'connections'")],
  [['--json'], usageError("Unknown option '--json'")],
  [['--json', 'connections'], usageError("Unknown option '--json'")],
  [['--config', 'a.yaml', 'connections'], usageError("Unexpected argument 'connections'")],
  [['--check', '--print-config'], usageError('--check and --print-config exclude each other')],
  [['--version', '--help'], usageError('--help and --version exclude each other')],
  [['--config', ''], usageError('--config needs a file')],
  [['--config'], usageError("Option '--config <value>' argument missing")],
  [['--config', '--check'], usageError("Option '--config' argument is ambiguous")],
  [['--check=yes'], usageError("Option '--check' does not take an argument")],
  [['--chekc'], usageError("Unknown option '--chekc'")],
  [['-v'], usageError("Unknown option '-v'")],
  [['run'], usageError("Unexpected argument 'run'")],
  [['--', 'run'], usageError("Unexpected argument 'run'")],
];

for (const [argv, expected] of cases) {
  test(`arguments ${JSON.stringify(argv)}: ${expected.kind}`, () => {
    assert.deepEqual(parseArguments(argv), expected);
  });
}
