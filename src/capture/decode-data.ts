// SPDX-License-Identifier: Apache-2.0
import type { WallClock } from './boot-clock.ts';
import { readOrigin } from './decode-origin.ts';
import type { Call, DataEvent } from './event.ts';
import { EVENT_OFFSETS as AT, DIRECTIONS, EVENT_BYTES, FLAGS, OPERATIONS } from './event-layout.ts';
import { Sensitive } from './sensitive.ts';
import { recordTypeName } from './tls-names.ts';

/** TLS_HW and TLS_HW_RECORD of the kernel's net/tls.h: the network device encrypts. */
const FIRST_DEVICE_CONF = 2;
const LAST_CONF = 3;

/** A sample of data; undefined when it contradicts itself. */
export function decodeData(
  sample: Buffer,
  capturedLength: number,
  flags: number,
  clock: WallClock,
): DataEvent | undefined {
  const direction = DIRECTIONS[sample[AT.direction] ?? -1];
  const operation = OPERATIONS[sample[AT.operation] ?? -1];
  const offload = sample[AT.offload] ?? 0;
  const length = sample.readUInt32LE(AT.length);
  const callOffset = sample.readUInt32LE(AT.call_offset);
  const streamOffset = Number(sample.readBigUInt64LE(AT.stream_offset));
  const isLast = (flags & FLAGS.last) !== 0;
  if (direction === undefined || operation === undefined || offload > LAST_CONF) return undefined;
  if (!isPartOfCall(length, callOffset, capturedLength, isLast)) return undefined;
  if (!isPartOfStream(streamOffset, callOffset, flags)) return undefined;
  const payload =
    capturedLength === 0
      ? Sensitive.EMPTY
      : new Sensitive(Buffer.from(sample.subarray(EVENT_BYTES, EVENT_BYTES + capturedLength)));
  const origin = readOrigin(sample, flags, clock);
  // Written out: a spread of so many fields took V8 four times as long as all else that is done with a record.
  const call: Call = {
    bootTimeNanos: origin.bootTimeNanos,
    timeUnixNanos: origin.timeUnixNanos,
    observedTimeUnixNanos: origin.observedTimeUnixNanos,
    pid: origin.pid,
    tid: origin.tid,
    uid: origin.uid,
    comm: origin.comm,
    cgroupId: origin.cgroupId,
    isProcessTold: origin.isProcessTold,
    executableName: origin.executableName,
    containerId: origin.containerId,
    connectionId: origin.connectionId,
    connectionPartial: origin.connectionPartial,
    tlsVersion: origin.tlsVersion,
    cipher: origin.cipher,
    cipherSuite: origin.cipherSuite,
    networkType: origin.networkType,
    localAddress: origin.localAddress,
    localPort: origin.localPort,
    peerAddress: origin.peerAddress,
    peerPort: origin.peerPort,
    direction,
    operation,
    recordType: recordTypeName(sample[AT.record_type] ?? 0),
    length,
    callOffset,
    isLast,
    streamOffset,
    missed: sample.readUInt32LE(AT.missed),
    isConcurrent: (flags & FLAGS.concurrent) !== 0,
    offload: offload >= FIRST_DEVICE_CONF ? 'device' : 'software',
  };
  return { kind: 'data', call, payload };
}

/** The last sample stands for what is left of the call, whatever was copied of it; one before it leaves some. */
function isPartOfCall(length: number, callOffset: number, capturedLength: number, isLast: boolean): boolean {
  const left = length - callOffset;
  if (isLast) return capturedLength <= left && (left > 0 || callOffset === 0);
  return capturedLength > 0 && capturedLength < left;
}

function isPartOfStream(streamOffset: number, callOffset: number, flags: number): boolean {
  if (flags & FLAGS.connection_unknown) return true;
  return streamOffset >= callOffset && streamOffset <= Number.MAX_SAFE_INTEGER;
}
