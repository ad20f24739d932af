// SPDX-License-Identifier: Apache-2.0
import type { CapturedRecord } from '../../../src/records/captured-record.ts';

/** All that a record says, without getters. */
export function plainRecord(record: CapturedRecord): CapturedRecord {
  const { eventName, timeUnixNanos, observedTimeUnixNanos, body, attributes, span, events } = record;
  return { eventName, timeUnixNanos, observedTimeUnixNanos, body, attributes, span, events };
}
