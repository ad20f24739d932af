// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { printSettings } from '../../../config/print.ts';
import { allSettings } from '../../../config/schema.ts';
import { yamlFile } from './yaml-file.ts';

const example = readFileSync('config/example.yaml', 'utf8');

test('the example is what is printed where nothing is set', () => {
  const settings = example.slice(example.indexOf('ktls:\n'));
  assert.equal(settings, printSettings(loadSettings({ env: {} }).settings));
});

test('the example names every setting, each below a comment', () => {
  for (const { key, setting } of allSettings.filter(({ setting }) => !setting.environmentOnly)) {
    assert.match(example, new RegExp(`^  # .*\\b${setting.env}\\.\n  ${key}: `, 'm'));
  }
});

test('the example, read as the file, gives the defaults and no warning', (context) => {
  // A checkout may be another user's, whose file would be refused.
  const { settings, warnings } = loadSettings({ env: {}, file: yamlFile(context, example) });
  assert.deepEqual({ ...settings, ktls: { ...settings.ktls, config: null } }, loadSettings({ env: {} }).settings);
  assert.deepEqual(warnings, []);
});

test('a YAML key is the variable in lower case without its prefix', () => {
  for (const { group, key, setting } of allSettings) assert.equal(setting.env, `${group}_${key}`.toUpperCase());
});

test('what is printed reads back as the same settings, a secret apart', (context) => {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-print-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'printed.yaml');
  const env = {
    KTLS_CAPTURE_BYTES: '1KiB',
    KTLS_CONSOLE: 'table',
    OTEL_SERVICE_NAME: 'no: \'quiet\' # "place"\n\ttab 1e3',
    OTEL_RESOURCE_ATTRIBUTES: `a=${'long '.repeat(40)},b=c`,
    OTEL_SDK_DISABLED: 'true',
    OTEL_EXPORTER_OTLP_HEADERS: 'authorization=geheim',
    OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '5',
  };
  const { settings } = loadSettings({ env });
  const printed = printSettings(settings);
  writeFileSync(file, printed);
  const expected = { ...settings.otel, exporter_otlp_headers: null };
  const readBack = loadSettings({ env: {}, file }).settings;
  assert.deepEqual(readBack.otel, expected);
  assert.deepEqual(readBack.ktls, { ...settings.ktls, config: file });
  assert.ok(!printed.includes('geheim'));
  assert.match(printed, /^ {2}exporter_otlp_headers: null # set, but sensitive and not shown: put its value here$/m);
  assert.match(printed, /^ {2}exporter_otlp_logs_headers: null$/m);
});
