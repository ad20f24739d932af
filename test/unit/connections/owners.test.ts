// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, symlinkSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { type TestContext, test } from 'node:test';
import { findOwners } from '../../../src/connections/owners.ts';
import { type Files, fakeHost } from '../check/fake-host.ts';

const processFiles = (
  pid: number,
  comm: string | Buffer,
  threads: readonly (string | Buffer)[],
  cgroup: string,
): Files => ({
  [`proc/${pid}/comm`]: comm,
  [`proc/${pid}/status`]: 'Name:\tnginx\nUid:\t33\t0\t0\t0\n',
  [`proc/${pid}/cgroup`]: cgroup,
  ...Object.fromEntries(threads.map((name, index) => [`proc/${pid}/task/${pid + index}/comm`, name])),
});

/** `links`: descriptors by path below /proc. */
function host(context: TestContext, files: Files, links: Readonly<Record<string, string>>): string {
  const root = fakeHost(context, { 'proc/uptime': '', ...files });
  for (const [path, target] of Object.entries(links)) {
    mkdirSync(dirname(join(root, 'proc', path)), { recursive: true });
    symlinkSync(target, join(root, 'proc', path));
  }
  return root;
}

const shown = (root: string, ...inodes: number[]) => {
  const { byInode, hiddenProcesses } = findOwners(root, new Set(inodes));
  const owners = Array.from(byInode, ([inode, all]) => [inode, all.map(({ pid }) => pid)] as const);
  return { owners: owners.sort(([a], [b]) => a - b), hiddenProcesses };
};

test('a process that has the socket: its user, its names, its cgroup', (context) => {
  const cgroups = '12:pids:/old\n1:name=systemd:/older\n0::/system.slice/nginx.service\n';
  const files = processFiles(1200, 'nginx\n', ['nginx\n', 'worker\n', 'nginx\n'], cgroups);
  const root = host(context, files, { '1200/fd/3': 'socket:[77]' });
  assert.deepEqual(findOwners(root, new Set([77])).byInode.get(77), [
    {
      pid: 1200,
      uid: 33,
      comm: Buffer.from('nginx'),
      threadComms: [Buffer.from('nginx'), Buffer.from('worker')],
      cgroup: '/system.slice/nginx.service',
    },
  ]);
});

test('processes that share a socket, and sockets of one process', (context) => {
  const files = { ...processFiles(90, 'a\n', ['a\n'], '0::/\n'), ...processFiles(1000, 'b\n', ['b\n'], '0::/\n') };
  const links = {
    '1000/fd/3': 'socket:[77]',
    '90/fd/3': 'socket:[77]',
    '90/fd/4': 'socket:[78]',
    '90/fd/5': 'socket:[78]',
  };
  const root = host(context, files, links);
  assert.deepEqual(shown(root, 77, 78), {
    owners: [
      [77, [90, 1000]],
      [78, [90]],
    ],
    hiddenProcesses: 0,
  });
});

test('other descriptors and other sockets do not count', (context) => {
  const links = {
    '90/fd/3': 'pipe:[77]',
    '90/fd/4': '/socket:[77]',
    '90/fd/5': 'socket:[777]',
    '90/fd/6': 'socket:[7]',
  };
  const root = host(context, processFiles(90, 'a\n', ['a\n'], '0::/\n'), links);
  assert.deepEqual(shown(root, 77), { owners: [], hiddenProcesses: 0 });
});

test('a process that ends meanwhile is left out', (context) => {
  const root = host(context, {}, { '90/fd/3': 'socket:[77]' });
  assert.deepEqual(shown(root, 77), { owners: [], hiddenProcesses: 0 });
});

test('names of any bytes, of which the line end is not one; of a kernel thread the first 15', (context) => {
  const comm = Buffer.from([0xff, 0x0a, 0x41, 0x0a]);
  const files = processFiles(90, comm, [comm, 'kworker/0:1-events_long\n'], '0::/\n');
  const [owner] = findOwners(host(context, files, { '90/fd/3': 'socket:[77]' }), new Set([77])).byInode.get(77) ?? [];
  assert.deepEqual(owner?.comm, Buffer.from([0xff, 0x0a, 0x41]));
  assert.deepEqual(owner?.threadComms, [Buffer.from([0xff, 0x0a, 0x41]), Buffer.from('kworker/0:1-eve')]);
});

test('without cgroup v2 the cgroup is not known', (context) => {
  const files = processFiles(90, 'a\n', ['a\n'], '1:name=systemd:/a\n');
  const [owner] = findOwners(host(context, files, { '90/fd/3': 'socket:[77]' }), new Set([77])).byInode.get(77) ?? [];
  assert.equal(owner?.pid, 90);
  assert.equal(owner?.cgroup, undefined);
});

test('nobody is looked for without a socket', () => {
  assert.deepEqual(findOwners('/nowhere', new Set()), { byInode: new Map(), hiddenProcesses: 0 });
});
