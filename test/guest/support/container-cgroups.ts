// SPDX-License-Identifier: Apache-2.0

const POD_UID = '0f8a3c54-91d2-4d7e-a7b7-3a1f0c9d8e21';
const POD_SLICE = `kubepods-burstable-pod${POD_UID.replaceAll('-', '_')}.slice`;

/** Where runtimes put a container's processes: name, the cgroup of the container with this id. */
export const CONTAINER_CGROUPS: readonly (readonly [string, (id: string) => string])[] = [
  ['Docker by cgroupfs', (id) => `/docker/${id}`],
  ['Docker by systemd', (id) => `/system.slice/docker-${id}.scope`],
  ['Docker in Docker', (id) => `/docker/${'f'.repeat(64)}/docker/${id}`],
  ['containerd by cgroupfs', (id) => `/kubepods/burstable/pod${POD_UID}/${id}`],
  ['containerd by systemd', (id) => `/kubepods.slice/kubepods-burstable.slice/${POD_SLICE}/cri-containerd-${id}.scope`],
  ['containerd, a name of systemd taken by cgroupfs', (id) => `/${POD_SLICE}:cri-containerd:${id}`],
  ['CRI-O', (id) => `/kubepods.slice/kubepods-burstable.slice/${POD_SLICE}/crio-${id}.scope`],
  ['Podman', (id) => `/machine.slice/libpod-${id}.scope`],
  ['Podman with a cgroup of the container below', (id) => `/machine.slice/libpod-${id}.scope/container/inner`],
];

/** 64 hexadecimal digits, another one for each number. */
export function idOfContainer(number: number): string {
  return (number + 1).toString(16).padStart(4, '0').repeat(16);
}
