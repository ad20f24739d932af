// SPDX-License-Identifier: Apache-2.0
// opentelemetry.proto.logs.v1.LogRecord in OTLP's JSON encoding

import type { Context, TimeInput } from '@opentelemetry/api';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { timeInputToHrTime } from '@opentelemetry/core';
import { jsonAttributes, jsonValue } from './json-values.ts';

/** @param now Unix time in milliseconds, for a record that does not say when it happened or was observed */
export function jsonLogRecord(record: LogRecord, now: () => number): object {
  return {
    timeUnixNano: jsonTime(record.timestamp ?? now()),
    severityNumber: record.severityNumber || undefined,
    severityText: record.severityText || undefined,
    body: record.body === undefined ? undefined : jsonValue(record.body),
    attributes: jsonAttributes(record.attributes ?? {}),
    ...(record.context === undefined ? {} : spanFields(record.context)),
    observedTimeUnixNano: jsonTime(record.observedTimestamp ?? now()),
    eventName: record.eventName || undefined,
  };
}

function spanFields(context: Context): object {
  const spanContext = trace.getSpanContext(context);
  if (!spanContext || !isSpanContextValid(spanContext)) return {};
  const { traceFlags, traceId, spanId } = spanContext;
  return { flags: traceFlags || undefined, traceId, spanId };
}

/** Unix nanoseconds; a time before 1970 is 0, OTLP's "unknown". */
function jsonTime(time: TimeInput): string {
  const [seconds, nanos] = timeInputToHrTime(time);
  return seconds >= 0 ? (BigInt(seconds) * 1_000_000_000n + BigInt(nanos)).toString() : '0';
}
