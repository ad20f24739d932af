// SPDX-License-Identifier: Apache-2.0
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { TIMES } from '../capture/events.ts';

/** A record of one event that says nothing but its body, unless `more` does. */
export function recordOf(body: string, more: Partial<CapturedRecord> = {}): CapturedRecord {
  return { ...TIMES, eventName: 'ktls.data', body, attributes: {}, span: undefined, events: 1, ...more };
}
