// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { reload } from '../../../config/reload.ts';
import { SettingsError } from '../../../config/settings-error.ts';
import { yamlFile } from './yaml-file.ts';

test('filters, the sample ratio and the rate limits take effect', (context) => {
  const file = yamlFile(context, 'ktls:\n  filter_comm: nginx\n  filter_pid: 1\n');
  const { settings } = loadSettings({ env: {}, file });
  writeFileSync(
    file,
    'ktls:\n  filter_comm: [haproxy]\n  filter_peer_port: 443\n  sample_ratio: 0.5\n  rate_limit: 10\n  cgroup_rate: 3\n',
  );
  const changed = {
    filter_comm: 'haproxy',
    filter_pid: null,
    filter_peer_port: '443',
    sample_ratio: 0.5,
    rate_limit: 10,
    cgroup_rate: 3,
  };
  const expected = { ...settings, ktls: { ...settings.ktls, ...changed } };
  assert.deepEqual(reload(settings, { env: {}, file }), { settings: expected, waiting: [] });
});

test('other settings are named and stay, at the next reload too', (context) => {
  const file = yamlFile(context, 'ktls:\n  filter_uid: 33\n');
  const { settings } = loadSettings({ env: {}, file });
  writeFileSync(
    file,
    'ktls:\n  filter_uid: 34\n  capture_bytes: 0\n  connection_records: true\n' +
      'otel:\n  exporter_otlp_headers: a=geheim\n',
  );
  const waiting = ['KTLS_CAPTURE_BYTES', 'KTLS_CONNECTION_RECORDS', 'OTEL_EXPORTER_OTLP_HEADERS'];
  const expected = { settings: { ...settings, ktls: { ...settings.ktls, filter_uid: '34' } }, waiting };
  const first = reload(settings, { env: {}, file });
  assert.deepEqual(first, expected);
  assert.deepEqual(reload(first.settings, { env: {}, file }), expected);
});

test('the environment still goes before the file', (context) => {
  const file = yamlFile(context, '');
  const env = { KTLS_FILTER_COMM: 'nginx', KTLS_MAX_CALLS: '1000', KTLS_CONFIG: file };
  const { settings } = loadSettings({ env });
  writeFileSync(file, 'ktls:\n  filter_comm: haproxy\n  max_calls: 2000\n');
  assert.deepEqual(reload(settings, { env }), { settings, waiting: [] });
});

test('without a file nothing changes', () => {
  const { settings } = loadSettings({ env: { KTLS_FILTER_UID: '33' } });
  assert.deepEqual(reload(settings, { env: { KTLS_FILTER_UID: '33' } }), { settings, waiting: [] });
});

test('a file with anything wrong is rejected whole, with all that is wrong', (context) => {
  const file = yamlFile(context, '');
  const { settings } = loadSettings({ env: {}, file });
  writeFileSync(file, 'ktls:\n  filter_comm: nginx\n  rate_limit: -1\n  capture_bytes: many\n');
  assert.throws(
    () => reload(settings, { env: {}, file }),
    (error) => error instanceof SettingsError && error.problems.length === 2,
  );
});

test('a file that has gone is rejected', (context) => {
  const file = yamlFile(context, '');
  const { settings } = loadSettings({ env: {}, file });
  rmSync(file);
  assert.throws(
    () => reload(settings, { env: {}, file }),
    (error) => error instanceof SettingsError && error.message.includes(`${file}: cannot be read (ENOENT)`),
  );
});
