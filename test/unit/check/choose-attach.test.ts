// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type AttachFacts, chooseAttach, chooseHostAttach } from '../../../src/check/choose-attach.ts';
import { debian612, fakeHost, status, without } from './fake-host.ts';

const able: AttachFacts = { hasTlsBtf: true, mayUseTlsBtf: true };
const warningOf = (model: string) => `fentry may miss calls: ${model}; KTLS_ATTACH=auto or kprobe misses none`;

const cases: [Parameters<typeof chooseAttach>, ReturnType<typeof chooseAttach>][] = [
  [['auto', 'none', able], { way: 'fentry', reason: 'preemption is none' }],
  [['auto', 'voluntary', able], { way: 'fentry', reason: 'preemption is voluntary' }],
  [['auto', 'full', able], { way: 'kprobe', reason: 'preemption is full' }],
  [['auto', 'lazy', able], { way: 'kprobe', reason: 'preemption is lazy' }],
  [['auto', 'rt', able], { way: 'kprobe', reason: 'preemption is rt' }],
  [['auto', 'unknown', able], { way: 'kprobe', reason: 'the preemption model is unknown' }],
  [['auto', 'none', { ...able, hasTlsBtf: false }], { way: 'kprobe', reason: 'there is no BTF of tls' }],
  [['auto', 'none', { ...able, mayUseTlsBtf: false }], { way: 'kprobe', reason: 'CAP_SYS_ADMIN is not held' }],
  [
    ['auto', 'none', { ...able, hasTlsBtf: undefined }],
    { way: 'kprobe', reason: 'tls is not loaded', isProvisional: true },
  ],
  [['auto', 'lazy', { ...able, hasTlsBtf: undefined }], { way: 'kprobe', reason: 'preemption is lazy' }],
  [
    ['auto', 'none', { hasTlsBtf: undefined, mayUseTlsBtf: false }],
    { way: 'kprobe', reason: 'CAP_SYS_ADMIN is not held' },
  ],
  [['fentry', 'none', { ...able, hasTlsBtf: undefined }], { way: 'fentry', reason: 'KTLS_ATTACH=fentry' }],
  [['fentry', 'voluntary', able], { way: 'fentry', reason: 'KTLS_ATTACH=fentry' }],
  [
    ['fentry', 'lazy', able],
    { way: 'fentry', reason: 'KTLS_ATTACH=fentry', canInterleave: true, warning: warningOf('preemption is lazy') },
  ],
  [
    ['fentry', 'unknown', able],
    {
      way: 'fentry',
      reason: 'KTLS_ATTACH=fentry',
      canInterleave: true,
      warning: warningOf('the preemption model is unknown'),
    },
  ],
  [['kprobe', 'none', able], { way: 'kprobe', reason: 'KTLS_ATTACH=kprobe' }],
  [['kprobe', 'full', able], { way: 'kprobe', reason: 'KTLS_ATTACH=kprobe' }],
];

for (const [given, expected] of cases) {
  test(`attach: ${JSON.stringify(given)} is ${expected.way}`, () => {
    assert.deepEqual(chooseAttach(...given), expected);
  });
}

const withoutSysAdmin = status(1000, '000000c000000000');

test('attach: a tls that is a module takes CAP_SYS_ADMIN for fentry', (context) => {
  const root = fakeHost(context, { ...debian612, 'proc/self/status': withoutSysAdmin });
  assert.deepEqual(chooseHostAttach(root, 'auto'), { way: 'kprobe', reason: 'CAP_SYS_ADMIN is not held' });
});

test('attach: a tls that is not loaded yet may turn out to have BTF', (context) => {
  const root = fakeHost(context, without(debian612, 'sys/kernel/btf/tls', 'sys/module'));
  assert.deepEqual(chooseHostAttach(root, 'auto'), { way: 'kprobe', reason: 'tls is not loaded', isProvisional: true });
});

test('attach: a tls that is built in takes neither CAP_SYS_ADMIN nor BTF of its own for fentry', (context) => {
  const root = fakeHost(context, {
    ...without(debian612, 'sys/kernel/btf/tls', 'sys/module'),
    'proc/self/status': withoutSysAdmin,
    'boot/config-6.12.107+deb13-cloud-amd64': 'CONFIG_TLS=y\n',
  });
  assert.deepEqual(chooseHostAttach(root, 'auto'), { way: 'fentry', reason: 'preemption is voluntary' });
});
