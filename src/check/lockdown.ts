// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../exit-code.ts';
import { missing, ok, type CheckResult } from './check-result.ts';
import { readHostFile } from './host-file.ts';

/** /sys/kernel/security/lockdown has the mode in brackets: `none [integrity] confidentiality`. */
export function checkLockdown(root: string): CheckResult {
  const name = 'lockdown';
  const mode = /\[(\w+)\]/.exec(readHostFile(root, 'sys/kernel/security/lockdown') ?? '')?.[1];
  if (mode !== 'confidentiality') return ok(name, mode ?? 'none');
  return missing(name, mode, exitCodes.kernel, 'boot with lockdown=integrity: this mode refuses BPF to read memory');
}
