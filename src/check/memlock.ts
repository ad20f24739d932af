// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { readHostFile } from './host-file.ts';
import { isKernelFrom } from './kernel-release.ts';
import { readProcessRights } from './process-rights.ts';

/** From this version on, memory of BPF is accounted to the memory cgroup (commit bpf: Eliminate rlimit-based memory accounting). */
const WITHOUT_LIMIT = { major: 5, minor: 11 };
const RAISE = 'run with CAP_SYS_RESOURCE, or ulimit -l unlimited (systemd: LimitMEMLOCK=infinity)';

/**
 * Before Linux 5.11 the maps of all of a user's programs count against RLIMIT_MEMLOCK. libbpf raises it to unlimited,
 * which takes CAP_SYS_RESOURCE where the hard limit is lower (bump_rlimit_memlock of libbpf).
 */
export function checkMemlock(root: string, ringBytes: number): CheckResult {
  const name = 'RLIMIT_MEMLOCK';
  if (isKernelFrom(root, WITHOUT_LIMIT) !== false) return ok(name, 'not asked from Linux 5.11 on');
  const [soft, hard] = readLimit(root);
  if (soft === undefined || hard === undefined) return warning(name, 'unknown', 'mount /proc');
  if (hard === Number.POSITIVE_INFINITY) return ok(name, 'unlimited');
  const found = `${soft} bytes`;
  if (readProcessRights(root).has('CAP_SYS_RESOURCE')) return ok(name, `${found}, raised by CAP_SYS_RESOURCE`);
  if (soft < ringBytes) return missing(name, found, exitCodes.privilege, `${RAISE}, or lower KTLS_RING_BYTES`);
  return warning(name, found, `it may not do for all maps: ${RAISE}`);
}

/** /proc/self/limits: `Max locked memory         65536                65536                bytes`, or `unlimited`. */
function readLimit(root: string): (number | undefined)[] {
  const limits = readHostFile(root, 'proc/self/limits') ?? '';
  const [, ...values] = /^Max locked memory\s+(\w+)\s+(\w+)/m.exec(limits) ?? [];
  return values.map((value) => (value === 'unlimited' ? Number.POSITIVE_INFINITY : Number(value)));
}
