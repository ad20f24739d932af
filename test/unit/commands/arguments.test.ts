// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Arguments, parseArguments } from '../../../src/commands/cli.ts';

const usageError = (message: string): Arguments => ({ kind: 'usage-error', message });

const cases: [argv: string[], expected: Arguments][] = [
  [[], { kind: 'run' }],
  [['--config', 'a.yaml'], { kind: 'run', file: 'a.yaml' }],
  [['--config=a.yaml'], { kind: 'run', file: 'a.yaml' }],
  [['--check'], { kind: 'check', isQuick: false, asJson: false }],
  [['--check', '--config', 'a.yaml'], { kind: 'check', isQuick: false, asJson: false, file: 'a.yaml' }],
  [['--quick', '--check'], { kind: 'check', isQuick: true, asJson: false }],
  [['--check', '--json'], { kind: 'check', isQuick: false, asJson: true }],
  [['--check', '--quick', '--json'], { kind: 'check', isQuick: true, asJson: true }],
  [['--print-config', '--config', 'a.yaml'], { kind: 'print-config', file: 'a.yaml' }],
  [['--health'], { kind: 'health' }],
  [['--health', '--config', 'a.yaml'], { kind: 'health', file: 'a.yaml' }],
  [['--help'], { kind: 'help', about: 'usage' }],
  [['-h'], { kind: 'help', about: 'usage' }],
  [['--help', '--config', 'a.yaml'], { kind: 'help', about: 'usage' }],
  [['--help', 'all'], { kind: 'help', about: 'all' }],
  [['-h', 'all'], { kind: 'help', about: 'all' }],
  [['--help', 'connections'], { kind: 'help', about: 'connections' }],
  [['connections', '--help'], { kind: 'help', about: 'connections' }],
  [['connections', '-h', '--json'], { kind: 'help', about: 'connections' }],
  [['--version'], { kind: 'version' }],
  [['-V'], { kind: 'version' }],
  [['connections'], { kind: 'connections', asJson: false }],
  [['connections', '--json'], { kind: 'connections', asJson: true }],
  [['connections', '--config', 'a.yaml'], { kind: 'connections', asJson: false, file: 'a.yaml' }],
  [['connections', '--json', '--config=a.yaml'], { kind: 'connections', asJson: true, file: 'a.yaml' }],
  [['connections', '--config', ''], usageError('--config needs a file')],
  [['connections', '--check'], usageError("Unknown option '--check'")],
  [['connections', '--json=yes'], usageError("Option '--json' does not take an argument")],
  [['connections', 'connections'], usageError("Unexpected argument 'connections'")],
  [['--json'], usageError('--json goes with --check or with connections')],
  [['--print-config', '--json'], usageError('--json goes with --check or with connections')],
  [['--quick'], usageError('--quick goes with --check')],
  [['--json', 'connections'], usageError("'connections' goes before its options")],
  [['--config', 'a.yaml', 'connections'], usageError("'connections' goes before its options")],
  [['--help', 'all', 'all'], usageError("Unexpected argument 'all'")],
  [['--help', 'settings'], usageError("Unexpected argument 'settings'")],
  [['--check', '--print-config'], usageError('--check and --print-config exclude each other')],
  [['--health', '--check'], usageError('--check and --health exclude each other')],
  [['--version', '--help'], usageError('--help and --version exclude each other')],
  [['--config', ''], usageError('--config needs a file')],
  [['--config'], usageError("Option '--config <value>' argument missing")],
  [['--config', '--check'], usageError("Option '--config' argument is ambiguous")],
  [['--check=yes'], usageError("Option '--check' does not take an argument")],
  [['--chekc'], usageError("Unknown option '--chekc'; the nearest name is --check")],
  [['--versions'], usageError("Unknown option '--versions'; the nearest name is --version")],
  [['--verbose'], usageError("Unknown option '--verbose'")],
  [['connections', '--jsn'], usageError("Unknown option '--jsn'; the nearest name is --json")],
  [['connection'], usageError("Unexpected argument 'connection'; the nearest name is connections")],
  [['-v'], usageError("Unknown option '-v'")],
  [['run'], usageError("Unexpected argument 'run'")],
  [['--', 'run'], usageError("Unexpected argument 'run'")],
];

for (const [argv, expected] of cases) {
  test(`arguments ${JSON.stringify(argv)}: ${expected.kind}`, () => {
    assert.deepEqual(parseArguments(argv), expected);
  });
}
