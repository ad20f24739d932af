// SPDX-License-Identifier: Apache-2.0
import type { WallClock } from './boot-clock.ts';
import { type CallOrigins, readBootNanos, timesOf } from './decode-origin.ts';
import type { DataEvent } from './event.ts';
import { EVENT_OFFSETS as AT, EVENT_BYTES, FLAGS } from './event-layout.ts';
import { Sensitive } from './sensitive.ts';

/** A sample of data; undefined when it contradicts itself. */
export function decodeData(
  sample: Buffer,
  capturedLength: number,
  flags: number,
  clock: WallClock,
  origins: CallOrigins,
): DataEvent | undefined {
  const length = sample.readUInt32LE(AT.length);
  const callOffset = sample.readUInt32LE(AT.call_offset);
  const streamOffset = sample.readUInt32LE(AT.stream_offset) + 2 ** 32 * sample.readUInt32LE(AT.stream_offset + 4);
  const isLast = (flags & FLAGS.last) !== 0;
  if (!isPartOfCall(length, callOffset, capturedLength, isLast)) return undefined;
  if (!isPartOfStream(streamOffset, callOffset, flags)) return undefined;
  const origin = origins.of(sample, flags);
  if (origin === undefined) return undefined;
  const payload = capturedLength === 0 ? Sensitive.EMPTY : new Sensitive(copyOf(sample, capturedLength));
  const bootNanos = readBootNanos(sample);
  const { timeUnixNanos, observedTimeUnixNanos } = timesOf(bootNanos, clock);
  const call = {
    bootNanos,
    timeUnixNanos,
    observedTimeUnixNanos,
    origin,
    length,
    callOffset,
    isLast,
    streamOffset,
    missed: sample.readUInt32LE(AT.missed),
    isLeftOut: (flags & FLAGS.left_out) !== 0,
    isConcurrent: (flags & FLAGS.concurrent) !== 0,
  };
  return { kind: 'data', call, payload };
}

function copyOf(sample: Buffer, length: number): Buffer {
  const copy = Buffer.allocUnsafe(length);
  sample.copy(copy, 0, EVENT_BYTES, EVENT_BYTES + length);
  return copy;
}

/** The last sample stands for what is left of the call, whatever was copied of it; one before it leaves some. */
function isPartOfCall(length: number, callOffset: number, capturedLength: number, isLast: boolean): boolean {
  const left = length - callOffset;
  if (isLast) return capturedLength <= left && (left > 0 || callOffset === 0);
  return capturedLength > 0 && capturedLength < left;
}

function isPartOfStream(streamOffset: number, callOffset: number, flags: number): boolean {
  if (streamOffset > Number.MAX_SAFE_INTEGER) return false;
  return streamOffset >= callOffset || (flags & FLAGS.connection_unknown) !== 0;
}
