// SPDX-License-Identifier: Apache-2.0
import { readHostFile } from './host-file.ts';

// Bit numbers of include/uapi/linux/capability.h.
const bits = {
  CAP_DAC_OVERRIDE: 1n,
  CAP_DAC_READ_SEARCH: 2n,
  CAP_SETGID: 6n,
  CAP_SETUID: 7n,
  CAP_SETPCAP: 8n,
  CAP_SYS_PTRACE: 19n,
  CAP_SYS_ADMIN: 21n,
  CAP_SYS_RESOURCE: 24n,
  CAP_SYSLOG: 34n,
  CAP_PERFMON: 38n,
  CAP_BPF: 39n,
} as const;

export type Capability = keyof typeof bits;

/** What this process may do on the host: its effective user id and capabilities. */
/** Its number in the sets of capabilities(7). */
export const capabilityNumber = (name: Capability): number => Number(bits[name]);

export interface ProcessRights {
  readonly uid: number;
  /** Its user id and capabilities are those of a container's user namespace: on the host it has none. */
  readonly isInUserNamespace: boolean;
  has(capability: Capability): boolean;
}

/** From /proc/self/status: `Uid:` real, effective, saved, file system; `CapEff:` 64 bits in hexadecimal. */
export function readProcessRights(root: string): ProcessRights {
  const status = readHostFile(root, 'proc/self/status') ?? '';
  const uid = /^Uid:\s+\d+\s+(\d+)/m.exec(status)?.[1];
  const mask = BigInt(`0x${/^CapEff:\s+([0-9a-f]+)$/m.exec(status)?.[1] ?? '0'}`);
  const isInUserNamespace = readIsInUserNamespace(root);
  return {
    uid: uid === undefined || isInUserNamespace ? NaN : Number(uid),
    isInUserNamespace,
    has: (capability) => !isInUserNamespace && (mask & (1n << bits[capability])) !== 0n,
  };
}

// The host's maps all ids to themselves (user_namespaces(7)). Without CONFIG_USER_NS there is no file.
function readIsInUserNamespace(root: string): boolean {
  const map = readHostFile(root, 'proc/self/uid_map');
  return map !== undefined && !/^\s*0\s+0\s+4294967295\s*$/.test(map);
}
