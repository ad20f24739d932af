// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { readHostFile } from './host-file.ts';

/** Containers are recognised, and cgroups filtered, by their paths in cgroup v2. */
export function checkCgroup(root: string): CheckResult {
  const name = 'cgroup';
  const hierarchies = readHostFile(root, 'proc/self/cgroup');
  if (hierarchies === undefined) {
    return warning(name, 'unknown', 'mount /proc, or run a kernel that is built with CONFIG_CGROUPS=y');
  }
  const controllers = controllersOfV1(hierarchies);
  if (controllers.length === 0) return ok(name, /^0::/m.test(hierarchies) ? 'v2' : 'none mounted');
  const whatToDo = 'boot with systemd.unified_cgroup_hierarchy=1, or mount no cgroup v1';
  return missing(name, `cgroup v1 (${controllers.join(', ')})`, exitCodes.kernel, whatToDo);
}

// A line for each hierarchy. v2: `0::/path`; v1: `4:cpu,cpuacct:/path`, or `1:name=systemd:/path` without controllers.
const controllersOfV1 = (hierarchies: string): string[] =>
  Array.from(hierarchies.matchAll(/^\d+:([^:\n]+):/gm), ([, list = '']) => list.split(','))
    .flat()
    .filter((controller) => !controller.startsWith('name='));
