// SPDX-License-Identifier: Apache-2.0
import type { DataEvent } from '../capture/event.ts';
import type { Gap } from '../stream/stream-item.ts';
import type { RedactedData } from './redacted.ts';

/**
 * The redaction of one direction of one connection. It sees the stream sample by sample, may keep state between them,
 * and may hold bytes back that it can't judge yet, for a bounded time and size; each sample that was pushed is returned
 * once, in order, by this or a later method.
 */
export interface Redactor {
  push(event: DataEvent): RedactedData[];
  /** Bytes are missing before the next push, or its place in the stream is not known. */
  gap(gap: Gap): RedactedData[];
  /** Gives up waiting for what was held back since before `timeUnixNanos`. */
  expire(timeUnixNanos: bigint): RedactedData[];
  /** Nothing more comes: whatever is held back is returned now. */
  end(): RedactedData[];
}
