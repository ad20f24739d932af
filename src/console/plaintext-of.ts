// SPDX-License-Identifier: Apache-2.0
import { CallRecord } from '../records/call-record.ts';
import type { CapturedRecord } from '../records/captured-record.ts';

/** The plaintext of a record, wherever KTLS_PLAINTEXT_FIELD has put it; undefined when it is none of data. */
export function plaintextOf(record: CapturedRecord): string | undefined {
  return record instanceof CallRecord ? record.plaintext : undefined;
}
