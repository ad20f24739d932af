// SPDX-License-Identifier: Apache-2.0
// bpf/filter_cgroup.bpf.h and bpf/cgroup_path.bpf.h: the kernel's programs look at the same.

/** MAX_DEPTH: how many cgroups are looked at, from the process's own upwards. */
const MAX_DEPTH = 16;
const CONTAINER_ID_LENGTH = 64;

/** Whether a cgroup is the one of that path, or below it. The root's path is empty. */
export function isInCgroup(cgroup: string, path: string): boolean {
  const seen = `/${componentsOf(cgroup).join('/')}`;
  return path === '' || seen === path || seen.startsWith(`${path}/`);
}

/** Whether a cgroup, or one above it, is of a container whose id begins so. */
export const isInContainer = (cgroup: string, id: string): boolean =>
  componentsOf(cgroup).some((component) => possibleId(component)?.startsWith(id));

const componentsOf = (cgroup: string): string[] => cgroup.split('/').slice(1).slice(-MAX_DEPTH);

/** The last 64 characters, without `.scope` behind them. With `conmon-` before them, they are a monitor's. */
function possibleId(component: string): string | undefined {
  const name = component.replace(/\.scope$/, '');
  if (name.length < CONTAINER_ID_LENGTH) return undefined;
  const [before, id] = [name.slice(0, -CONTAINER_ID_LENGTH), name.slice(-CONTAINER_ID_LENGTH)];
  return before.endsWith('conmon-') ? undefined : id;
}
