// SPDX-License-Identifier: Apache-2.0

import { ProtobufLogsSerializer, ProtobufTraceSerializer } from '@opentelemetry/otlp-transformer';
import type { CapturedRecord } from '../records/captured-record.ts';
import type { SpanData } from '../trace/span-data.ts';
import { writeLogRecord } from './encode-log-record.ts';
import { writeSpan } from './encode-span.ts';
import type { Encoding } from './encoding.ts';
import { jsonEncoding, jsonLogRecord, jsonSpan } from './json-encoding.ts';
import { protobufEncoding } from './protobuf-encoding.ts';
import type { RecordExport } from './record-export.ts';

/** What is different from signal to signal. `Item` is a log record or a span. */
export interface Signal<Item> {
  /** What warnings call that which is counted. */
  readonly noun: string;
  readonly grpcMethod: string;
  /** How much a record counts. */
  eventsOf(record: Item): number;
  protobuf(): Encoding<Item>;
  json(): Encoding<Item>;
}

export type LogExport = RecordExport<CapturedRecord>;

export type SpanExport = RecordExport<SpanData>;

export const LOGS: Signal<CapturedRecord> = {
  noun: 'events',
  grpcMethod: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  eventsOf: ({ events }) => events,
  protobuf: () => protobufEncoding(writeLogRecord, ProtobufLogsSerializer, 'rejectedLogRecords'),
  json: () =>
    jsonEncoding(
      { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords', rejected: 'rejectedLogRecords' },
      jsonLogRecord,
    ),
};

export const SPANS: Signal<SpanData> = {
  noun: 'spans',
  grpcMethod: '/opentelemetry.proto.collector.trace.v1.TraceService/Export',
  eventsOf: () => 1,
  protobuf: () => protobufEncoding(writeSpan, ProtobufTraceSerializer, 'rejectedSpans'),
  json: () =>
    jsonEncoding(
      { resources: 'resourceSpans', scopes: 'scopeSpans', records: 'spans', rejected: 'rejectedSpans' },
      jsonSpan,
    ),
};
