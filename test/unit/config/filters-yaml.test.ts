// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { printSettings } from '../../../config/print.ts';
import type { Settings } from '../../../config/schema.ts';
import { problemsOf } from './problems.ts';
import { yamlFile } from './yaml-file.ts';

type Key = Extract<keyof Settings['ktls'], `filter_${string}`>;

const right: [key: Key, yaml: string, text: string | null][] = [
  ['filter_peer_port', '443', '443'],
  ['filter_peer_port', '8000-8999', '8000-8999'],
  ['filter_peer_port', '[443, 8443, "!80"]', '443,8443,!80'],
  ['filter_comm', '[nginx, haproxy]', 'nginx,haproxy'],
  ['filter_comm', 'nginx, haproxy', 'nginx, haproxy'],
  ['filter_comm', '"!nginx"', '!nginx'],
  ['filter_comm', '["a,b", c%2Cd]', 'a%2Cb,c%2Cd'],
  ['filter_comm', 'true', 'true'],
  ['filter_comm', '[0443, 1e3, null]', '0443,1e3,null'],
  ['filter_container', '0123456789012345', '0123456789012345'],
  ['filter_container', '[1234e56789]', '1234e56789'],
  ['filter_netns', 'net:[4026531840]', 'net:[4026531840]'],
  ['filter_local_address', '[::1, 10.0.0.0/8]', '::1,10.0.0.0/8'],
  ['filter_cgroup', '[]', null],
  ['filter_cgroup', '', null],
  ['filter_cgroup', 'null', null],
  ['filter_cgroup', '""', null],
];

for (const [key, yaml, text] of right) {
  test(`${key}: ${yaml} is ${text ?? 'not set'}`, (context) => {
    const { settings } = loadSettings({ env: {}, file: yamlFile(context, `ktls:\n  ${key}: ${yaml}\n`) });
    assert.equal(settings.ktls[key], text);
  });
}

test('a list by lines, and one that is named elsewhere, are lists too', (context) => {
  const yaml = 'ktls:\n  filter_local_port: &ports\n    - 443\n    - 8443\n  filter_peer_port: *ports\n';
  const file = yamlFile(context, yaml);
  const { ktls } = loadSettings({ env: {}, file }).settings;
  assert.deepEqual([ktls.filter_local_port, ktls.filter_peer_port], ['443,8443', '443,8443']);
});

const ports = 'numbers from 1 to 65535 or ranges LOW-HIGH, with commas between; ! excludes';
const wrong: [yaml: string, problem: string][] = [
  ['filter_peer_port: 0x1BB', `'0x1BB', allowed: ${ports} ('0x1BB' is neither a number nor a range)`],
  ['filter_peer_port: 443.0', `'443.0', allowed: ${ports} ('443.0' is neither a number nor a range)`],
  ['filter_peer_port: true', `'true', allowed: ${ports} ('true' is neither a number nor a range)`],
  ['filter_peer_port: ["1,2"]', `'1%2C2', allowed: ${ports} ('1%2C2' is neither a number nor a range)`],
  ['filter_peer_port: [443, 70000]', `'443,70000', allowed: ${ports} ('70000' is not within 1 and 65535)`],
  ['filter_peer_port: [[443]]', `[ [ 443 ] ], allowed: ${ports}`],
  ['filter_peer_port: { low: 443 }', `{ low: '443' }, allowed: ${ports}`],
];

for (const [yaml, problem] of wrong) {
  test(`${yaml} is refused`, (context) => {
    const file = yamlFile(context, `ktls:\n  ${yaml}\n`);
    assert.deepEqual(problemsOf({ env: {}, file }), [`ktls.filter_peer_port in ${file} is ${problem}`]);
  });
}

test('a value that begins with ! and is not in quotes is a tag of YAML, and refused', (context) => {
  const file = yamlFile(context, 'ktls:\n  filter_comm: !nginx\n');
  assert.deepEqual(problemsOf({ env: {}, file }), [`${file}: Unresolved tag: !nginx at line 2, column 16`]);
});

test('a ratio is a number in YAML too', (context) => {
  const file = yamlFile(context, 'ktls:\n  sample_ratio: 1e-3\n  connection_records: true\n');
  const { ktls } = loadSettings({ env: {}, file }).settings;
  assert.deepEqual([ktls.sample_ratio, ktls.connection_records], [0.001, true]);
  const notANumber = yamlFile(context, 'ktls:\n  sample_ratio: .nan\n');
  assert.deepEqual(problemsOf({ env: {}, file: notANumber }), [
    `ktls.sample_ratio in ${notANumber} is NaN, allowed: a number from 0 to 1`,
  ]);
  // A truth that JavaScript would compare as 1.
  const truth = yamlFile(context, 'ktls:\n  sample_ratio: true\n');
  assert.equal(problemsOf({ env: {}, file: truth }).length, 1);
});

test('filters that are printed read back as the same', (context) => {
  const file = yamlFile(context, '');
  const env = {
    KTLS_FILTER_COMM: '!a%2C, b*',
    KTLS_FILTER_CONTAINER: '0123',
    KTLS_FILTER_PEER_PORT: '443',
    KTLS_SAMPLE_RATIO: '0.1',
  };
  const { settings } = loadSettings({ env });
  writeFileSync(file, printSettings(settings));
  assert.deepEqual(loadSettings({ env: {}, file }).settings.ktls, { ...settings.ktls, config: file });
});
