// SPDX-License-Identifier: Apache-2.0
import type { LogRecord } from '@opentelemetry/api-logs';
import { Redacted } from '../../src/redact/redacted.ts';
import { type LogRecordOptions, toLogRecords } from '../../src/telemetry/log-record.ts';
import type { Call } from '../../src/capture/event.ts';
import { CALL } from '../capture/events.ts';

/** The record that the service would show of these bytes. */
export function recordOf(plaintext: string, call: Partial<Call> = {}, plaintextField: LogRecordOptions['plaintextField'] = 'attribute'): LogRecord {
  const bytes = Buffer.from(plaintext);
  const data = { call: { ...CALL, length: bytes.length, ...call }, plaintext: new Redacted(bytes) };
  const [record] = toLogRecords(data, { plaintextBytes: 256, plaintextField });
  if (!record) throw new Error('every call has a record');
  return record;
}

/** What could steer a terminal, or turn or break its lines. */
export const STEERING = ['\0', '\b', '\x1b[2J', '\x7f', '\x9b31m', '\u061c', '\u200b', '\u202e', '\u2066', '\u2028', '\u2029', '\ufeff', '\u{e0001}'].join('');
