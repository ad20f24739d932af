// SPDX-License-Identifier: Apache-2.0

import { type LogRecordOptions, toLogRecords } from '../../../src/records/call-record.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { type CallFields, redactedData } from '../capture/events.ts';

/** The record that the service would show of these bytes. */
export function recordOf(
  plaintext: string,
  call: CallFields = {},
  plaintextField: LogRecordOptions['plaintextField'] = 'attribute',
): CapturedRecord {
  const [record] = toLogRecords(redactedData(plaintext, call), { plaintextBytes: 65_536, plaintextField });
  if (!record) throw new Error('every sample within the limit has a record');
  return record;
}

/** What could steer a terminal, or turn or break its lines. */
export const STEERING = [
  '\0',
  '\b',
  '\x1b[2J',
  '\x7f',
  '\x9b31m',
  '\u061c',
  '\u200b',
  '\u202e',
  '\u2066',
  '\u2028',
  '\u2029',
  '\ufeff',
  '\u{e0001}',
].join('');
