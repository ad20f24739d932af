// SPDX-License-Identifier: Apache-2.0
import { type HrTime, ROOT_CONTEXT, trace } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { severityOf } from '../../../src/export/encode-record.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import { TIMES } from '../capture/events.ts';

/** A record of one event that says nothing but its body, unless `more` does. */
export function recordOf(body: string, more: Partial<CapturedRecord> = {}): CapturedRecord {
  return { ...TIMES, eventName: 'ktls.data', body, attributes: {}, span: undefined, events: 1, ...more };
}

const toHrTime = (nanos: bigint): HrTime => [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)];

/** What the SDK would be given. */
export function sdkRecord(record: CapturedRecord): LogRecord {
  return {
    timestamp: toHrTime(record.timeUnixNanos),
    observedTimestamp: toHrTime(record.observedTimeUnixNanos),
    severityNumber: severityOf(record).number,
    severityText: severityOf(record).text,
    body: record.body,
    attributes: record.attributes,
    eventName: record.eventName,
    ...(record.span === undefined ? {} : { context: trace.setSpanContext(ROOT_CONTEXT, record.span) }),
  };
}

const amid = (text: string): string => `${'x'.repeat(50)}${text}${'y'.repeat(50)}`;

/** Texts that UTF-8 has no bytes for, and what they become. */
export const LONE_SURROGATES: readonly (readonly [text: string, wellFormed: string])[] = [
  ['\ud800', '\ufffd'],
  ['a\udc00b', 'a\ufffdb'],
  [amid('\ud83d'), amid('\ufffd')],
];
