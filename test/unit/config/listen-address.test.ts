// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { parseListenAddress } from '../../../config/listen-address.ts';
import { loadSettings } from '../../../config/load.ts';
import { problemsOf } from './problems.ts';
import { yamlFile } from './yaml-file.ts';

for (const [text, address] of [
  ['8080', { host: '127.0.0.1', port: 8080 }],
  [':8080', { host: '127.0.0.1', port: 8080 }],
  ['1', { host: '127.0.0.1', port: 1 }],
  ['65535', { host: '127.0.0.1', port: 65_535 }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ['[::1]:80', { host: '::1', port: 80 }],
  ['[::]:80', { host: '::', port: 80 }],
  ['localhost:80', { host: 'localhost', port: 80 }],
  ['node-1.example:80', { host: 'node-1.example', port: 80 }],
  ['0', undefined],
  ['65536', undefined],
  ['', undefined],
  [':', undefined],
  ['localhost', undefined],
  ['localhost:', undefined],
  ['localhost:0', undefined],
  ['::1:80', undefined],
  ['[127.0.0.1]:80', undefined],
  ['[::1]', undefined],
  ['300.0.0.1:80', undefined],
  ['1.2.3:80', undefined],
  ['a b:80', undefined],
  ['-a:80', undefined],
  ['http://localhost:80', undefined],
  ['localhost:80/healthz', undefined],
  ['+80', undefined],
] as const) {
  test(`the address '${text}' is ${address === undefined ? 'none' : `${address.host}, port ${address.port}`}`, () => {
    assert.deepEqual(parseListenAddress(text), address);
  });
}

test('a port of YAML is a number there; an address in brackets has to be quoted', (context) => {
  for (const [written, text] of [
    ['8080', '8080'],
    ['":8080"', ':8080'],
    ['0.0.0.0:80', '0.0.0.0:80'],
    ['"[::1]:80"', '[::1]:80'],
  ]) {
    const file = yamlFile(context, `ktls:\n  health_address: ${written}\n`);
    assert.equal(loadSettings({ env: {}, file }).settings.ktls.health_address, text);
  }
});

test('what is no address is refused', () => {
  const problem = "KTLS_HEALTH_ADDRESS is 'localhost', allowed: HOST:PORT, [IPV6]:PORT, or a PORT of 127.0.0.1";
  assert.deepEqual(problemsOf({ env: { KTLS_HEALTH_ADDRESS: 'localhost' } }), [problem]);
});
