// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { readHostFile } from './host-file.ts';

const BOOT_WITH_V2 = 'boot with systemd.unified_cgroup_hierarchy=1, or mount no cgroup v1';

/**
 * Containers are recognised, and cgroups filtered, by their paths in cgroup v2. `filters`: the variables of filters that
 * compare these paths. Without such a filter, only what records say of containers is missing.
 */
export function checkCgroup(root: string, filters: readonly string[]): CheckResult {
  const name = 'cgroup';
  const hierarchies = readHostFile(root, 'proc/self/cgroup');
  if (hierarchies === undefined) {
    return warning(name, 'unknown', 'mount /proc, or run a kernel that is built with CONFIG_CGROUPS=y');
  }
  const controllers = controllersOfV1(hierarchies);
  if (controllers.length === 0) return ok(name, /^0::/m.test(hierarchies) ? 'v2' : 'none mounted');
  const found = `cgroup v1 (${controllers.join(', ')})`;
  if (filters.length === 0) return warning(name, found, `records name no container: ${BOOT_WITH_V2}`);
  const whatToDo = `${BOOT_WITH_V2}; ${filters.join(' and ')} can't be compared with it`;
  return missing(name, found, exitCodes.kernel, whatToDo);
}

// A line for each hierarchy. v2: `0::/path`; v1: `4:cpu,cpuacct:/path`, or `1:name=systemd:/path` without controllers.
const controllersOfV1 = (hierarchies: string): string[] =>
  Array.from(hierarchies.matchAll(/^\d+:([^:\n]+):/gm), ([, list = '']) => list.split(','))
    .flat()
    .filter((controller) => !controller.startsWith('name='));
