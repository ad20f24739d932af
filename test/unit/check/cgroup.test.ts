// SPDX-License-Identifier: Apache-2.0
import { type Case, testChecks } from './check-case.ts';
import { debian612, without } from './fake-host.ts';

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
    expected: ['cgroup missing cgroup v1 (cpu, cpuacct)'],
    exitCode: 5,
  },
  {
    name: 'cgroup v1 alone',
    files: hierarchies('12:pids:/', '3:memory:/docker/3f4e'),
    expected: ['cgroup missing cgroup v1 (pids, memory)'],
    exitCode: 5,
  },
  {
    name: 'a v1 hierarchy with a controller and a name',
    files: hierarchies('1:freezer,name=jobs:/', '0::/'),
    expected: ['cgroup missing cgroup v1 (freezer)'],
    exitCode: 5,
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
