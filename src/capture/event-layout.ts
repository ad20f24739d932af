// SPDX-License-Identifier: Apache-2.0
// struct ktls_event of bpf/ktls.h: byte offsets of its fields. A test compares them with the object's BTF.

export const EVENT_OFFSETS = {
  ktime_boot_ns: 0,
  connection_ns: 8,
  stream_offset: 16,
  cgroup_id: 24,
  tgid: 32,
  tid: 36,
  uid: 40,
  length: 44,
  captured_length: 48,
  connection_cpu: 52,
  kind: 56,
  direction: 57,
  operation: 58,
  record_type: 59,
  flags: 60,
  offload: 61,
  tls_version: 62,
  cipher_type: 64,
  family: 66,
  local_port: 68,
  peer_port: 70,
  local_address: 72,
  peer_address: 88,
  comm: 104,
} as const;

/** Bytes of the header; the captured plaintext follows. */
export const EVENT_BYTES = 120;

export const KIND_DATA = 0;
export const KIND_CLOSE = 1;
export const DIRECTION_RX = 1;
export const FLAG_CONNECTION_PARTIAL = 1;
export const FLAG_CONNECTION_UNKNOWN = 4;

/** enum ktls_operation */
export const OPERATIONS = ['sendmsg', 'recvmsg'] as const;
