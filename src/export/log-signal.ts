// SPDX-License-Identifier: Apache-2.0
import { writeLogRecord } from './encode-log-record.ts';
import { jsonEncoding } from './json-encoding.ts';
import { jsonLogRecord } from './json-log-record.ts';
import type { CountedLogRecord } from './log-export.ts';
import { protobufEncoding } from './protobuf-encoding.ts';
import type { Signal } from './signal.ts';

export const LOGS: Signal<CountedLogRecord> = {
  noun: 'events',
  grpcMethod: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  eventsOf: ({ events = 1 }) => events,
  protobuf: (now) => protobufEncoding((writer, record) => writeLogRecord(writer, record, now)),
  json: (now) =>
    jsonEncoding(
      { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords', rejected: 'rejectedLogRecords' },
      (record) => jsonLogRecord(record, now),
    ),
};
