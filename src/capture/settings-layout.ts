// SPDX-License-Identifier: Apache-2.0
// struct ktls_settings of bpf/ktls.h.

/** What the programs are told before they are loaded. */
export interface ProgramSettings {
  /** Device and inode of the service's pid namespace, and its pid there: its own calls are filtered. */
  selfPidNamespaceDevice: number;
  selfPidNamespaceInode: number;
  selfPid: number;
  captureBytes: number;
  /** Number of arguments of tls_sw_recvmsg on this kernel: 6, 5 or 4. */
  recvmsgArity: number;
}

export const SETTINGS_BYTES = 32;

export function encodeSettings(settings: ProgramSettings): Buffer {
  const bytes = Buffer.alloc(SETTINGS_BYTES);
  bytes.writeBigUInt64LE(BigInt(settings.selfPidNamespaceDevice), 0);
  bytes.writeBigUInt64LE(BigInt(settings.selfPidNamespaceInode), 8);
  bytes.writeUInt32LE(settings.selfPid, 16);
  bytes.writeUInt32LE(settings.captureBytes, 20);
  bytes.writeUInt32LE(settings.recvmsgArity, 24);
  return bytes;
}
