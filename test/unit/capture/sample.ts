// SPDX-License-Identifier: Apache-2.0
import {
  CONNECTION_END_BYTES,
  CONNECTION_END_OFFSETS,
  EVENT_BYTES,
  EVENT_OFFSETS,
  KINDS,
} from '../../../src/capture/event-layout.ts';

/** Bytes of each field of struct ktls_event (bpf/ktls.h). */
export const FIELD_BYTES = {
  ktime_boot_ns: 8,
  connection_ns: 8,
  stream_offset: 8,
  cgroup_id: 8,
  netns: 8,
  tgid: 4,
  tid: 4,
  uid: 4,
  length: 4,
  captured_length: 4,
  connection_cpu: 4,
  call_offset: 4,
  missed: 4,
  sent_start: 4,
  received_start: 4,
  kind: 1,
  direction: 1,
  operation: 1,
  record_type: 1,
  offload: 1,
  family: 1,
  flags: 2,
  tls_version: 2,
  cipher_type: 2,
  local_port: 2,
  peer_port: 2,
  local_address: 16,
  peer_address: 16,
  comm: 16,
} as const satisfies Record<keyof typeof EVENT_OFFSETS, number>;

type Field = keyof typeof FIELD_BYTES;
/** Numbers are written little-endian; bytes as they are, the rest of the field 0. */
export type SampleFields = Partial<Record<Field, number | bigint | Buffer>>;

/** A call that sent 0 bytes on an IPv4 connection, TLS 1.3, in one sample, as the kernel describes it. */
const TYPICAL: SampleFields = {
  ktime_boot_ns: 1_000_000_000n,
  connection_ns: 0xabcdef,
  connection_cpu: 1,
  cgroup_id: 77,
  netns: 12,
  tgid: 1234,
  tid: 1235,
  uid: 1000,
  record_type: 23,
  flags: 16,
  offload: 1,
  tls_version: 0x0304,
  cipher_type: 51,
  family: 2,
  local_port: 40_000,
  peer_port: 443,
  local_address: Buffer.from([127, 0, 0, 1]),
  peer_address: Buffer.from([192, 0, 2, 10]),
  comm: Buffer.from('ktls_client'),
};

/** A sample of `fields` over TYPICAL, with a payload whose length is both lengths unless `fields` says otherwise. */
export function encodeSample(fields: SampleFields = {}, payload: Buffer = Buffer.alloc(0)): Buffer {
  const header = Buffer.alloc(EVENT_BYTES);
  const all: SampleFields = { length: payload.length, captured_length: payload.length, ...TYPICAL, ...fields };
  for (const [name, value] of Object.entries(all) as [Field, number | bigint | Buffer][]) {
    const bytes = FIELD_BYTES[name];
    const field = header.subarray(EVENT_OFFSETS[name], EVENT_OFFSETS[name] + bytes);
    if (Buffer.isBuffer(value)) value.copy(field);
    else if (bytes === 8) field.writeBigUInt64LE(BigInt(value));
    else field.writeUIntLE(Number(value), 0, bytes);
  }
  return Buffer.concat([header, payload]);
}

export interface EndFields {
  txBytes?: number | bigint;
  rxBytes?: number | bigint;
  txCalls?: number | bigint;
  rxCalls?: number | bigint;
  error?: number;
  state?: number;
  fin?: number;
  shutDown?: number;
  txMissed?: number;
  rxMissed?: number;
}

/** The sample of a connection's end, closed by this side without an error unless `end` says otherwise. */
export function encodeClose(fields: SampleFields = {}, end: EndFields = {}): Buffer {
  const { txBytes = 0, rxBytes = 0, txCalls = 0, rxCalls = 0, error = 0, state = 1, fin = 0, shutDown = 0 } = end;
  const { txMissed = 0, rxMissed = 0 } = end;
  const at = CONNECTION_END_OFFSETS;
  const payload = Buffer.alloc(CONNECTION_END_BYTES);
  [txBytes, rxBytes].forEach((bytes, i) => payload.writeBigUInt64LE(BigInt(bytes), at.bytes + 8 * i));
  [txCalls, rxCalls].forEach((calls, i) => payload.writeBigUInt64LE(BigInt(calls), at.calls + 8 * i));
  [txMissed, rxMissed].forEach((calls, i) => payload.writeUInt32LE(calls, at.missed + 4 * i));
  payload.writeUInt32LE(error, at.error);
  payload.writeUInt8(state, at.state);
  payload.writeUInt8(fin, at.fin);
  payload.writeUInt8(shutDown, at.shut_down);
  return encodeSample({ kind: KINDS.close, length: 0, ...fields }, payload);
}

/** The sample that tells of a process. */
export function encodeProcess(name: string | Buffer, path: string | Buffer, fields: SampleFields = {}): Buffer {
  const [nameBytes, pathBytes] = [Buffer.from(name), Buffer.from(path)];
  return encodeSample(
    { kind: KINDS.process, length: nameBytes.length, flags: 0, ...fields },
    Buffer.concat([nameBytes, pathBytes]),
  );
}
