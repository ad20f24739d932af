// SPDX-License-Identifier: Apache-2.0
// struct ktls_settings of bpf/ktls.h.
import { CHUNK_BYTES } from './event-layout.ts';

/** What the programs are told before they are loaded. */
export interface ProgramSettings {
  /** Device and inode of the service's pid namespace, and its pid there: its own calls are filtered. */
  selfPidNamespaceDevice: number;
  selfPidNamespaceInode: number;
  selfPid: number;
  captureBytes: number;
  /** Number of arguments of tls_sw_recvmsg on this kernel: 6, 5 or 4. */
  recvmsgArity: number;
  /** Of tls_set_sw_offload, 3 or 2, and of tls_set_device_offload, 2 or 1, where programs are attached by fentry. */
  swOffloadArity: number;
  deviceOffloadArity: number;
  /** Whether the start and the end of a connection are records. */
  connectionRecords: boolean;
  /** Scratch that a CPU has: 1, or one for each program. */
  slots: number;
  amidContent: AmidContent;
  ringBytes: number;
  /** How many calls under way, and how many connections, a cgroup has at most. */
  cgroupCalls: number;
  cgroupConnections: number;
}

/** How much is copied of a call that lies in content (see ContentEnds), in bytes. */
export interface AmidContent {
  readonly startBytes: number;
  /** Of its end; 0: none. */
  readonly endBytes: number;
}

const SETTINGS_BYTES = 72;

export function encodeSettings(settings: ProgramSettings): Buffer {
  const bytes = Buffer.alloc(SETTINGS_BYTES);
  bytes.writeBigUInt64LE(BigInt(settings.selfPidNamespaceDevice), 0);
  bytes.writeBigUInt64LE(BigInt(settings.selfPidNamespaceInode), 8);
  bytes.writeUInt32LE(settings.selfPid, 16);
  bytes.writeUInt32LE(settings.captureBytes, 20);
  bytes.writeUInt32LE(Math.min(settings.captureBytes, CHUNK_BYTES), 24);
  bytes.writeUInt32LE(settings.recvmsgArity, 28);
  bytes.writeUInt32LE(settings.connectionRecords ? 1 : 0, 32);
  bytes.writeUInt32LE(settings.slots, 36);
  bytes.writeUInt32LE(settings.amidContent.startBytes, 40);
  bytes.writeUInt32LE(settings.amidContent.endBytes, 44);
  bytes.writeUInt32LE(settings.swOffloadArity, 48);
  bytes.writeUInt32LE(settings.deviceOffloadArity, 52);
  bytes.writeUInt32LE(settings.ringBytes, 56);
  bytes.writeUInt32LE(settings.cgroupCalls, 60);
  bytes.writeUInt32LE(settings.cgroupConnections, 64);
  return bytes;
}
