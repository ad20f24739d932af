// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../exit-code.ts';
import { missing, ok, warning, type CheckResult } from './check-result.ts';
import { hostFileExists } from './host-file.ts';
import { readTlsModule } from './tls-module.ts';

const hasVmlinuxBtf = (root: string): boolean => hostFileExists(root, 'sys/kernel/btf/vmlinux');

/** Whether the types of the kernel's TLS functions are known, which fentry needs. */
export const hasTlsBtf = (root: string): boolean =>
  hostFileExists(root, 'sys/kernel/btf/tls') || (readTlsModule(root) === 'built-in' && hasVmlinuxBtf(root));

export function checkVmlinuxBtf(root: string): CheckResult {
  const name = 'kernel BTF';
  if (hasVmlinuxBtf(root)) return ok(name, '/sys/kernel/btf/vmlinux');
  return missing(name, 'none', exitCodes.kernel, 'run a kernel that is built with CONFIG_DEBUG_INFO_BTF=y');
}

/** `isNeeded`: fentry is forced. Without it, the hooks are kprobes where this BTF is not there. */
export function checkTlsBtf(root: string, isNeeded: boolean): CheckResult {
  const name = 'tls BTF';
  if (hasTlsBtf(root)) {
    return ok(name, hostFileExists(root, 'sys/kernel/btf/tls') ? '/sys/kernel/btf/tls' : 'in the kernel BTF');
  }
  if (!isNeeded)
    return warning(name, 'none', 'nothing, kprobes work without; fentry needs CONFIG_DEBUG_INFO_BTF_MODULES=y');
  return missing(
    name,
    'none',
    exitCodes.kernel,
    'set KTLS_ATTACH=kprobe, or run a kernel with CONFIG_DEBUG_INFO_BTF_MODULES=y',
  );
}
