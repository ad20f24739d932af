// SPDX-License-Identifier: Apache-2.0

import type { CapturedRecord } from '../telemetry/captured-record.ts';
import { writeLogRecord } from './encode-log-record.ts';
import { jsonEncoding } from './json-encoding.ts';
import { jsonLogRecord } from './json-log-record.ts';
import { protobufEncoding } from './protobuf-encoding.ts';
import type { Signal } from './signal.ts';

export const LOGS: Signal<CapturedRecord> = {
  noun: 'events',
  grpcMethod: '/opentelemetry.proto.collector.logs.v1.LogsService/Export',
  eventsOf: ({ events }) => events,
  protobuf: () => protobufEncoding(writeLogRecord),
  json: () =>
    jsonEncoding(
      { resources: 'resourceLogs', scopes: 'scopeLogs', records: 'logRecords', rejected: 'rejectedLogRecords' },
      jsonLogRecord,
    ),
};
