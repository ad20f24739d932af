// SPDX-License-Identifier: Apache-2.0

import { PLAINTEXT } from '../records/attribute-names.ts';
import { type CapturedRecord, DATA_EVENT } from '../records/captured-record.ts';

/** The plaintext of a record, wherever KTLS_PLAINTEXT_FIELD has put it; undefined when it is none of data. */
export function plaintextOf(record: CapturedRecord): string | undefined {
  return record.eventName === DATA_EVENT ? String(record.attributes[PLAINTEXT] ?? record.body) : undefined;
}
