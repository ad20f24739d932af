// SPDX-License-Identifier: Apache-2.0
import { addressText, networkType } from './addresses.ts';
import type { WallClock } from './boot-clock.ts';
import type { Origin } from './event.ts';
import { EVENT_OFFSETS as AT, FLAGS } from './event-layout.ts';
import { cipherName, cipherSuiteName, tlsVersionName } from './tls-names.ts';

const COMM_BYTES = 16;

/** What the header of every data, open and close sample tells. */
export function readOrigin(sample: Buffer, flags: number, clock: WallClock): Origin {
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
    // biome-ignore lint/complexity/useMathMinMax: Math.max refuses a bigint.
    observedTimeUnixNanos: now < timeUnixNanos ? timeUnixNanos : now,
    pid: sample.readUInt32LE(AT.tgid),
    tid: sample.readUInt32LE(AT.tid),
    uid: sample.readUInt32LE(AT.uid),
    comm: readComm(sample),
    cgroupId: sample.readBigUInt64LE(AT.cgroup_id),
    isProcessTold: (flags & FLAGS.process_untold) === 0,
    executableName: undefined,
    containerId: undefined,
    connectionId: flags & FLAGS.connection_unknown ? undefined : readConnectionId(sample),
    connectionPartial: (flags & FLAGS.connection_partial) !== 0,
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

function readConnectionId(sample: Buffer): string {
  const firstSeen = sample.readBigUInt64LE(AT.connection_ns).toString(16);
  return `${firstSeen}-${sample.readUInt32LE(AT.connection_cpu).toString(16)}`;
}

function readComm(sample: Buffer): string {
  let end = AT.comm;
  while (end < AT.comm + COMM_BYTES && sample[end] !== 0) end++;
  return sample.toString('utf8', AT.comm, end);
}
