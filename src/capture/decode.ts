// SPDX-License-Identifier: Apache-2.0
import { addressText, networkType } from './addresses.ts';
import type { Call, CapturedEvent } from './event.ts';
import {
  DIRECTION_RX,
  EVENT_BYTES,
  EVENT_OFFSETS as AT,
  FLAG_CONNECTION_PARTIAL,
  FLAG_CONNECTION_UNKNOWN,
  KIND_CLOSE,
  KIND_DATA,
  OPERATIONS,
} from './event-layout.ts';
import { Sensitive } from './sensitive.ts';
import { cipherName, cipherSuiteName, recordTypeName, tlsVersionName } from './tls-names.ts';

/** TLS_HW and TLS_HW_RECORD of the kernel's net/tls.h: the network device encrypts. */
const FIRST_DEVICE_CONF = 2;
const COMM_BYTES = 16;

/** Turns boot time (nanoseconds) into wall clock; see BootClock. */
export interface WallClock {
  wallNanos(bootNanos: bigint): bigint;
  nowNanos(): bigint;
}

/**
 * A sample of the ring buffer (struct ktls_event and its payload) as an event; undefined when it is malformed, which
 * the caller counts. The payload is copied: the sample's memory is the kernel's again as soon as it is consumed.
 */
export function decodeSample(sample: Buffer, clock: WallClock): CapturedEvent | undefined {
  if (sample.length < EVENT_BYTES) return undefined;
  const kind = sample[AT.kind];
  if (kind === KIND_CLOSE) return { kind: 'close', connectionId: readConnectionId(sample) };
  const capturedLength = sample.readUInt32LE(AT.captured_length);
  if (kind !== KIND_DATA || EVENT_BYTES + capturedLength > sample.length) return undefined;
  const call = readCall(sample, clock);
  if (!call || capturedLength > call.length) return undefined;
  const payload =
    capturedLength === 0
      ? Sensitive.EMPTY
      : new Sensitive(Buffer.from(sample.subarray(EVENT_BYTES, EVENT_BYTES + capturedLength)));
  return { kind: 'data', call, payload };
}

function readConnectionId(sample: Buffer): string {
  const firstSeen = sample.readBigUInt64LE(AT.connection_ns).toString(16);
  return `${firstSeen}-${sample.readUInt32LE(AT.connection_cpu).toString(16)}`;
}

function readComm(sample: Buffer): string {
  let end = AT.comm;
  while (end < AT.comm + COMM_BYTES && sample[end] !== 0) end++;
  return sample.toString('utf8', AT.comm, end);
}

function readCall(sample: Buffer, clock: WallClock): Call | undefined {
  const operation = OPERATIONS[sample[AT.operation] ?? -1];
  if (operation === undefined) return undefined;
  const flags = sample[AT.flags] ?? 0;
  const family = sample.readUInt16LE(AT.family);
  const version = sample.readUInt16LE(AT.tls_version);
  const cipherType = sample.readUInt16LE(AT.cipher_type);
  const bootTimeNanos = sample.readBigUInt64LE(AT.ktime_boot_ns);
  const timeUnixNanos = clock.wallNanos(bootTimeNanos);
  const now = clock.nowNanos();
  return {
    bootTimeNanos,
    timeUnixNanos,
    // `now` was read before this batch, so a call that returned meanwhile may be later.
    observedTimeUnixNanos: now < timeUnixNanos ? timeUnixNanos : now,
    direction: sample[AT.direction] === DIRECTION_RX ? 'RX' : 'TX',
    operation,
    recordType: recordTypeName(sample[AT.record_type] ?? 0),
    pid: sample.readUInt32LE(AT.tgid),
    tid: sample.readUInt32LE(AT.tid),
    uid: sample.readUInt32LE(AT.uid),
    comm: readComm(sample),
    cgroupId: sample.readBigUInt64LE(AT.cgroup_id),
    length: sample.readUInt32LE(AT.length),
    connectionId: flags & FLAG_CONNECTION_UNKNOWN ? undefined : readConnectionId(sample),
    connectionPartial: (flags & FLAG_CONNECTION_PARTIAL) !== 0,
    streamOffset: Number(sample.readBigUInt64LE(AT.stream_offset)),
    offload: (sample[AT.offload] ?? 0) >= FIRST_DEVICE_CONF ? 'device' : 'software',
    tlsVersion: tlsVersionName(version),
    cipher: cipherName(cipherType),
    cipherSuite: cipherSuiteName(cipherType, version),
    networkType: networkType(family, sample, AT.local_address),
    localAddress: addressText(family, sample, AT.local_address),
    localPort: sample.readUInt16LE(AT.local_port),
    peerAddress: addressText(family, sample, AT.peer_address),
    peerPort: sample.readUInt16LE(AT.peer_port),
  };
}
