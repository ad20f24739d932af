// SPDX-License-Identifier: Apache-2.0
import { exitCodes } from '../base/exit-code.ts';
import { type CheckResult, missing, ok, warning } from './check-result.ts';
import { hostFileExists, readHostFile } from './host-file.ts';
import { readKernelConfig } from './kernel-config.ts';

export type TlsModule = 'built-in' | 'loaded' | 'absent';

/** How the kernel's TLS is there now. */
export function readTlsModule(root: string): TlsModule {
  if (readKernelConfig(root)?.get('CONFIG_TLS') === 'y') return 'built-in';
  if (hostFileExists(root, 'sys/module/tls')) return 'loaded';
  // A module's symbols end in its name: `ffffffffc0a01230 t tls_sw_sendmsg\t[tls]`.
  const symbol = /^\S+ \S tls_sw_sendmsg(\s+\[tls\])?$/m.exec(readHostFile(root, 'proc/kallsyms') ?? '');
  if (symbol === null) return 'absent';
  return symbol[1] === undefined ? 'built-in' : 'loaded';
}

/**
 * Whether the kernel's TLS can be hooked: it is built in, or a module whose start is over. Cheap, to be asked again and
 * again. A module has its state before it makes the file in /proc/net; what is built in has the file and no state.
 */
export function isTlsLive(root: string): boolean {
  if (!hostFileExists(root, 'proc/net/tls_stat')) return false;
  const state = readHostFile(root, 'sys/module/tls/initstate')?.trim();
  return state === undefined || state === 'live';
}

export function checkTlsOption(root: string): CheckResult {
  const name = 'CONFIG_TLS';
  const config = readKernelConfig(root);
  const value = config?.get(name);
  if (value === 'y' || value === 'm') return ok(name, value);
  // A module that was built apart from its kernel.
  if (readTlsModule(root) !== 'absent') return ok(name, 'tls is there');
  if (config === undefined) {
    return warning(name, 'unknown: no kernel configuration to read', 'modprobe tls shows whether it is set');
  }
  return missing(name, 'not set', exitCodes.kernel, 'run a kernel that is built with CONFIG_TLS=m');
}

export function checkTlsModule(root: string): CheckResult {
  const name = 'tls module';
  const found = readTlsModule(root);
  if (found !== 'absent') return ok(name, found);
  const whatToDo = 'nothing, it is waited for; modprobe tls loads it, at boot: echo tls > /etc/modules-load.d/tls.conf';
  return warning(name, 'not loaded', whatToDo);
}
