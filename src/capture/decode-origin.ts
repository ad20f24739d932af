// SPDX-License-Identifier: Apache-2.0
import { escapeInText } from '../base/steering.ts';
import { addressText, networkType } from './addresses.ts';
import type { WallClock } from './boot-clock.ts';
import type { CallOrigin, Origin, Times } from './event.ts';
import { EVENT_OFFSETS as AT, DIRECTIONS, EVENT_BYTES, FLAGS, OPERATIONS } from './event-layout.ts';
import { cipherName, cipherSuiteName, recordTypeName, tlsVersionName } from './tls-names.ts';

const COMM_BYTES = 16;
/** TLS_HW and TLS_HW_RECORD of the kernel's net/tls.h: the network device encrypts. */
const FIRST_DEVICE_CONF = 2;
const LAST_CONF = 3;

/** Slots of CallOrigins: connections that are busy at the same time. */
const SLOTS = 4096;
const ORIGIN_FLAGS =
  FLAGS.connection_partial | FLAGS.connection_unknown | FLAGS.process_untold | FLAGS.one_way | FLAGS.kernel_socket;
/** What of a header does not say who, where or what kind of call: times, lengths, offsets and other flags. */
const OF_THE_CALL: readonly (readonly [offset: number, bytes: number])[] = [
  [AT.ktime_boot_ns, 8],
  [AT.stream_offset, 8],
  [AT.length, 4],
  [AT.captured_length, 4],
  [AT.call_offset, 4],
  [AT.missed, 4],
  [AT.flags, 2],
];
const OF_THE_ORIGIN = Uint8Array.from(
  Array.from({ length: EVENT_BYTES }, (_, at) => at).filter(
    (at) => !OF_THE_CALL.some(([offset, bytes]) => at >= offset && at < offset + bytes),
  ),
);
const KEY_BYTES = OF_THE_ORIGIN.length + 2;

/** The origins of calls: the same object as long as headers say the same and the slot is no other connection's. */
export class CallOrigins {
  readonly #keys = new Uint8Array(SLOTS * KEY_BYTES);
  readonly #origins = new Array<CallOrigin | undefined>(SLOTS);

  /** undefined: the header contradicts itself. */
  of(sample: Buffer, flags: number): CallOrigin | undefined {
    const slot = slotOf(sample);
    const start = slot * KEY_BYTES;
    const known = this.#origins[slot];
    if (known !== undefined && this.#isSame(start, sample, flags)) return known;
    const origin = readCallOrigin(sample, flags);
    if (origin === undefined) return undefined;
    this.#keys[start] = flags & ORIGIN_FLAGS;
    this.#keys[start + 1] = (flags & ORIGIN_FLAGS) >> 8;
    for (const [place, at] of OF_THE_ORIGIN.entries()) this.#keys[start + 2 + place] = sample[at] ?? 0;
    this.#origins[slot] = origin;
    return origin;
  }

  #isSame(start: number, sample: Buffer, flags: number): boolean {
    const keys = this.#keys;
    const ofOrigin = flags & ORIGIN_FLAGS;
    if (keys[start] !== (ofOrigin & 0xff) || keys[start + 1] !== ofOrigin >> 8) return false;
    for (let index = 0; index < OF_THE_ORIGIN.length; index += 1)
      if (keys[start + 2 + index] !== sample[OF_THE_ORIGIN[index] ?? 0]) return false;
    return true;
  }
}

/** Connections that were first seen one after the other, and both directions of one, have slots of their own. */
function slotOf(sample: Buffer): number {
  const id = Math.imul(sample.readUInt32LE(AT.connection_ns) ^ sample.readUInt32LE(AT.tid), 0x9e3779b1) >>> 18;
  return (id ^ ((sample[AT.direction] ?? 0) << 11)) % SLOTS;
}

function readCallOrigin(sample: Buffer, flags: number): CallOrigin | undefined {
  const direction = DIRECTIONS[sample[AT.direction] ?? -1];
  const operation = OPERATIONS[sample[AT.operation] ?? -1];
  const offload = sample[AT.offload] ?? 0;
  if (direction === undefined || operation === undefined || offload > LAST_CONF) return undefined;
  return {
    ...readOrigin(sample, flags),
    direction,
    operation,
    recordType: recordTypeName(sample[AT.record_type] ?? 0),
    offload: offload >= FIRST_DEVICE_CONF ? 'device' : 'software',
    isOneWay: (flags & FLAGS.one_way) !== 0,
  };
}

/** What the header of every data, open and close sample tells. */
export function readOrigin(sample: Buffer, flags: number): Origin {
  const family = sample[AT.family] ?? 0;
  const version = sample.readUInt16LE(AT.tls_version);
  const cipherType = sample.readUInt16LE(AT.cipher_type);
  return {
    pid: sample.readUInt32LE(AT.tgid),
    tid: sample.readUInt32LE(AT.tid),
    uid: sample.readUInt32LE(AT.uid),
    comm: readComm(sample),
    cgroupId: sample.readBigUInt64LE(AT.cgroup_id),
    isProcessTold: (flags & FLAGS.process_untold) === 0,
    isKernelSocket: (flags & FLAGS.kernel_socket) !== 0,
    executableName: undefined,
    executablePath: undefined,
    owner: undefined,
    containerId: undefined,
    podUid: undefined,
    service: undefined,
    connectionId: flags & FLAGS.connection_unknown ? undefined : readConnectionId(sample),
    connectionPartial: (flags & FLAGS.connection_partial) !== 0,
    networkNamespace: sample.readBigUInt64LE(AT.netns),
    sentStart: sample.readUInt32LE(AT.sent_start),
    receivedStart: sample.readUInt32LE(AT.received_start),
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

export const readBootNanos = (sample: Buffer): bigint => sample.readBigUInt64LE(AT.ktime_boot_ns);

export function timesOf(bootNanos: bigint, clock: WallClock): Times {
  const wallNanos = clock.wallNanos(bootNanos);
  // A clock that was never set: 0 is OTLP's "unknown".
  const timeUnixNanos = wallNanos < 0n ? 0n : wallNanos;
  const now = clock.nowNanos();
  // `now` was read before this batch, so a call that returned meanwhile may be later.
  return { timeUnixNanos, observedTimeUnixNanos: now < timeUnixNanos ? timeUnixNanos : now };
}

function readConnectionId(sample: Buffer): string {
  return connectionIdOf(sample.readBigUInt64LE(AT.connection_ns), sample.readUInt32LE(AT.connection_cpu));
}

/** `ns`: when the connection was first seen, by CLOCK_BOOTTIME; `cpu`: where. */
export const connectionIdOf = (ns: bigint, cpu: number): string => `${ns.toString(16)}-${cpu.toString(16)}`;

/** What connectionIdOf made the id of. */
export function connectionKey(connectionId: string): { ns: bigint; cpu: number } {
  const [firstSeen, cpu] = connectionId.split('-');
  return { ns: BigInt(`0x${firstSeen}`), cpu: Number.parseInt(cpu ?? '', 16) };
}

/** A program names its own threads: with escapes in place of controls. */
function readComm(sample: Buffer): string {
  let end = AT.comm;
  while (end < AT.comm + COMM_BYTES && sample[end] !== 0) end++;
  return escapeInText(sample.toString('utf8', AT.comm, end));
}
