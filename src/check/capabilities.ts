// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../exit-code.ts';
import { missing, ok, warning, type CheckResult } from './check-result.ts';
import { readHostFile } from './host-file.ts';
import { readProcessRights, type Capability } from './process-rights.ts';

const HIDDEN = 'data sent by sendfile is counted but not shown';

/** CAP_BPF and CAP_PERFMON load programs that trace; the kernel takes CAP_SYS_ADMIN for either. */
export function checkBpfCapability(root: string, name: 'CAP_BPF' | 'CAP_PERFMON'): CheckResult {
  const rights = readProcessRights(root);
  if (rights.has(name)) return ok(name, 'held');
  if (rights.has('CAP_SYS_ADMIN')) return ok(name, 'implied by CAP_SYS_ADMIN');
  return missing(name, 'not held', exitCodes.privilege, howToGet(name));
}

/** `isNeeded`: fentry is forced, and tls is a module, whose BTF ids only CAP_SYS_ADMIN may use. */
export function checkSysAdmin(root: string, isNeeded: boolean): CheckResult {
  const name = 'CAP_SYS_ADMIN';
  if (readProcessRights(root).has(name)) return ok(name, 'held');
  if (!isNeeded) return ok(name, 'not held, and not needed');
  return missing(name, 'not held', exitCodes.privilege, `${howToGet(name)}, or set KTLS_ATTACH=kprobe`);
}

/** Who sees kernel addresses: kernel/ksyms_common.c, kallsyms_show_value. */
export function checkSyslog(root: string): CheckResult {
  const name = 'CAP_SYSLOG';
  if (readProcessRights(root).has(name)) return ok(name, 'held');
  const paranoid = Number(readHostFile(root, 'proc/sys/kernel/perf_event_paranoid') ?? NaN);
  if (readKptrRestrict(root) === 0 && paranoid <= 1) return ok(name, 'not held, and not needed');
  return warning(name, `not held: ${HIDDEN}`, howToGet(name));
}

export function checkKptrRestrict(root: string): CheckResult {
  const name = 'kptr_restrict';
  const value = readKptrRestrict(root);
  if (Number.isNaN(value)) return warning(name, 'unknown', 'mount /proc');
  if (value < 2) return ok(name, String(value));
  return warning(name, `${value}: ${HIDDEN}`, 'sysctl kernel.kptr_restrict=1');
}

const readKptrRestrict = (root: string): number => Number(readHostFile(root, 'proc/sys/kernel/kptr_restrict') ?? NaN);

const howToGet = (name: Capability): string => `run as root or with ${name}`;
