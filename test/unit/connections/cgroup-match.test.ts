// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isInCgroup, isInContainer } from '../../../src/connections/cgroup-match.ts';
import { ID } from './sockets.ts';

const OTHER = 'fedcba9876543210'.repeat(4);
const deep = (levels: number): string => Array.from({ length: levels }, (_, level) => `/l${level}`).join('');

for (const [cgroup, path, expected] of [
  ['/', '', true],
  ['/', '/a', false],
  ['/a', '', true],
  ['/a', '/a', true],
  ['/a/b', '/a', true],
  ['/ab', '/a', false],
  ['/a', '/a/b', false],
  ['/x/a', '/a', false],
  [deep(16), '/l0', true],
  [deep(17), '/l0', false],
  [deep(17), '/l1', true],
] as const) {
  test(`the cgroup ${cgroup} is ${expected ? '' : 'not '}in ${path || 'the root'}`, () => {
    assert.equal(isInCgroup(cgroup, path), expected);
  });
}

for (const [cgroup, id, expected] of [
  [`/docker/${ID}`, ID, true],
  [`/docker/${ID}`, '0123', true],
  [`/docker/${ID}`, '1234', false],
  [`/system.slice/docker-${ID}.scope/init.scope`, ID, true],
  [`/system.slice/docker-${OTHER}.scope/docker/${ID}`, OTHER, true],
  [`/crio-conmon-${ID}.scope`, ID, false],
  [`/docker/${ID.slice(1)}`, ID.slice(1), false],
  [`/${ID}${deep(15)}`, ID, true],
  [`/${ID}${deep(16)}`, ID, false],
  ['/', ID, false],
] as const) {
  test(`the cgroup ${cgroup} is ${expected ? '' : 'not '}of ${id}`, () =>
    assert.equal(isInContainer(cgroup, id), expected));
}
