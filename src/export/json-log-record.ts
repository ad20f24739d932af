// SPDX-License-Identifier: Apache-2.0
// opentelemetry.proto.logs.v1.LogRecord in OTLP's JSON encoding

import type { SpanContext } from '@opentelemetry/api';
import type { CapturedRecord } from '../telemetry/captured-record.ts';
import { jsonAttributes, jsonValue } from './json-values.ts';
import { SEVERITY } from './severity.ts';

export function jsonLogRecord(record: CapturedRecord): object {
  return {
    timeUnixNano: record.timeUnixNanos.toString(),
    severityNumber: SEVERITY.number,
    severityText: SEVERITY.text,
    body: jsonValue(record.body),
    attributes: jsonAttributes(record.attributes),
    ...(record.span === undefined ? {} : spanFields(record.span)),
    observedTimeUnixNano: record.observedTimeUnixNanos.toString(),
    eventName: record.eventName,
  };
}

function spanFields({ traceFlags, traceId, spanId }: SpanContext): object {
  return { flags: traceFlags || undefined, traceId, spanId };
}
