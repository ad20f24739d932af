// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { checkCgroup } from '../../../src/check/cgroup.ts';
import { type Case, testChecks } from './check-case.ts';
import { debian612, fakeHost, without } from './fake-host.ts';

const hierarchies = (...lines: string[]) => ({ ...debian612, 'proc/self/cgroup': lines.map((l) => `${l}\n`).join('') });

const cases: Case[] = [
  { name: 'the root of cgroup v2', files: hierarchies('0::/'), expected: [], exitCode: 0 },
  {
    name: 'a path of cgroup v2 that looks like v1',
    files: hierarchies('0::/a\\0121:cpu:/1:memory:/b'),
    expected: [],
    exitCode: 0,
  },
  {
    name: 'cgroup v1 and v2 together',
    files: hierarchies('2:cpu,cpuacct:/', '1:name=systemd:/user.slice', '0::/user.slice'),
    expected: ['cgroup warning cgroup v1 (cpu, cpuacct)'],
    exitCode: 0,
  },
  {
    name: 'cgroup v1 alone',
    files: hierarchies('12:pids:/', '3:memory:/docker/3f4e'),
    expected: ['cgroup warning cgroup v1 (pids, memory)'],
    exitCode: 0,
  },
  {
    name: 'cgroup v1, and a filter by container',
    files: hierarchies('12:pids:/', '3:memory:/docker/3f4e'),
    inputs: { cgroupFilters: ['KTLS_FILTER_CONTAINER'] },
    expected: ['cgroup missing cgroup v1 (pids, memory)'],
    exitCode: 5,
  },
  {
    name: 'cgroup v2, and a filter by container',
    files: hierarchies('0::/'),
    inputs: { cgroupFilters: ['KTLS_FILTER_CONTAINER'] },
    expected: [],
    exitCode: 0,
  },
  {
    name: 'a v1 hierarchy with a controller and a name',
    files: hierarchies('1:freezer,name=jobs:/', '0::/'),
    expected: ['cgroup warning cgroup v1 (freezer)'],
    exitCode: 0,
  },
  {
    name: 'a v1 hierarchy that only has a name',
    files: hierarchies('1:name=elogind:/1', '0::/1'),
    expected: [],
    exitCode: 0,
  },
  { name: 'no cgroup mounted', files: hierarchies(), expected: [], exitCode: 0 },
  {
    name: 'no /proc/self/cgroup',
    files: without(debian612, 'proc/self/cgroup'),
    expected: ['cgroup warning unknown'],
    exitCode: 0,
  },
];

testChecks(cases);

test('cgroup v1: what to boot with, and which filters are of no use', (context) => {
  const root = fakeHost(context, hierarchies('3:memory:/'));
  const boot = 'boot with systemd.unified_cgroup_hierarchy=1, or mount no cgroup v1';
  const adviceFor = (...filters: string[]) => checkCgroup(root, filters).whatToDo;
  assert.equal(adviceFor(), `records name no container: ${boot}`);
  assert.equal(
    adviceFor('KTLS_FILTER_CGROUP', 'KTLS_FILTER_CONTAINER'),
    `${boot}; KTLS_FILTER_CGROUP and KTLS_FILTER_CONTAINER can't be compared with it`,
  );
});
