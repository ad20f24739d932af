// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok } from './check-result.ts';
import { type Capability, readProcessRights } from './process-rights.ts';

/** CAP_BPF and CAP_PERFMON load programs that trace; the kernel takes CAP_SYS_ADMIN for either. */
export function checkBpfCapability(root: string, name: 'CAP_BPF' | 'CAP_PERFMON'): CheckResult {
  const rights = readProcessRights(root);
  if (rights.has(name)) return ok(name, 'held');
  if (rights.has('CAP_SYS_ADMIN')) return ok(name, 'implied by CAP_SYS_ADMIN');
  return notHeld(root, name, `run as root or with ${name}`);
}

/** `isNeeded`: fentry is forced, and tls is a module, whose BTF ids only CAP_SYS_ADMIN may use. */
export function checkSysAdmin(root: string, isNeeded: boolean): CheckResult {
  const name = 'CAP_SYS_ADMIN';
  if (readProcessRights(root).has(name)) return ok(name, 'held');
  if (!isNeeded) return ok(name, 'not held');
  return notHeld(root, name, `run as root or with ${name}, or set KTLS_ATTACH=kprobe`);
}

function notHeld(root: string, name: Capability, whatToDo: string): CheckResult {
  if (!readProcessRights(root).isInUserNamespace) return missing(name, 'not held', exitCodes.privilege, whatToDo);
  const found = 'not held outside of this user namespace';
  return missing(name, found, exitCodes.privilege, `${whatToDo}, in the host's user namespace`);
}
