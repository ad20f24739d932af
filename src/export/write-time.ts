// SPDX-License-Identifier: Apache-2.0
import type { HrTime, TimeInput } from '@opentelemetry/api';
import { timeInputToHrTime } from '@opentelemetry/core';
import type { ProtobufWriter } from './protobuf-writer.ts';

const NANOS_PER_SECOND = 1e9;
const TWO_TO_16 = 0x10000;
const TWO_TO_32 = 0x100000000;

/**
 * Unix nanoseconds as fixed64, exactly: seconds * 1e9 passes 2^53, so the product is made of 16-bit halves of the
 * seconds. A time before 1970 is written as 0, OTLP's "unknown".
 */
export function writeTime(writer: ProtobufWriter, time: TimeInput): void {
  const [seconds, nanos]: HrTime = timeInputToHrTime(time);
  if (!(seconds >= 0)) {
    writer.fixed64(0, 0);
    return;
  }
  const upper = Math.floor(seconds / TWO_TO_16) * NANOS_PER_SECOND;
  const lower = (seconds & 0xffff) * NANOS_PER_SECOND + nanos;
  // Operators on bits take the lowest 32 of any whole number below 2^53, and are faster than %.
  const low = (upper & 0xffff) * TWO_TO_16 + (lower >>> 0);
  const high = Math.floor(upper / TWO_TO_16) + Math.floor(lower / TWO_TO_32) + (low >= TWO_TO_32 ? 1 : 0);
  writer.fixed64(low >>> 0, high >>> 0);
}
