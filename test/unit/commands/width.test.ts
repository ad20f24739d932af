// SPDX-License-Identifier: Apache-2.0
// What commands print is at most 80 columns wide.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkTogether } from '../../../config/check-together.ts';
import { readEnvironment } from '../../../config/environment.ts';
import { formats } from '../../../config/formats.ts';
import { loadSettings } from '../../../config/load.ts';
import { allSettings } from '../../../config/schema.ts';
import { SettingsError, wrongValue } from '../../../config/settings-error.ts';
import { TERMINAL_COLUMNS } from '../../../config/wrap.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { missing } from '../../../src/check/check-result.ts';
import { printCheck } from '../../../src/check/report.ts';
import { runCheck } from '../../../src/check/run-check.ts';
import { parseArguments, USAGE } from '../../../src/commands/cli.ts';
import { helpText } from '../../../src/commands/help.ts';
import { terminalText } from '../../../src/commands/say.ts';
import { versionText } from '../../../src/commands/version.ts';
import { notesOn } from '../../../src/connections/notes.ts';
import { debian612, fakeHost, without } from '../check/fake-host.ts';

function assertFits(text: string): void {
  assert.deepEqual(
    text.split('\n').filter((line) => [...line].length > TERMINAL_COLUMNS),
    [],
  );
}

test('help of every kind, usage and version', () => {
  for (const about of ['usage', 'all', 'connections'] as const) assertFits(helpText(about));
  assertFits(USAGE);
  assertFits(versionText('/nowhere'));
});

test('wrong arguments, however long', () => {
  for (const argv of [
    [`--${'x'.repeat(200)}`],
    ['a'.repeat(200)],
    ['--config'],
    ['--chekc'],
    ['--json', 'connections'],
  ]) {
    const parsed = parseArguments(argv);
    assert.ok(parsed.kind === 'usage-error');
    assertFits(terminalText(`ktls-otel: ${parsed.message}\n${USAGE}`));
  }
});

test('what is wrong with each setting, and what is warned of', () => {
  const wrong = 'wrong '.repeat(40);
  const problems = allSettings.map(({ setting }) => wrongValue(setting.env, wrong, setting));
  assertFits(terminalText(`ktls-otel: ${new SettingsError(problems).message}`));
  const env = Object.fromEntries(allSettings.map(({ setting }) => [setting.env, wrong]));
  const { problems: found, warnings } = readEnvironment({ ...env, OTEL_CONFIG_FILE: 'x', KTLS_UNKNOWN: 'x' });
  assert.ok(found.length > 0 && warnings.length > 0);
  assertFits(terminalText(`ktls-otel: ${new SettingsError(found).message}`));
  for (const warning of warnings) assertFits(terminalText(`ktls-otel: ${warning}`));
  assertFits(terminalText(checkTogether(loadSettings({ env: {} }).settings).warnings.join('\n')));
});

test('every row of --check, on hosts that lack everything', (context) => {
  const libseccompProblem = () => new Error(`libseccomp.so.2: ${'cannot open shared object file '.repeat(5)}`);
  const libbpfVersion = () => new Error(`libbpf.so.1: ${'cannot open shared object file '.repeat(5)}`);
  const hosts = [
    debian612,
    {},
    without(debian612, 'sys', 'boot'),
    {
      ...debian612,
      'proc/self/status': '',
      'proc/self/uid_map': '0 1000 1\n',
      'sys/kernel/debug/sched/preempt': '(full)',
    },
    { ...debian612, 'proc/self/cgroup': '4:cpu,cpuacct:/\n5:memory:/\n6:pids:/\n7:devices:/\n8:freezer:/\n' },
    { ...debian612, 'proc/sys/kernel/osrelease': '5.9.0\n', 'proc/sys/kernel/kptr_restrict': '2\n' },
  ];
  for (const files of hosts) {
    const root = fakeHost(context, files);
    for (const attach of ['auto', 'fentry', 'kprobe'] as const) {
      for (const arch of ['x64', 'arm64'] as const) {
        const cgroupFilters = arch === 'x64' ? ['KTLS_FILTER_CGROUP', 'KTLS_FILTER_CONTAINER'] : [];
        const objectFile = `/${'folder/'.repeat(30)}ktls.bpf.o`;
        const ringBytes = 2 ** 30;
        assertFits(
          printCheck(
            runCheck({
              root,
              attach,
              ringBytes,
              cgroupFilters,
              libbpfVersion,
              libseccompProblem,
              user: 'ktls',
              objectFile,
              arch,
            }),
            false,
          ),
        );
      }
    }
  }
  assertFits(printCheck([missing('load and attach', 'x'.repeat(300), exitCodes.kernel, 'y '.repeat(300))], false));
});

test('notes of connections', () => {
  const notes = notesOn({
    rateLimit: 4_294_967_295,
    cgroupRate: 4_294_967_295,
    isComplete: false,
    isRootPidNamespace: false,
    closedNamespaces: new Set(Array.from({ length: 20 }, (_, i) => 4_026_531_840 + i)),
    hiddenProcesses: 4_000_000,
    oneWaySockets: 4_000_000,
  });
  assert.equal(notes.length, 7);
  for (const note of notes) assertFits(terminalText(`ktls-otel: ${note}`));
});

test('what is allowed for a setting has no word that is broken', () => {
  for (const { setting } of allSettings) {
    const words = `${setting.doc} ${formats[setting.format].allowed(setting)}`.split(' ');
    assert.deepEqual(
      words.filter((word) => word.length > TERMINAL_COLUMNS - 6),
      [],
    );
  }
});
