// SPDX-License-Identifier: Apache-2.0
import type { HrTime } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { PLAINTEXT } from '../telemetry/attribute-names.ts';
import { plaintextOf } from './plaintext-of.ts';
import { escapeInJson } from './steering.ts';

/**
 * A record as one JSON object: `time` (RFC 3339, nanoseconds) and its attributes by name. What could steer a terminal
 * is escaped, the C1 controls and others that JSON leaves as they are too.
 */
export function jsonLine(record: LogRecord): string {
  const time = rfc3339(record.timestamp as HrTime);
  const text = JSON.stringify({ time, ...record.attributes, [PLAINTEXT]: plaintextOf(record) });
  return escapeInJson(text);
}

function rfc3339([seconds, nanos]: HrTime): string {
  const date = new Date(seconds * 1000).toISOString();
  return date.replace(/\.000Z$/, `.${String(nanos).padStart(9, '0')}Z`);
}
