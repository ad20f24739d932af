// SPDX-License-Identifier: Apache-2.0

/**
 * A cgroup that a container runtime has made for a container:
 * `<id>`                        cgroupfs: /docker/<id>, /kubepods/burstable/pod<uid>/<id>
 * `docker-<id>.scope`           systemd; also cri-containerd-, crio-, libpod-
 * `<slice>:cri-containerd:<id>` the systemd form of a name, which cgroupfs takes literally
 * crio-conmon-<id>.scope and libpod-conmon-<id>.scope hold a monitor outside of the container.
 */
const CONTAINER = /^(?:(?:.+:)?(?:docker|cri-containerd|crio|libpod)[-:])?([0-9a-f]{64})(?:\.scope)?$/;

/** The id of the innermost container that a process in this cgroup (a v2 path from the host's root) belongs to. */
export function containerId(cgroupPath: string): string | undefined {
  const components = cgroupPath.split('/');
  for (let i = components.length - 1; i >= 0; i--) {
    const id = CONTAINER.exec(components[i] ?? '')?.[1];
    if (id !== undefined) return id;
  }
  return undefined;
}

/** `pod<uid>` of cgroupfs; `kubepods-burstable-pod<uid>.slice` of systemd, where the uid's dashes are underlines. */
const POD = /^(?:kubepods.*-)?pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice(?::.*)?)?$/;

/** The uid of the Kubernetes pod that a process in this cgroup (a v2 path from the host's root) belongs to. */
export function podUid(cgroupPath: string): string | undefined {
  for (const component of cgroupPath.split('/')) {
    const uid = POD.exec(component)?.[1];
    if (uid !== undefined) return uid.replaceAll('_', '-');
  }
  return undefined;
}
