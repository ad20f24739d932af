// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { hostFileExists } from './host-file.ts';
import { readTlsModule } from './tls-module.ts';

const hasVmlinuxBtf = (root: string): boolean => hostFileExists(root, 'sys/kernel/btf/vmlinux');

/** Whether the types of the kernel's TLS functions are there, which fentry needs; undefined before tls is loaded. */
export function hasTlsBtf(root: string): boolean | undefined {
  if (hostFileExists(root, 'sys/kernel/btf/tls')) return true;
  const module = readTlsModule(root);
  if (module === 'absent') return undefined;
  return module === 'built-in' && hasVmlinuxBtf(root);
}

export function checkVmlinuxBtf(root: string): CheckResult {
  const name = 'kernel BTF';
  if (hasVmlinuxBtf(root)) return ok(name, '/sys/kernel/btf/vmlinux');
  return missing(name, 'none', exitCodes.kernel, 'run a kernel that is built with CONFIG_DEBUG_INFO_BTF=y');
}

/** `isNeeded`: fentry is forced. Without it, the hooks are kprobes where this BTF is not there. */
export function checkTlsBtf(root: string, isNeeded: boolean): CheckResult {
  const name = 'tls BTF';
  const has = hasTlsBtf(root);
  if (has === undefined) return warning(name, 'not known before tls is loaded', 'modprobe tls, and --check again');
  if (has) {
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
