// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { readHostFile } from './host-file.ts';
import { readKernelConfig } from './kernel-config.ts';
import { readProcessRights } from './process-rights.ts';

/**
 * Who may call perf_event_open, which arms kprobes. From 3 on it takes CAP_SYS_ADMIN, and CAP_PERFMON does not do, on
 * kernels with a patch that Debian and others have: it brings SECURITY_PERF_EVENTS_RESTRICT. Others know nothing above 2.
 */
export function checkPerfEventParanoid(root: string, isNeeded: boolean): CheckResult {
  const name = 'perf_event_paranoid';
  const value = readSysctl(root, name);
  if (value === undefined) return warning(name, 'unknown', 'mount /proc');
  if (Number(value) < 3 || !isPatched(root)) return ok(name, value);
  if (readProcessRights(root).has('CAP_SYS_ADMIN')) return ok(name, `${value}, with CAP_SYS_ADMIN`);
  if (!isNeeded) return ok(name, `${value}, and not needed`);
  const whatToDo = 'run with CAP_SYS_ADMIN, or sysctl kernel.perf_event_paranoid=2';
  return missing(name, `${value}, without CAP_SYS_ADMIN`, exitCodes.privilege, whatToDo);
}

function isPatched(root: string): boolean {
  const config = readKernelConfig(root);
  return config === undefined || config.has('CONFIG_SECURITY_PERF_EVENTS_RESTRICT');
}

export const readSysctl = (root: string, name: string): string | undefined =>
  readHostFile(root, `proc/sys/kernel/${name}`)?.trim();
