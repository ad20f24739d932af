// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { parseServiceRules } from '../../../config/service-rules.ts';
import { NO_FACTS } from '../../../src/process/proc-files.ts';
import { type Called, serviceOf } from '../../../src/process/service.ts';

const ID = '0123456789abcdef'.repeat(4);
const ORIGIN = {
  comm: 'thread',
  localPort: 8443,
  peerPort: 40_000,
  networkType: 'ipv4',
  isKernelSocket: false,
} as const;
const ALL: Called = {
  origin: ORIGIN,
  process: {
    comm: 'python3',
    executableName: 'python3.11',
    executablePath: undefined,
    script: 'api.py',
    serviceName: 'own',
    serviceNamespace: 'space',
  },
  cgroup: { unit: 'api', containerName: 'web1', containerId: ID },
};
const KERNEL: Called = { ...ALL, origin: { ...ORIGIN, isKernelSocket: true, peerPort: 2049 } };
const without = (...names: string[]): Called => {
  const left = <Of extends object>(all: Of): Of =>
    Object.fromEntries(
      Object.entries(all).map(([name, value]) => [name, names.includes(name) ? undefined : value]),
    ) as Of;
  return { origin: ORIGIN, process: left(ALL.process), cgroup: left(ALL.cgroup) };
};

describe('without rules a call is of', () => {
  const order = ['serviceName', 'unit', 'containerName', 'script', 'executableName', 'containerId'];
  const names = ['own', 'api', 'web1', 'api.py', 'python3.11', ID.slice(0, 12), 'python3'];
  for (const [index, name] of names.entries()) {
    test(`${name}, where nothing goes before it`, () => {
      const called = without(...order.slice(0, index));
      assert.deepEqual(serviceOf([], called), { name, namespace: 'space', by: 'process' });
    });
  }

  test('the thread, where nothing is known', () => {
    const called = without(...order, 'comm', 'serviceNamespace');
    assert.deepEqual(serviceOf([], called), { name: 'thread', namespace: undefined, by: 'process' });
  });

  for (const [comm, expected] of [
    ['redis-server', 'redis-server'],
    [undefined, 'thread'],
  ] as const) {
    test(`what a file of several programs is called by: ${expected}`, () => {
      const { origin, cgroup } = without('unit', 'containerName');
      const process = { ...NO_FACTS, comm, executableName: 'redis-check-rdb' };
      assert.equal(serviceOf([], { origin, process, cgroup }).name, expected);
    });
  }

  for (const executableName of ['valkey-check-rdb', 'busybox', 'toybox', 'coreutils']) {
    test(`what ${executableName} is called by`, () => {
      const { origin, cgroup } = without('unit', 'containerName');
      assert.equal(
        serviceOf([], { origin, process: { ...NO_FACTS, comm: 'name', executableName }, cgroup }).name,
        'name',
      );
    });
  }

  test('a name without controls', () => {
    const process = { ...ALL.process, serviceName: 'a\nb', serviceNamespace: 'c\x1b' };
    const expected = { name: 'a\\u{a}b', namespace: 'c\\u{1b}', by: 'process' };
    assert.deepEqual(serviceOf([], { ...ALL, process }), expected);
  });

  test('the kernel, where the socket is its own', () => {
    assert.deepEqual(serviceOf([], KERNEL), { name: 'nfs', namespace: undefined, by: 'kernel' });
  });
});

describe('a rule', () => {
  const isTrue = (conditions: object, called: Called = ALL): boolean =>
    serviceOf(parseServiceRules(JSON.stringify([{ ...conditions, service: 'ruled' }])), called).name === 'ruled';

  for (const [conditions, expected] of [
    [{ port: 8443 }, true],
    [{ port: '8443-8444' }, true],
    [{ port: '8442-8443' }, true],
    [{ port: '8444-8445' }, false],
    [{ port: '8441-8442' }, false],
    [{ port: 40_000 }, false],
    [{ peer_port: 40_000 }, true],
    [{ peer_port: 8443 }, false],
    [{ comm: 'thread' }, true],
    [{ comm: 'python3' }, true],
    [{ comm: 'py*' }, true],
    [{ comm: 'py' }, false],
    [{ comm: '*' }, true],
    [{ unit: 'api.service' }, true],
    [{ unit: 'api' }, true],
    [{ unit: 'ap*' }, true],
    [{ unit: 'api2' }, false],
    [{ container: '0123' }, true],
    [{ container: ID.toUpperCase() }, true],
    [{ container: '1234' }, false],
    [{ script: 'api.py' }, true],
    [{ script: 'api' }, false],
    [{ script: 'api.*' }, true],
    [{ port: 8443, unit: 'api', script: 'api.py' }, true],
    [{ port: 8443, unit: 'api', script: 'other.py' }, false],
  ] as const) {
    test(`${JSON.stringify(conditions)} is ${expected}`, () => assert.equal(isTrue(conditions), expected));
  }

  test('is not true of what is not known', () => {
    const unknown = without('comm', 'unit', 'containerId', 'script');
    for (const conditions of [{ comm: 'p*' }, { unit: '*' }, { container: '0123' }, { script: '*' }])
      assert.equal(isTrue(conditions, unknown), false);
    const nowhere = { ...ALL, origin: { ...ORIGIN, networkType: undefined } };
    assert.deepEqual([isTrue({ port: 8443 }, nowhere), isTrue({ peer_port: 40_000 }, nowhere)], [false, false]);
  });

  test('asks of a socket of the kernel its ports alone', () => {
    for (const conditions of [{ comm: '*' }, { unit: '*' }, { container: '0123' }, { script: '*' }])
      assert.equal(isTrue(conditions, KERNEL), false);
    assert.equal(isTrue({ peer_port: 2049, port: 8443 }, KERNEL), true);
  });

  test('is the first that is true, and has its own namespace or none', () => {
    const rules = parseServiceRules(
      JSON.stringify([
        { port: 1, service: 'a' },
        { port: 8443, service: 'b', namespace: 'n' },
        { port: 8443, service: 'c' },
      ]),
    );
    assert.deepEqual(serviceOf(rules, ALL), { name: 'b', namespace: 'n', by: 'rule' });
    assert.deepEqual(serviceOf(rules.slice(2), ALL), { name: 'c', namespace: undefined, by: 'rule' });
  });
});
