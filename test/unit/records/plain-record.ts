// SPDX-License-Identifier: Apache-2.0
import type { CapturedRecord } from '../../../src/records/captured-record.ts';

/** All that a record says, without getters. */
export function plainRecord(record: CapturedRecord): CapturedRecord {
  const { eventName, severity, timeUnixNanos, observedTimeUnixNanos, body, attributes, span, events } = record;
  return {
    eventName,
    ...(severity === undefined ? {} : { severity }),
    timeUnixNanos,
    observedTimeUnixNanos,
    body,
    attributes,
    span,
    events,
  };
}
