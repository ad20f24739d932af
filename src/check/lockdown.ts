// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { hostFileExists, readHostFile } from './host-file.ts';

/** securityfs lists the LSMs, and with lockdown among them has the mode in brackets: `none [integrity] confidentiality`. */
export function checkLockdown(root: string): CheckResult {
  const name = 'lockdown';
  const mode = /\[(\w+)\]/.exec(readHostFile(root, 'sys/kernel/security/lockdown') ?? '')?.[1];
  if (mode === undefined && !hostFileExists(root, 'sys/kernel/security/lsm')) {
    return warning(name, 'unknown', 'mount -t securityfs nodev /sys/kernel/security shows it');
  }
  if (mode !== 'confidentiality') return ok(name, mode ?? 'none');
  return missing(name, mode, exitCodes.kernel, 'boot with lockdown=integrity: this mode refuses BPF to read memory');
}
