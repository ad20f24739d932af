// SPDX-License-Identifier: Apache-2.0

import { escapeInJson } from '../base/steering.ts';
import { PLAINTEXT } from '../records/attribute-names.ts';
import type { CapturedRecord } from '../records/captured-record.ts';
import { plaintextOf } from './plaintext-of.ts';

/**
 * A record as one JSON object: `time` (RFC 3339, nanoseconds) and its attributes by name. What could steer a terminal
 * is escaped, the C1 controls and others that JSON leaves as they are too.
 */
export function jsonLine(record: CapturedRecord): string {
  const time = rfc3339(record.timeUnixNanos);
  const text = JSON.stringify({ time, ...record.attributes, [PLAINTEXT]: plaintextOf(record) });
  return escapeInJson(text);
}

/** In place of records that were left out: a reader of objects gets an object. */
export const jsonGap = (count: number): string =>
  JSON.stringify({ time: new Date().toISOString(), 'ktls.console.dropped': count });

function rfc3339(unixNanos: bigint): string {
  const date = new Date(Number(unixNanos / 1_000_000n)).toISOString();
  return date.replace(/\.\d{3}Z$/, `.${String(unixNanos % 1_000_000_000n).padStart(9, '0')}Z`);
}
