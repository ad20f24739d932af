// SPDX-License-Identifier: Apache-2.0
import type { WallClock } from './boot-clock.ts';
import { decodeData } from './decode-data.ts';
import { type CallOrigins, readBootNanos, readOrigin, timesOf } from './decode-origin.ts';
import type { CapturedEvent, CloseEvent, ProcessEvent } from './event.ts';
import {
  EVENT_OFFSETS as AT,
  CHUNK_BYTES,
  CONNECTION_END_BYTES,
  CONNECTION_END_OFFSETS as END,
  EVENT_BYTES,
  FLAGS,
  KINDS,
  SHUT_DOWNS,
} from './event-layout.ts';

/** NAME_MAX: bytes of a file's name at most. */
const NAME_BYTES = 255;

/**
 * A sample of the ring buffer (struct ktls_event and its payload) as an event; undefined when it is malformed, which
 * the caller counts. The payload is copied: the sample's memory is the kernel's again as soon as it is consumed.
 */
export function decodeSample(sample: Buffer, clock: WallClock, origins: CallOrigins): CapturedEvent | undefined {
  if (sample.length < EVENT_BYTES) return undefined;
  const flags = sample.readUInt16LE(AT.flags);
  const capturedLength = sample.readUInt32LE(AT.captured_length);
  if (capturedLength > CHUNK_BYTES || EVENT_BYTES + capturedLength > sample.length) return undefined;
  switch (sample[AT.kind]) {
    case KINDS.data:
      return decodeData(sample, capturedLength, flags, clock, origins);
    case KINDS.open:
      return capturedLength === 0
        ? { kind: 'open', ...timesOf(readBootNanos(sample), clock), origin: readOrigin(sample, flags) }
        : undefined;
    case KINDS.close:
      return capturedLength === CONNECTION_END_BYTES ? decodeClose(sample, flags, clock) : undefined;
    case KINDS.process:
      return decodeProcess(sample, capturedLength);
    default:
      return undefined;
  }
}

function decodeClose(sample: Buffer, flags: number, clock: WallClock): CloseEvent | undefined {
  const number = (at: number): number => Number(sample.readBigUInt64LE(EVENT_BYTES + at));
  const bytes = { TX: number(END.bytes), RX: number(END.bytes + 8) };
  const calls = { TX: number(END.calls), RX: number(END.calls + 8) };
  const missedAt = EVENT_BYTES + END.missed;
  const missed = { TX: sample.readUInt32LE(missedAt), RX: sample.readUInt32LE(missedAt + 4) };
  const nanos = readBootNanos(sample) - sample.readBigUInt64LE(AT.connection_ns);
  const counts = [bytes.TX, bytes.RX, calls.TX, calls.RX];
  if (!counts.every(Number.isSafeInteger) || nanos < 0n) return undefined;
  return {
    kind: 'close',
    ...timesOf(readBootNanos(sample), clock),
    origin: readOrigin(sample, flags),
    end: {
      durationSeconds: flags & FLAGS.connection_unknown ? undefined : Number(nanos) / 1e9,
      bytes,
      calls,
      missed,
      error: sample.readUInt32LE(EVENT_BYTES + END.error),
      state: sample[EVENT_BYTES + END.state] ?? 0,
      isFinReceived: sample[EVENT_BYTES + END.fin] === 1,
      shutDown: SHUT_DOWNS[sample[EVENT_BYTES + END.shut_down] ?? 0],
    },
  };
}

function decodeProcess(sample: Buffer, capturedLength: number): ProcessEvent | undefined {
  const nameLength = sample.readUInt32LE(AT.length);
  if (nameLength > NAME_BYTES || nameLength > capturedLength) return undefined;
  const pathStart = EVENT_BYTES + nameLength;
  return {
    kind: 'process',
    bootNanos: readBootNanos(sample),
    pid: sample.readUInt32LE(AT.tgid),
    cgroupId: sample.readBigUInt64LE(AT.cgroup_id),
    executableName: sample.toString('utf8', EVENT_BYTES, pathStart),
    cgroupPath: sample.toString('utf8', pathStart, EVENT_BYTES + capturedLength),
  };
}
