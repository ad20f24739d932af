// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { printSettings } from '../../../config/print.ts';
import { parseServiceRules } from '../../../config/service-rules.ts';
import { problemsOf } from './problems.ts';
import { yamlFile } from './yaml-file.ts';

const ALLOWED =
  'a list of at most 64 rules with service, perhaps namespace, and at least one of ' +
  'port, peer_port, comm, unit, container, script (as a variable, in JSON)';
const rulesOf = (inputs: Parameters<typeof loadSettings>[0]) =>
  parseServiceRules(loadSettings(inputs).settings.ktls.service_rules);
const inEnvironment = (rules: unknown) => ({ env: { KTLS_SERVICE_RULES: JSON.stringify(rules) } });

const YAML = `ktls:
  service_rules:
    - {port: 8443, service: shop, namespace: web}
    - {peer_port: 5432-5439, comm: java*, service: "7"}
    - unit: api@*
      container: 01234567
      script: api.py
      service: api
`;
const RULES = [
  { service: 'shop', namespace: 'web', conditions: { port: { low: 8443, high: 8443 } } },
  {
    service: '7',
    namespace: undefined,
    conditions: { peer_port: { low: 5432, high: 5439 }, comm: { text: 'java', isPrefix: true } },
  },
  {
    service: 'api',
    namespace: undefined,
    conditions: {
      unit: { text: 'api@', isPrefix: true },
      container: { text: '01234567', isPrefix: true },
      script: { text: 'api.py', isPrefix: false },
    },
  },
];

test('rules come from a list in the file, in its order', (context) => {
  assert.deepEqual(rulesOf({ env: {}, file: yamlFile(context, YAML) }), RULES);
});

test('what is printed of them reads back', (context) => {
  const { settings } = loadSettings({ env: {}, file: yamlFile(context, YAML) });
  assert.deepEqual(rulesOf({ env: {}, file: yamlFile(context, printSettings(settings)) }), RULES);
});

test('a variable goes before the file, and holds ports as numbers too', (context) => {
  const inputs = { ...inEnvironment([{ port: 1, service: 's' }]), file: yamlFile(context, YAML) };
  assert.deepEqual(rulesOf(inputs), [
    { service: 's', namespace: undefined, conditions: { port: { low: 1, high: 1 } } },
  ]);
});

test('without rules there are none', () => {
  assert.deepEqual(rulesOf({ env: {} }), []);
  assert.deepEqual(rulesOf(inEnvironment([])), []);
});

for (const [written, text] of [
  ['nginx.service', 'nginx'],
  ['nginx', 'nginx'],
  ['.service', '.service'],
  ['nginx.service.service', 'nginx.service'],
] as const) {
  test(`the unit ${written} is ${text}`, () => {
    const [rule] = rulesOf(inEnvironment([{ unit: written, service: 's' }]));
    assert.deepEqual(rule?.conditions.unit, { text, isPrefix: false });
  });
}

const many = (count: number): object[] =>
  Array.from({ length: count }, (_, index) => ({ port: index + 1, service: 's' }));

test('as many rules, and texts as long, as are allowed', () => {
  assert.equal(rulesOf(inEnvironment(many(64))).length, 64);
  const long = 'x'.repeat(255);
  const rule = { port: 65_535, comm: 'x'.repeat(15), unit: long, script: long, service: long, namespace: long };
  assert.equal(rulesOf(inEnvironment([rule]))[0]?.service, long);
});

const NO_TEXT = 'is no text of 1 to 255 characters without controls';
const wrong: [name: string, value: unknown, reasons: string][] = [
  ['one rule too many', many(65), '65 rules, at most 64'],
  ['a map', {}, 'is no list'],
  ['a text among them', ['x'], 'rule 1 is no map'],
  ['a list among them', [{ port: 1, service: 's' }, []], 'rule 2 is no map'],
  ['a rule without a service', [{ port: 1 }], 'rule 1 needs a service'],
  [
    'a rule that is always true',
    [{ service: 's', namespace: 'n' }],
    'rule 1 needs at least one of port, peer_port, comm, unit, container, script',
  ],
  [
    'an unknown key',
    [{ port: 1, service: 's', pid: 1 }],
    'rule 1 has something unknown, its keys are service, namespace, port, peer_port, comm, unit, container, script',
  ],
  ['an empty service', [{ port: 1, service: '' }], `rule 1 has a service that ${NO_TEXT}`],
  ['a long service', [{ port: 1, service: 'x'.repeat(256) }], `rule 1 has a service that ${NO_TEXT}`],
  [
    'a namespace with a control',
    [{ port: 1, service: 's', namespace: 'a\n' }],
    `rule 1 has a namespace that ${NO_TEXT}`,
  ],
  ['port 0', [{ port: 0, service: 's' }], 'rule 1 has a port that is not within 1 and 65535'],
  ['a high port', [{ peer_port: '1-65536', service: 's' }], 'rule 1 has a peer_port that is not within 1 and 65535'],
  ['a port by name', [{ port: 'https', service: 's' }], 'rule 1 has a port that is neither a number nor a range'],
  ['a list of ports', [{ port: [1], service: 's' }], 'rule 1 has a port that is neither a number nor a range'],
  ['a long comm', [{ comm: 'x'.repeat(16), service: 's' }], 'rule 1 has a comm that is longer than 15 bytes'],
  ['a number as unit', [{ unit: 1, service: 's' }], `rule 1 has a unit that ${NO_TEXT}`],
  ['a short id', [{ container: 'abc', service: 's' }], 'rule 1 has a container that is not 4 to 64 hexadecimal digits'],
  [
    'much at once',
    [
      { port: 1, service: 's' },
      { script: '', port: 0 },
    ],
    `rule 2 needs a service; rule 2 has a port that is not within 1 and 65535; rule 2 has a script that ${NO_TEXT}`,
  ],
];

describe('what is refused', () => {
  for (const [name, value, reasons] of wrong) {
    test(name, () => {
      const problems = problemsOf(inEnvironment(value));
      assert.equal(problems.length, 1);
      assert.ok(problems[0]?.startsWith('KTLS_SERVICE_RULES is '), problems[0]);
      assert.ok(problems[0]?.endsWith(`, allowed: ${ALLOWED} (${reasons})`), problems[0]);
    });
  }

  test('what is no JSON', () => {
    assert.deepEqual(problemsOf({ env: { KTLS_SERVICE_RULES: 'x' } }), [
      `KTLS_SERVICE_RULES is 'x', allowed: ${ALLOWED} (is no JSON)`,
    ]);
  });
});
