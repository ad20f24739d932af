// SPDX-License-Identifier: Apache-2.0
import type { HrTime } from '@opentelemetry/api';

/** Nanoseconds since the epoch as OpenTelemetry's seconds and nanoseconds. */
export function toHrTime(nanos: bigint): HrTime {
  return [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)];
}
