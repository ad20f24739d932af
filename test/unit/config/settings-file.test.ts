// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { writableBy } from '../../../config/file-rights.ts';
import { loadSettings } from '../../../config/load.ts';
import { SettingsError } from '../../../config/settings-error.ts';
import { problemsOf } from './problems.ts';
import { yamlFile } from './yaml-file.ts';

const SERVICE = join(__dirname, '../../../ktls-otel.cjs');

test('the environment goes before the file, and the file before the defaults', (context) => {
  const file = yamlFile(context, 'ktls:\n  capture_bytes: 1\n  plaintext_bytes: 2KiB\notel:\n  sdk_disabled: true\n');
  const { settings } = loadSettings({ env: { KTLS_CAPTURE_BYTES: '3' }, file });
  assert.equal(settings.ktls.capture_bytes, 3);
  assert.equal(settings.ktls.plaintext_bytes, 2_048);
  assert.equal(settings.ktls.ring_bytes, 16_777_216);
  assert.equal(settings.otel.sdk_disabled, true);
  assert.equal(settings.ktls.config, file);
});

test('--config goes before KTLS_CONFIG', (context) => {
  const env = { KTLS_CONFIG: yamlFile(context, 'ktls: { max_calls: 1000 }') };
  assert.equal(loadSettings({ env }).settings.ktls.max_calls, 1_000);
  const file = yamlFile(context, 'ktls: { max_calls: 2000 }');
  assert.equal(loadSettings({ env, file }).settings.ktls.max_calls, 2_000);
});

test("the file's OTEL_ settings reach OpenTelemetry's packages, unless the environment sets them", (context) => {
  const file = yamlFile(
    context,
    'otel:\n  service_name: edge\n  exporter_otlp_headers: a=b\n  exporter_otlp_timeout: 5000\n  blrp_max_queue_size: 1024\n',
  );
  const env = { OTEL_EXPORTER_OTLP_TIMEOUT: '7000', OTEL_BLRP_MAX_QUEUE_SIZE: 'many' };
  assert.deepEqual(loadSettings({ env, file }).otelEnvironment, {
    OTEL_SERVICE_NAME: 'edge',
    OTEL_EXPORTER_OTLP_HEADERS: 'a=b',
    OTEL_EXPORTER_OTLP_TIMEOUT: '7000',
    OTEL_BLRP_MAX_QUEUE_SIZE: '1024',
  });
});

const empty: [name: string, content: string][] = [
  ['an empty file', ''],
  ['only a comment', '# nothing\n'],
  ['empty groups', 'ktls:\notel: {}\n'],
  ['empty values', 'ktls:\n  capture_bytes:\notel:\n  service_name: ""\n'],
];

for (const [name, content] of empty) {
  test(`${name} leaves the defaults`, (context) => {
    const { settings } = loadSettings({ env: {}, file: yamlFile(context, content) });
    assert.deepEqual({ ...settings.ktls, config: null }, loadSettings({ env: {} }).settings.ktls);
    assert.deepEqual(settings.otel, loadSettings({ env: {} }).settings.otel);
  });
}

const captureBytes = 'allowed: bytes from 0 to 1048576 (also as 64KiB, 1MiB)';
const wrong: [name: string, content: string, problems: string[]][] = [
  [
    'an unknown key',
    'ktls: { capture_byte: 1 }',
    ['ktls.capture_byte in FILE: unknown; the nearest known name is ktls.capture_bytes'],
  ],
  ['an unknown group', 'ktsl: { capture_bytes: 1 }', ['ktsl in FILE: unknown; the nearest known name is ktls']],
  [
    'a key of an object',
    'ktls: { constructor: 1 }',
    ['ktls.constructor in FILE: unknown; the nearest known name is ktls.console'],
  ],
  [
    'a name that a terminal would obey',
    'ktls: { "capture_\\e[31m": 1 }',
    ['ktls.capture_\\x1b[31m in FILE: unknown; the nearest known name is ktls.capture_bytes'],
  ],
  ['a group of an object', 'toString: {}', ['toString in FILE: unknown; the nearest known name is otel']],
  ['a prototype', '__proto__: {}', ['__proto__ in FILE: unknown; the nearest known name is otel']],
  ['a text for a size', 'ktls: { capture_bytes: many }', [`ktls.capture_bytes in FILE is 'many', ${captureBytes}`]],
  ['a list for a size', 'ktls: { capture_bytes: [1] }', [`ktls.capture_bytes in FILE is [ 1 ], ${captureBytes}`]],
  ['a fraction for a size', 'ktls: { capture_bytes: 1.5 }', [`ktls.capture_bytes in FILE is 1.5, ${captureBytes}`]],
  ['a truth for a size', 'ktls: { capture_bytes: true }', [`ktls.capture_bytes in FILE is true, ${captureBytes}`]],
  [
    'a circle for a size',
    'ktls: { capture_bytes: &a [*a] }',
    [`ktls.capture_bytes in FILE is <ref *1> [ [Circular *1] ], ${captureBytes}`],
  ],
  ['a number for a text', 'otel: { service_name: 7 }', ['otel.service_name in FILE is 7, allowed: text']],
  ['no for false', 'otel: { sdk_disabled: no }', ["otel.sdk_disabled in FILE is 'no', allowed: true, false"]],
  [
    'a file that names a file',
    'ktls: { config: other.yaml }',
    ['ktls.config in FILE: unknown; the nearest known name is ktls.console'],
  ],
  ['a list of groups', '- ktls', ['FILE: must be a map with the keys ktls and otel']],
  ['a text', 'capture', ['FILE: must be a map with the keys ktls and otel']],
  ['a group that is a list', 'ktls: [1]', ['ktls in FILE: must be a map of settings']],
  [
    'a wrong secret',
    'otel: { exporter_otlp_headers: geheim }',
    [
      'otel.exporter_otlp_headers in FILE is [sensitive], allowed: name=value,name=value, percent-encoded (a semicolon is %3B), with names and values that gRPC accepts',
    ],
  ],
  ['a syntax error', 'ktls:\n  capture_bytes: "1\n', ['FILE: Missing closing "quote at line 3, column 1']],
  ['a key twice', 'ktls:\n  console: none\n  console: json\n', ['FILE: Map keys must be unique at line 3, column 3']],
  ['an unknown alias', 'ktls: *other\n', ['FILE: Unresolved alias (the anchor must be set before the alias): other']],
];

for (const [name, content, problems] of wrong) {
  test(`in the file, ${name} is refused`, (context) => {
    const file = yamlFile(context, content);
    assert.deepEqual(
      problemsOf({ env: {}, file }),
      problems.map((problem) => problem.replace('FILE', file)),
    );
  });
}

test('a user is a name, or a number, quoted or not', (context) => {
  const userOf = (written: string) =>
    loadSettings({ env: {}, file: yamlFile(context, `ktls:\n  user: ${written}\n`) }).settings.ktls.user;
  assert.deepEqual(['ktls-otel', '_ktls$', '990', '"990"', '0990'].map(userOf), [
    'ktls-otel',
    '_ktls$',
    '990',
    '990',
    '0990',
  ]);
  for (const user of ['a b', '-1', '1.5', '../x', '12345678901'])
    assert.equal(problemsOf({ env: { KTLS_USER: user } }).length, 1, user);
});

for (const mode of [0o620, 0o602, 0o666]) {
  test(`a file that others may write is refused: mode ${mode.toString(8)}`, (context) => {
    const file = yamlFile(context, 'ktls:\n  max_calls: 2000\n');
    chmodSync(file, mode);
    assert.deepEqual(problemsOf({ env: {}, file }), [`${file}: may be written by others: chmod go-w`]);
    chmodSync(file, mode & 0o755);
    assert.equal(loadSettings({ env: {}, file }).settings.ktls.max_calls, 2000);
  });
}

test('a file of another user than root is refused', () => {
  const file = (uid: number, mode = 0o100_644) => writableBy({ uid, mode }, 1000);
  assert.deepEqual([file(0), file(1000)], [undefined, undefined]);
  assert.equal(file(1001), 'belongs to user 1001, who may change it: chown it');
});

test('a private key that all may read is warned of, once', (context) => {
  const file = yamlFile(context, '');
  const env = { OTEL_EXPORTER_OTLP_CLIENT_KEY: file, OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: file };
  const warnings = (mode: number): readonly string[] => {
    chmodSync(file, mode);
    return loadSettings({ env }).warnings;
  };
  const warning = `OTEL_EXPORTER_OTLP_CLIENT_KEY: all users may read the private key ${file}: chmod o= it`;
  assert.deepEqual([warnings(0o640), warnings(0o604)], [[], [warning]]);
});

test('a file that is not there, and one that is a folder, are refused', () => {
  assert.deepEqual(problemsOf({ env: {}, file: '/nowhere/a.yaml' }), ['/nowhere/a.yaml: cannot be read (ENOENT)']);
  assert.deepEqual(problemsOf({ env: { KTLS_CONFIG: '/' } }), ['/: cannot be read (EISDIR)']);
});

test('a syntax error next to a secret does not show it', (context) => {
  const file = yamlFile(context, 'otel:\n  exporter_otlp_headers: "key=geheim\n');
  assert.ok(problemsOf({ env: {}, file }).every((problem) => !problem.includes('geheim')));
});

test('all that is wrong is said at once', (context) => {
  const file = yamlFile(context, 'ktls:\n  attach: uprobe\nother: 1\n');
  const env = {
    KTLS_MAX_CALLS: '1',
    KTLS_RING: '1',
    OTEL_EXPORTER_OTLP_ENDPOINT: 'a:1',
    OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
  };
  assert.throws(
    () => loadSettings({ env, file }),
    (error) => {
      assert.ok(error instanceof SettingsError);
      assert.equal(
        error.message,
        '5 settings are wrong:\n' +
          "  KTLS_MAX_CALLS is '1', allowed: a whole number from 256 to 1048576\n" +
          '  KTLS_RING: unknown; the nearest known name is KTLS_SPANS\n' +
          `  ktls.attach in ${file} is 'uprobe', allowed: auto, fentry, kprobe\n` +
          `  other in ${file}: unknown; the nearest known name is otel\n` +
          "  OTEL_EXPORTER_OTLP_ENDPOINT is 'a:1', allowed: with http/json: http://HOST[:PORT][/PATH], https://HOST[:PORT][/PATH]",
      );
      return true;
    },
  );
});

test('the program says it too, with where every setting is listed, and exits with 3', () => {
  const env = { ...process.env, KTLS_MAX_CALLS: '1' };
  const { status, stdout, stderr } = spawnSync(process.execPath, [SERVICE, '--print-config'], {
    env,
    encoding: 'utf8',
  });
  const problem = "1 setting is wrong:\n  KTLS_MAX_CALLS is '1', allowed: a whole number from 256 to 1048576";
  const expected = `ktls-otel: ${problem}\nktls-otel --help all lists every setting.\n`;
  assert.deepEqual({ status, stdout, stderr }, { status: 3, stdout: '', stderr: expected });
});

test('a key that is no text is an error, and YAML warns of nothing on its own', (context) => {
  const file = yamlFile(context, 'ktls: { { a: 1 }: 1 }\n');
  const { status, stdout, stderr } = spawnSync(process.execPath, [SERVICE, '--config', file], { encoding: 'utf8' });
  assert.deepEqual([status, stdout], [3, '']);
  assert.match(stderr, /^ktls-otel: 1 setting is wrong:\n {2}ktls\.\{ a: 1 \} in /);
  assert.doesNotMatch(stderr, /warning/i);
});

for (const options of [['--print-config'], ['--check', '--quick']]) {
  test(`${options.join(' ')} says what is wrong with variables of OpenTelemetry, and goes on`, () => {
    const wrong = { OTEL_BSP_SCHEDULE_DELAY: 'soon', OTEL_TRACES_SAMPLERS: 'always_on' };
    const { stdout, stderr } = spawnSync(process.execPath, [SERVICE, ...options], {
      env: { ...process.env, ...wrong },
      encoding: 'utf8',
    });
    assert.notEqual(stdout, '');
    for (const name of Object.keys(wrong)) assert.match(stderr, new RegExp(`^ktls-otel: ${name}\\b`, 'm'));
  });
}
