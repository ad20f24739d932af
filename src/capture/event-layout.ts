// SPDX-License-Identifier: Apache-2.0
// struct ktls_event and struct ktls_connection_end of bpf/ktls.h: byte offsets of their fields. A test compares them
// with the object's BTF.

export const EVENT_OFFSETS = {
  ktime_boot_ns: 0,
  connection_ns: 8,
  stream_offset: 16,
  cgroup_id: 24,
  netns: 32,
  tgid: 40,
  tid: 44,
  uid: 48,
  length: 52,
  captured_length: 56,
  connection_cpu: 60,
  call_offset: 64,
  missed: 68,
  sent_start: 72,
  received_start: 76,
  kind: 80,
  direction: 81,
  operation: 82,
  record_type: 83,
  offload: 84,
  family: 85,
  flags: 86,
  tls_version: 88,
  cipher_type: 90,
  local_port: 92,
  peer_port: 94,
  local_address: 96,
  peer_address: 112,
  comm: 128,
} as const;

/** Bytes of the header; captured_length bytes of payload follow. */
export const EVENT_BYTES = 144;
/** KTLS_CHUNK_BYTES: payload of a sample at most. */
export const CHUNK_BYTES = 16_384;

/**
 * The payload of a close. By enum ktls_direction, `bytes` and `calls` are two numbers of 64 bits each, `missed` two of 32.
 */
export const CONNECTION_END_OFFSETS = {
  bytes: 0,
  calls: 16,
  missed: 32,
  error: 40,
  state: 44,
  fin: 45,
  shut_down: 46,
  padding: 47,
} as const;
export const CONNECTION_END_BYTES = 48;

/** enum ktls_shut_down */
export const SHUT_DOWNS = [undefined, 'first', 'second'] as const;

/** enum ktls_kind */
export const KINDS = { data: 0, close: 1, open: 2, process: 3 } as const;

/** enum ktls_direction */
export const DIRECTIONS = ['TX', 'RX'] as const;

/** enum ktls_operation */
export const OPERATIONS = ['sendmsg', 'sendpage', 'recvmsg', 'splice_read', 'read_sock'] as const;

/** KTLS_ERRNOS, and with it struct ktls_failures: a number of 64 bits for each errno. */
export const ERRNOS = 134;

/** enum ktls_flag */
export const FLAGS = {
  connection_partial: 1,
  faulted: 2,
  connection_unknown: 4,
  concurrent: 8,
  last: 16,
  process_untold: 32,
  left_out: 64,
  one_way: 128,
  kernel_socket: 256,
} as const;
