// SPDX-License-Identifier: Apache-2.0

/**
 * A cgroup that a container runtime has named after a container:
 * `docker-<id>.scope`           systemd; also cri-containerd-, crio-, libpod-
 * `<slice>:cri-containerd:<id>` the systemd form of a name, which cgroupfs takes literally
 * crio-conmon-<id>.scope and libpod-conmon-<id>.scope hold a monitor outside of the container.
 */
const OF_RUNTIME = /^(?:.+:)?(?:docker|cri-containerd|crio|libpod)[-:]([0-9a-f]{64})(?:\.scope)?$/;
/** `<id>` alone, by cgroupfs: /docker/<id>, /kubepods/burstable/pod<uid>/<id>. Anybody may name a cgroup so elsewhere. */
const ID = /^([0-9a-f]{64})$/;
const PARENT = /^(?:docker|libpod_parent)$/;
/** Namespaces of containerd, each a cgroup below the root. */
const CONTAINERD = /^(?:default|k8s\.io|moby)$/;

/**
 * What is below is made by a user who may be anybody (systemd's user@.service). Containers of the user's own, which podman
 * and Docker put into `user.slice` there, are told by the name that the user gives them.
 */
const USER_MANAGER = /^user@\d+\.service$/;
const OF_USER = /^(?:docker|libpod)-([0-9a-f]{64})\.scope$/;

/** By component of a path, the id of the container that it is the cgroup of. */
function containersOf(components: readonly string[]): (string | undefined)[] {
  const manager = components.findIndex((component) => USER_MANAGER.test(component));
  return components.map((component, index) => {
    const parent = components[index - 1] ?? '';
    if (manager !== -1 && index > manager)
      return index === manager + 2 && parent === 'user.slice' ? OF_USER.exec(component)?.[1] : undefined;
    const isBelowRuntime = PARENT.test(parent) || POD.test(parent) || (index === 2 && CONTAINERD.test(parent));
    return (OF_RUNTIME.exec(component) ?? (isBelowRuntime ? ID.exec(component) : undefined))?.[1];
  });
}

/** The id of the innermost container that a process in this cgroup (a v2 path from the host's root) belongs to. */
export const containerId = (cgroupPath: string): string | undefined =>
  containersOf(cgroupPath.split('/')).findLast((id) => id !== undefined);

/** A cgroup of a container that has a name: LXC's, before 4.0 in a cgroup `lxc`, and systemd-machined's. */
const NAMED = /^(?:lxc\.payload\.(.+)|machine-(.+)\.scope|systemd-nspawn@(.+)\.service)$/;

/** What a cgroup's path tells of services. */
export interface CgroupNames {
  /** The systemd unit, without `.service`. */
  readonly unit: string | undefined;
  /** Of a container that has one beside its id. */
  readonly containerName: string | undefined;
}

/**
 * The names of the innermost container that a process in this cgroup belongs to, and of the service unit that it
 * belongs to within. A user's session, what it starts, and a pod of Kubernetes are no unit.
 */
export function cgroupNames(cgroupPath: string): CgroupNames {
  const components = cgroupPath.split('/');
  const names = components.map((component, index) => nameOf(component, components[index - 1]));
  const ids = containersOf(components);
  const innermost = components.findLastIndex((_, index) => names[index] !== undefined || ids[index] !== undefined);
  const within = components.slice(innermost + 1);
  const unit = within.some((component) => NO_UNIT.test(component)) ? undefined : within.findLast(isUnit);
  return { unit: unit?.replace(UNIT, '$1'), containerName: names[innermost] };
}

const NO_UNIT = /^(?:user\.slice|kubepods.*)$/;
/** systemd puts an underline before a name that cgroups have a use for (cg_escape). */
const UNIT = /^_?([\w:.\\@-]+)\.service$/;
const isUnit = (component: string): boolean => UNIT.test(component);

function nameOf(component: string, parent: string | undefined): string | undefined {
  if (parent === 'lxc') return component;
  const [, payload, machine, unit] = NAMED.exec(component) ?? [];
  return payload ?? unescaped(machine ?? unit);
}

/** Of a unit's name, where a dash stands for a slash (systemd.unit(5)). */
const unescaped = (name: string | undefined): string | undefined =>
  name?.replace(/\\x([0-9a-f]{2})/g, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16)));

/** `pod<uid>` of cgroupfs; `kubepods-burstable-pod<uid>.slice` of systemd, where the uid's dashes are underlines. */
const POD = /^(?:kubepods.*-)?pod([0-9a-f]{8}(?:[-_][0-9a-f]{4}){3}[-_][0-9a-f]{12}|[0-9a-f]{32})(?:\.slice(?::.*)?)?$/;

/** The uid of the Kubernetes pod that a process in this cgroup (a v2 path from the host's root) belongs to. */
export function podUid(cgroupPath: string): string | undefined {
  for (const component of cgroupPath.split('/')) {
    if (USER_MANAGER.test(component)) break;
    const uid = POD.exec(component)?.[1];
    if (uid !== undefined) return uid.replaceAll('_', '-');
  }
  return undefined;
}
