// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Service } from '../../../src/capture/event.ts';
import { ProgramResources } from '../../../src/records/resources.ts';

const HOST = { attributes: { 'host.name': 'edge', 'process.pid': 1, 'service.namespace': 'web' }, schemaUrl: 'urn:h' };
const OWN = { attributes: { 'service.name': 'ktls-otel', 'service.instance.id': 'x' } };
const ID = '0123456789abcdef'.repeat(4);
const NGINX: Service = { name: 'nginx', namespace: undefined, by: 'process' };
const BY_RULE: Service = { name: 'shop', namespace: 'prod', by: 'rule' };
const PROGRAM: Parameters<ProgramResources['of']>[0] = {
  pid: 7,
  comm: 'worker',
  executableName: 'nginx',
  containerId: ID,
  podUid: undefined,
  service: NGINX,
  isKernelSocket: false,
};

function resources(remembered?: number): ProgramResources {
  return new ProgramResources({ own: OWN, host: HOST, isNamed: false }, remembered);
}

test('a program is a service, with what is known of its process', () => {
  const host = { 'host.name': 'edge', 'service.namespace': 'web' };
  const named = { 'service.name': 'nginx', 'process.pid': 7 };
  const executable = { 'process.executable.name': 'nginx' };
  const container = { 'container.id': ID };
  const cases: [program: typeof PROGRAM, attributes: object][] = [
    [PROGRAM, { ...named, ...executable, ...container }],
    [
      { ...PROGRAM, containerId: undefined },
      { ...named, ...executable },
    ],
    [
      { ...PROGRAM, executableName: undefined },
      { ...named, ...container },
    ],
    [
      { ...PROGRAM, podUid: 'uid' },
      { ...named, ...executable, ...container, 'k8s.pod.uid': 'uid' },
    ],
    [
      { ...PROGRAM, service: { ...NGINX, namespace: 'own' } },
      { ...named, ...executable, ...container, 'service.namespace': 'own' },
    ],
    [
      { ...PROGRAM, containerId: undefined, service: undefined },
      { ...named, ...executable, 'service.name': 'worker' },
    ],
  ];
  for (const [program, attributes] of cases)
    assert.deepEqual(resources().of(program), { attributes: { ...host, ...attributes }, schemaUrl: 'urn:h' });
});

test('a service that the user has named is that of all programs but those of a rule', () => {
  const named = new ProgramResources({ own: OWN, host: HOST, isNamed: true });
  assert.equal(named.of(PROGRAM), OWN);
  assert.equal(named.of({ ...PROGRAM, pid: 8 }), OWN);
  const { attributes } = named.of({ ...PROGRAM, service: BY_RULE });
  assert.deepEqual([attributes['service.name'], attributes['service.namespace']], ['shop', 'prod']);
  assert.equal(named.of(PROGRAM), OWN);
});

test('a program is the same object each time, whichever thread calls and whatever comes between', () => {
  const programs = resources();
  const first = programs.of(PROGRAM);
  for (const other of [
    { ...PROGRAM, pid: 8 },
    { ...PROGRAM, executableName: 'curl' },
    { ...PROGRAM, containerId: undefined },
    { ...PROGRAM, service: { ...NGINX, name: 'curl' } },
    { ...PROGRAM, service: { ...NGINX, namespace: 'own' } },
    { ...PROGRAM, service: BY_RULE },
    { ...PROGRAM, isKernelSocket: true },
    { ...PROGRAM, service: undefined },
  ]) {
    assert.notEqual(programs.of(other), first);
    assert.equal(programs.of({ ...PROGRAM, comm: 'other thread', service: { ...NGINX } }), first);
    assert.equal(programs.of(PROGRAM), first);
  }
});

test("the kernel's sockets of a service are one, whoever runs", () => {
  const programs = resources();
  const service: Service = { name: 'nfs', namespace: undefined, by: 'kernel' };
  const first = programs.of({ ...PROGRAM, service, isKernelSocket: true });
  assert.deepEqual(first.attributes, {
    'host.name': 'edge',
    'process.pid': 1,
    'service.namespace': 'web',
    'service.name': 'nfs',
  });
  for (const other of [{ pid: 8 }, { executableName: 'cp' }, { containerId: undefined, comm: 'ls' }])
    assert.equal(programs.of({ ...PROGRAM, ...other, service, isKernelSocket: true }), first);
});

test('no more programs are remembered than there is room for', () => {
  const programs = resources(2);
  const [first, second] = [programs.of(PROGRAM), programs.of({ ...PROGRAM, pid: 8 })];
  programs.of(PROGRAM);
  programs.of({ ...PROGRAM, pid: 9 });
  assert.equal(programs.of(PROGRAM), first);
  const again = programs.of({ ...PROGRAM, pid: 8 });
  assert.notEqual(again, second);
  assert.deepEqual(again, second);
});

test("a thread's name steers no terminal", () => {
  const named = resources().of({ ...PROGRAM, service: undefined, comm: 'evil\nname\x1b[31m' });
  assert.equal(named.attributes['service.name'], 'evil\\u{a}name\\u{1b}[31m');
});

test('services beyond the bound are one, but for those of rules and of the kernel', () => {
  const programs = resources();
  const named = (service: Service) => {
    const { attributes } = programs.of({ ...PROGRAM, service });
    return [attributes['service.name'], attributes['service.namespace']];
  };
  const names = Array.from({ length: 10_000 }, (_, index) =>
    named({ ...NGINX, name: `p${index % 300}`, namespace: `${index}` }),
  );
  assert.equal(new Set(names.map((name) => name.join())).size, 513);
  assert.deepEqual(names[511], ['p211', '511']);
  assert.deepEqual(names[512], ['other', 'web']);
  assert.deepEqual(names.at(-1), ['other', 'web']);
  // Those that are known stay.
  assert.deepEqual(named({ ...NGINX, name: 'p0', namespace: '0' }), ['p0', '0']);
  assert.deepEqual(named(BY_RULE), ['shop', 'prod']);
  assert.deepEqual(named({ name: 'kernel', namespace: undefined, by: 'kernel' }), ['kernel', 'web']);
});
