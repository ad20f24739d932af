// SPDX-License-Identifier: Apache-2.0
import { type CheckResult, ok, warning } from './check-result.ts';
import { readProcessRights } from './process-rights.ts';
import { readSysctl } from './sysctls.ts';

// The plaintext of sendfile and splice is in pages, and only on x86-64 is it known how /proc/kallsyms leads to them.
// It shows addresses (kallsyms_show_value in kernel/ksyms_common.c) with kptr_restrict 0 to CAP_SYSLOG and, where
// perf_event_paranoid is at most 1, to all; with 1 to CAP_SYSLOG; with 2 to none.
const canReadPages = (arch: NodeJS.Architecture): boolean => arch === 'x64';
const WITHOUT = 'sendfile and splice are recorded with their length and without plaintext';

export function checkSyslog(root: string, arch: NodeJS.Architecture): CheckResult {
  const name = 'CAP_SYSLOG';
  if (readProcessRights(root).has(name)) return ok(name, 'held');
  const isForAll = readSysctl(root, 'kptr_restrict') === '0' && Number(readSysctl(root, 'perf_event_paranoid')) <= 1;
  if (isForAll || !canReadPages(arch)) return ok(name, 'not held, and not needed');
  return warning(name, 'not held', `${WITHOUT}: run with ${name}`);
}

export function checkKptrRestrict(root: string, arch: NodeJS.Architecture): CheckResult {
  const name = 'kptr_restrict';
  if (!canReadPages(arch)) return warning(name, `of no use on ${arch}`, `nothing; on ${arch} ${WITHOUT}`);
  const value = readSysctl(root, name);
  if (value === undefined) return warning(name, 'unknown', 'mount /proc');
  if (value === '0' || value === '1') return ok(name, value);
  return warning(name, value, `${WITHOUT}: sysctl kernel.kptr_restrict=1`);
}
