// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { ProgramResources } from '../../../src/records/resources.ts';

const HOST = { attributes: { 'host.name': 'edge', 'process.pid': 1, 'service.namespace': 'web' }, schemaUrl: 'urn:h' };
const OWN = { attributes: { 'service.name': 'ktls-otel', 'service.instance.id': 'x' } };
const ID = '0123456789abcdef'.repeat(4);
const PROGRAM = { pid: 7, comm: 'worker', executableName: 'nginx', containerId: ID, podUid: undefined };

function resources(remembered?: number): ProgramResources {
  return new ProgramResources({ own: OWN, host: HOST, isNamed: false }, remembered);
}

test('a program is a service of its own, named by its executable, its container, or its comm', () => {
  const common = { 'host.name': 'edge', 'service.namespace': 'web', 'process.pid': 7 };
  const cases: [program: typeof PROGRAM | object, attributes: object][] = [
    [PROGRAM, { 'service.name': 'nginx', 'process.executable.name': 'nginx', 'container.id': ID }],
    [
      { ...PROGRAM, containerId: undefined },
      { 'service.name': 'nginx', 'process.executable.name': 'nginx' },
    ],
    [
      { ...PROGRAM, executableName: undefined },
      { 'service.name': ID.slice(0, 12), 'container.id': ID },
    ],
    [{ ...PROGRAM, executableName: undefined, containerId: undefined }, { 'service.name': 'worker' }],
    [
      { ...PROGRAM, podUid: 'uid' },
      {
        'service.name': 'nginx',
        'process.executable.name': 'nginx',
        'container.id': ID,
        'k8s.pod.uid': 'uid',
      },
    ],
    [
      { ...PROGRAM, containerId: undefined, executableName: 'redis-check-rdb', comm: 'redis-server' },
      { 'service.name': 'redis-server', 'process.executable.name': 'redis-check-rdb' },
    ],
  ];
  for (const [program, attributes] of cases) {
    assert.deepEqual(resources().of(program as typeof PROGRAM), {
      attributes: { ...common, ...attributes },
      schemaUrl: 'urn:h',
    });
  }
});

test('a service that the user has named is that of all programs', () => {
  const named = new ProgramResources({ own: OWN, host: HOST, isNamed: true });
  assert.equal(named.of(PROGRAM), OWN);
  assert.equal(named.of({ ...PROGRAM, pid: 8 }), OWN);
});

test('a program is the same object each time, whichever thread calls and whatever comes between', () => {
  const programs = resources();
  const first = programs.of(PROGRAM);
  for (const other of [
    { ...PROGRAM, pid: 8 },
    { ...PROGRAM, executableName: 'curl' },
    { ...PROGRAM, containerId: undefined },
  ]) {
    assert.notEqual(programs.of(other), first);
    assert.equal(programs.of({ ...PROGRAM, comm: 'other thread' }), first);
    assert.equal(programs.of(PROGRAM), first);
  }
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

test('a name steers no terminal', () => {
  const named = resources().of({ ...PROGRAM, executableName: 'evil\nname\x1b[31m' });
  assert.equal(named.attributes['service.name'], 'evil\\u{a}name\\u{1b}[31m');
});

test('programs beyond the bound are one service', () => {
  const programs = resources();
  const names = Array.from({ length: 10_000 }, (_, pid) => {
    const { attributes } = programs.of({ ...PROGRAM, pid, executableName: `p${pid}` });
    return attributes['service.name'];
  });
  assert.equal(new Set(names).size, 513);
  assert.equal(names.at(-1), 'other');
  // Those that are known stay.
  assert.equal(programs.of({ ...PROGRAM, executableName: 'p0' }).attributes['service.name'], 'p0');
});
