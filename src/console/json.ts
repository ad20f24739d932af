// SPDX-License-Identifier: Apache-2.0
import type { HrTime } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { PLAINTEXT } from '../telemetry/attribute-names.ts';
import { plaintextOf } from './plaintext-of.ts';

/** A record as one JSON object: `time` (RFC 3339, nanoseconds) and its attributes by name. */
export function jsonLine(record: LogRecord): string {
  const time = rfc3339(record.timestamp as HrTime);
  return JSON.stringify({ time, ...record.attributes, [PLAINTEXT]: plaintextOf(record) });
}

function rfc3339([seconds, nanos]: HrTime): string {
  const date = new Date(seconds * 1000).toISOString();
  return date.replace(/\.000Z$/, `.${String(nanos).padStart(9, '0')}Z`);
}
