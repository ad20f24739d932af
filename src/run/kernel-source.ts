// SPDX-License-Identifier: Apache-2.0
import { type Settings, schema } from '../../config/schema.ts';
import { checkCgroup } from '../check/cgroup.ts';
import type { CheckResult } from '../check/check-result.ts';
import { chooseHostAttach } from '../check/choose-attach.ts';
import { requireHost } from '../check/report.ts';
import { runCheck } from '../check/run-check.ts';
import { isTlsLive } from '../check/tls-module.ts';
import { findTracefs } from '../check/tracefs.ts';
import { libbpfVersion } from '../ffi/libbpf.ts';
import { libseccompProblem } from '../ffi/libseccomp.ts';
import type { ProgramSource } from './program-source.ts';
import { startPrograms } from './start-programs.ts';

const ROOT = '/';

/** All that the service needs of this host. `objectPath`: of ktls.bpf.o. */
export function checkHost({ ktls }: Settings, objectPath: string): CheckResult[] {
  return runCheck({
    root: ROOT,
    attach: ktls.attach,
    ringBytes: ktls.ring_bytes,
    cgroupFilters: cgroupFilters(ktls),
    libbpfVersion,
    libseccompProblem,
    user: ktls.user,
    objectFile: objectPath,
  });
}

/** The hooks of this host's kernel. */
export function kernelSource(objectPath: string): ProgramSource {
  const require = (settings: Settings): void => requireHost(checkHost(settings, objectPath));
  return {
    requireHost: require,
    isTlsLive: () => isTlsLive(ROOT),
    async start(settings, { selfPid, warn, stopped }) {
      // What tls brings along could not be known before.
      require(settings);
      const { way, canInterleave = false, reason, warning } = chooseHostAttach(ROOT, settings.ktls.attach);
      if (warning !== undefined) warn(warning);
      const cgroup = checkCgroup(ROOT, cgroupFilters(settings.ktls));
      if (cgroup.status === 'warning') warn(`${cgroup.found}: ${cgroup.whatToDo}`);
      const place = { objectPath, tracefs: findTracefs(ROOT) ?? '', selfPid };
      const programs = await startPrograms(settings, { way, canInterleave }, place, stopped);
      return programs && { programs, how: `${way} (${reason})` };
    },
  };
}

/** Those that are set and compare paths of cgroups. */
const cgroupFilters = (ktls: Settings['ktls']): string[] =>
  (['filter_cgroup', 'filter_container'] as const)
    .filter((key) => ktls[key] !== null)
    .map((key) => schema.ktls[key].env);
