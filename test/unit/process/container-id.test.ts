// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { cgroupNames, containerId, podUid } from '../../../src/process/container-id.ts';

const ID = '0123456789abcdef'.repeat(4);
const OTHER = 'fedcba9876543210'.repeat(4);
/** Of what a user has started, who may make cgroups below. */
const MANAGER = '/user.slice/user-1000.slice/user@1000.service';
const POD = 'pod6f1f2b3c_1111_2222_3333_444455556666';

describe('a process belongs to a container of', () => {
  for (const [runtime, path] of [
    ['Docker, systemd', `/system.slice/docker-${ID}.scope`],
    ['Docker, cgroupfs', `/docker/${ID}`],
    ['Docker, in a cgroup of its own below', `/system.slice/docker-${ID}.scope/init.scope`],
    ['Docker, in a cgroup of its own below, which is named like a container', `/docker/${ID}/${OTHER}`],
    ['Docker, of a user', `/user.slice/user-1000.slice/user@1000.service/user.slice/docker-${ID}.scope`],
    ['containerd, without Kubernetes', `/default/${ID}`],
    ['containerd, of Docker', `/moby/${ID}`],
    ['containerd, of Kubernetes', `/k8s.io/${ID}`],
    ['Docker, in a service of its systemd', `/system.slice/docker-${ID}.scope/system.slice/nginx.service`],
    [
      'containerd, systemd',
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${POD}.slice/cri-containerd-${ID}.scope`,
    ],
    ['containerd, cgroupfs', `/kubepods/burstable/${POD}/${ID}`],
    ['containerd, guaranteed', `/kubepods/${POD}/${ID}`],
    [
      'containerd, a systemd name taken literally',
      `/system.slice/containerd.service/kubepods-besteffort-${POD}.slice:cri-containerd:${ID}`,
    ],
    ['CRI-O', `/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope`],
    ['CRI-O, below', `/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope/container`],
    ['podman', `/machine.slice/libpod-${ID}.scope`],
    ['podman, below', `/machine.slice/libpod-${ID}.scope/container`],
    ['podman, of a user', `/user.slice/user-1000.slice/user@1000.service/user.slice/libpod-${ID}.scope/container`],
    ['podman, cgroupfs', `/libpod_parent/libpod-${ID}`],
    ['podman, whose monitor is beside it', `/machine.slice/libpod-conmon-${OTHER}.scope/libpod-${ID}.scope`],
    ['a container in a container', `/system.slice/docker-${OTHER}.scope/docker/${ID}`],
    ['a pod in a container', `/docker/${OTHER}/kubelet.slice/kubepods-${POD}.slice/cri-containerd-${ID}.scope`],
  ] as const) {
    test(runtime, () => assert.equal(containerId(path), ID));
  }
});

describe('a process belongs to no container in', () => {
  for (const [where, path] of [
    ['nothing', ''],
    ['the root', '/'],
    ['a service', '/system.slice/nginx.service'],
    ["a user's session", '/user.slice/user-1000.slice/session-3.scope'],
    ['the monitor of CRI-O', `/kubepods.slice/crio-conmon-${ID}.scope`],
    ['the monitor of podman', `/machine.slice/libpod-conmon-${ID}.scope`],
    ['a mount', `/system.slice/docker-${ID}.mount`],
    ['a pod', `/kubepods/burstable/${POD}`],
    ['an id that lacks a digit', `/docker/${ID.slice(1)}`],
    ['an id with a digit too many', `/docker/${ID}0`],
    ['an id with another digit', `/docker/${ID.replace('a', 'g')}`],
    ['an id in capitals', `/docker/${ID.toUpperCase()}`],
    ['an id behind another name', `/system.slice/backup-${ID}.scope`],
    ['an id before another name', `/docker/${ID}.slice`],
    ['an id below the root', `/${ID}`],
    ['an id below a cgroup that no runtime makes', `/build/jobs/${ID}`],
    ['an id below a service', `/system.slice/nginx.service/${ID}`],
    ['an id in a scope', `/system.slice/${ID}.scope`],
    ['an id below a cgroup that is named like one of containerd', `/build/default/${ID}`],
    ['an id that a user has made', `${MANAGER}/app.slice/${ID}`],
    ['what a user has named like one of Docker', `${MANAGER}/app.slice/docker-${ID}.scope`],
    ['what a user has named like one of Docker by cgroupfs', `${MANAGER}/docker/${ID}`],
    ['what a user has named like one of Kubernetes', `${MANAGER}/kubepods/burstable/${POD}/${ID}`],
    ['what a user has named like one of CRI-O', `${MANAGER}/user.slice/crio-${ID}.scope`],
    ['what a user has named like one of podman, elsewhere', `${MANAGER}/app.slice/x/libpod-${ID}.scope`],
  ] as const) {
    test(where, () => assert.equal(containerId(path), undefined));
  }
});

describe('a process belongs to a pod of', () => {
  const uid = '6f1f2b3c-1111-2222-3333-444455556666';
  for (const [runtime, path, expected] of [
    [
      'systemd',
      `/kubepods.slice/kubepods-burstable.slice/kubepods-burstable-${POD}.slice/cri-containerd-${ID}.scope`,
      uid,
    ],
    ['systemd, guaranteed', `/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope/container`, uid],
    ['cgroupfs', `/kubepods/burstable/pod${uid}/${ID}`, uid],
    ['a systemd name taken literally', `/system.slice/kubepods-besteffort-${POD}.slice:cri-containerd:${ID}`, uid],
    ['a static pod', `/kubepods/pod${ID.slice(0, 32)}/${ID}`, ID.slice(0, 32)],
    ['no Kubernetes', `/docker/${ID}`, undefined],
    ['a cgroup that a user has made', `${MANAGER}/kubepods/pod${uid}`, undefined],
    ['a cgroup that begins alike', '/pods/podman.service', undefined],
  ] as const) {
    test(runtime, () => assert.equal(podUid(path), expected));
  }
});

describe('a cgroup names', () => {
  const none = { unit: undefined, containerName: undefined };
  for (const [what, path, expected] of [
    ['a unit', '/system.slice/nginx.service', { ...none, unit: 'nginx' }],
    [
      'an instance of a template',
      '/system.slice/system-postgresql.slice/postgresql@16-main.service',
      { ...none, unit: 'postgresql@16-main' },
    ],
    ['the unit of a cgroup below', '/system.slice/api.service/workers/1', { ...none, unit: 'api' }],
    ['a unit whose name cgroups have a use for', '/system.slice/_cgroup.service', { ...none, unit: 'cgroup' }],
    ['the inner one of two units', '/system.slice/a.service/b.service', { ...none, unit: 'b' }],
    [
      'a unit in a container',
      `/system.slice/docker-${ID}.scope/system.slice/nginx.service`,
      { ...none, unit: 'nginx' },
    ],
    ['no unit that a container is in', `/system.slice/runner.service/docker/${ID}`, none],
    ['no unit that a pod is in', `/system.slice/containerd.service/kubepods/burstable/pod${ID.slice(0, 32)}`, none],
    ['nothing, in a pod', `/kubepods.slice/kubepods-${POD}.slice/crio-${ID}.scope`, none],
    ["nothing, in a user's session", '/user.slice/user-1000.slice/session-3.scope', none],
    ['nothing of what a user starts', '/user.slice/user-1000.slice/user@1000.service/app.slice/x.service', none],
    ['nothing, in init.scope', '/init.scope', none],
    ['nothing, in a scope', '/system.slice/run-r1.scope', none],
    ['nothing, in the root', '/', none],
    ['nothing by a name that systemd does not allow', '/system.slice/a\nb.service', none],
    ['nothing by a type alone', '/system.slice/.service', none],
    ['a container of LXC', '/lxc.payload.web1', { ...none, containerName: 'web1' }],
    ['a container of LXC before 4.0', '/lxc/web1/init.scope', { ...none, containerName: 'web1' }],
    ['a unit in it', '/lxc.payload.web1/system.slice/nginx.service', { unit: 'nginx', containerName: 'web1' }],
    ['a unit right below it', '/lxc.payload.web1/nginx.service', { unit: 'nginx', containerName: 'web1' }],
    ['a machine', '/machine.slice/machine-web\\x2d1.scope', { ...none, containerName: 'web-1' }],
    ['a machine of a unit', '/machine.slice/systemd-nspawn@web1.service/payload', { ...none, containerName: 'web1' }],
    ['no container around the one of an id', `/lxc.payload.web1/docker/${ID}`, none],
  ] as const) {
    test(what, () => assert.deepEqual(cgroupNames(path), expected));
  }
});
