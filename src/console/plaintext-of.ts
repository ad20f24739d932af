// SPDX-License-Identifier: Apache-2.0
import type { LogRecord } from '@opentelemetry/api-logs';
import { PLAINTEXT } from '../telemetry/attribute-names.ts';

/** The plaintext of a record, wherever KTLS_PLAINTEXT_FIELD has put it. */
export function plaintextOf(record: LogRecord): string {
  return String(record.attributes?.[PLAINTEXT] ?? record.body ?? '');
}
