// SPDX-License-Identifier: Apache-2.0
// opentelemetry.proto.logs.v1.LogRecord

import type { Context } from '@opentelemetry/api';
import { isSpanContextValid, trace } from '@opentelemetry/api';
import type { LogRecord } from '@opentelemetry/api-logs';
import { writeAttributes, writeValueField } from './encode-attributes.ts';
import type { ProtobufWriter } from './protobuf-writer.ts';
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from './protobuf-writer.ts';
import { writeTime } from './write-time.ts';

/** A record of the usual size takes 128 to 16,383 bytes: two bytes of length. */
const USUAL_LENGTH = 0x80;

/**
 * Writes `record` as ScopeLogs.log_records (2), with its tag and length.
 * @param now Unix time in milliseconds, for a record that does not say when it happened or was observed
 */
export function writeLogRecord(writer: ProtobufWriter, record: LogRecord, now: () => number): void {
  const timestamp = record.timestamp ?? now();
  writer.tag(2, LENGTH_DELIMITED);
  const start = writer.open(USUAL_LENGTH);
  writer.tag(1, FIXED64);
  writeTime(writer, timestamp);
  if (record.severityNumber) {
    writer.tag(2, VARINT);
    writer.varint(record.severityNumber);
  }
  if (record.severityText) writer.text(3, record.severityText);
  if (record.body !== undefined) writeValueField(writer, 5, record.body);
  if (record.attributes) writeAttributes(writer, 6, record.attributes);
  // Only a context that was given: a captured event has nothing to do with a span of the service's own.
  if (record.context) writeSpanContext(writer, record.context);
  writer.tag(11, FIXED64);
  writeTime(writer, record.observedTimestamp ?? now());
  if (record.eventName) writer.text(12, record.eventName);
  writer.close(start, USUAL_LENGTH);
}

function writeSpanContext(writer: ProtobufWriter, context: Context): void {
  const spanContext = trace.getSpanContext(context);
  if (!spanContext || !isSpanContextValid(spanContext)) return;
  if (spanContext.traceFlags) {
    writer.tag(8, FIXED32);
    writer.fixed32(spanContext.traceFlags);
  }
  writer.tag(9, LENGTH_DELIMITED);
  writer.bytes(Buffer.from(spanContext.traceId, 'hex'));
  writer.tag(10, LENGTH_DELIMITED);
  writer.bytes(Buffer.from(spanContext.spanId, 'hex'));
}
