// SPDX-License-Identifier: Apache-2.0
import type { DataEvent } from '../capture/event.ts';
import type { RedactedData } from './redacted.ts';

/**
 * The redaction of one direction of one connection. It sees the stream call by call, may keep state between calls,
 * and may hold bytes back that it can't judge yet, for a bounded time and size; each call that was pushed is returned
 * once, in order, by this or a later method.
 */
export interface Redactor {
  push(event: DataEvent): RedactedData[];
  /** Bytes are missing before the next push: how many, negative when the order of the calls is not known. */
  gap(bytes: number): RedactedData[];
  /** Gives up waiting for what was held back since before `timeUnixNanos`. */
  expire(timeUnixNanos: bigint): RedactedData[];
  /** Nothing more comes: whatever is held back is returned now. */
  end(): RedactedData[];
}
