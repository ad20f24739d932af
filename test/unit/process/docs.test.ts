// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { parseServiceRules } from '../../../config/service-rules.ts';
import { kernelService } from '../../../src/process/kernel-socket.ts';
import { scriptName } from '../../../src/process/script.ts';
import { yamlFile } from '../config/yaml-file.ts';

const text = readFileSync('docs/services.md', 'utf8');
const sections = text.split(/^##+ /m);

/** Of each row of a section's table, its cells. */
function rows(heading: string): string[][] {
  const section = sections.find((one) => one.startsWith(`${heading}\n`)) ?? '';
  const lines = Array.from(section.matchAll(/^\| (.*) \|$/gm), ([, line = '']) => line);
  return lines.slice(1).map((line) => line.split(' | '));
}

const codes = (cell = ''): string[] => Array.from(cell.matchAll(/`([^`]*)`/g), ([, code = '']) => code);

describe('docs/services.md', () => {
  test('the rules are right', (context) => {
    const file = yamlFile(context, /```yaml\n(.*?)```/s.exec(text)?.[1] ?? '');
    const rules = parseServiceRules(loadSettings({ env: {}, file }).settings.ktls.service_rules);
    assert.deepEqual(
      rules.map(({ service, conditions }) => [service, Object.keys(conditions)]),
      [
        ['gateway', ['port', 'unit']],
        ['database-clients', ['peer_port']],
        ['workers', ['script']],
        ['blog', ['container']],
      ],
    );
  });

  test('the conditions are those of rules', () => {
    const conditions = rows('Rules').flatMap(([name]) => codes(name));
    const written = { port: '1', peer_port: '1', comm: 'x', unit: 'x', container: '0123', script: 'x' };
    assert.deepEqual(conditions, Object.keys(written));
    const [rule] = parseServiceRules(JSON.stringify([{ ...written, service: 's' }]));
    assert.deepEqual(Object.keys(rule?.conditions ?? {}), conditions);
  });

  const scripts = rows('Scripts').map(([, line, name]) => [...codes(line), ...codes(name)]);
  for (const [line = '', name] of scripts) {
    test(`${line} is ${name}`, () => {
      const argv = line.split(' ');
      assert.equal(scriptName(argv[0] ?? '', argv), name);
    });
  }

  const kernel = rows('Sockets of the kernel').slice(0, -1);
  for (const [service, ports = '', threads] of kernel) {
    test(`${service} has these ports and threads`, () => {
      const [name] = codes(service);
      for (const port of ports.split(', '))
        assert.equal(kernelService({ localPort: 1, peerPort: Number(port), comm: 'cp' }), name);
      for (const thread of codes(threads))
        assert.equal(kernelService({ localPort: 1, peerPort: 1, comm: thread.replace('*', '0') }), name);
    });
  }

  test('has as many examples as it had', () => assert.deepEqual([scripts.length, kernel.length], [12, 3]));
});
