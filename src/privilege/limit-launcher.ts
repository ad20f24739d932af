// SPDX-License-Identifier: Apache-2.0
import { openSync, readFileSync } from 'node:fs';
import { capabilityNumber } from '../check/process-rights.ts';
import { NativeError } from '../ffi/native.ts';
import { openProcessCalls } from '../ffi/process-calls.ts';
import { replaceProcess } from '../ffi/replace-process.ts';
import { giveUpRights, keepAtExec } from './give-up-rights.ts';

/** What the launcher uses; SECURITY.md says of each for what. */
const USED = [
  ...(['CAP_BPF', 'CAP_PERFMON', 'CAP_SYS_ADMIN', 'CAP_SYSLOG', 'CAP_SYS_RESOURCE'] as const),
  ...(['CAP_DAC_OVERRIDE', 'CAP_DAC_READ_SEARCH', 'CAP_SYS_PTRACE'] as const),
  ...(['CAP_SETUID', 'CAP_SETGID', 'CAP_SETPCAP'] as const),
].map(capabilityNumber);

/** Of this process, that it has been here. */
const MARK = 'KTLS-OTEL-LIMITED';

/**
 * Goes on as the same program, with the same pid, of which no thread has other capabilities than the launcher uses. Returns
 * where that is so already, or can't be.
 */
export function limitLauncher(): void {
  const mark = process.env[MARK];
  delete process.env[MARK];
  const held = permittedCapabilities();
  const kept = held.filter((capability) => USED.includes(capability));
  if (mark === String(process.pid) || kept.length === held.length) return;
  try {
    const libc = openProcessCalls();
    const node = openSync(process.execPath, 'r');
    giveUpRights(libc, { user: undefined, capabilities: kept });
    keepAtExec(libc, [0, 1, 2]);
    const args = [process.execPath, ...process.execArgv, ...process.argv.slice(1)];
    replaceProcess(libc, node, args, { ...process.env, [MARK]: String(process.pid) });
  } catch (error) {
    if (!(error instanceof NativeError)) throw error;
    // What is missing besides is said by the check of the host.
  }
}

/** By their numbers: those of the first thread, `CapPrm` of /proc/self/status. */
function permittedCapabilities(): number[] {
  const mask = BigInt(`0x${/^CapPrm:\s+([0-9a-f]+)$/m.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
  return Array.from({ length: 64 }, (_, capability) => capability).filter(
    (capability) => (mask & (1n << BigInt(capability))) !== 0n,
  );
}
