// SPDX-License-Identifier: Apache-2.0
import { parse } from 'protobufjs';

/** The messages of opentelemetry-proto that an export request of logs is made of, under one package. */
const SCHEMA = `
syntax = "proto3";
message ExportLogsServiceRequest { repeated ResourceLogs resource_logs = 1; }
message ResourceLogs { Resource resource = 1; repeated ScopeLogs scope_logs = 2; string schema_url = 3; }
message Resource { repeated KeyValue attributes = 1; uint32 dropped_attributes_count = 2; }
message ScopeLogs { InstrumentationScope scope = 1; repeated LogRecord log_records = 2; string schema_url = 3; }
message InstrumentationScope { string name = 1; string version = 2; repeated KeyValue attributes = 3; uint32 dropped_attributes_count = 4; }
message LogRecord {
  fixed64 time_unix_nano = 1; int32 severity_number = 2; string severity_text = 3; AnyValue body = 5;
  repeated KeyValue attributes = 6; uint32 dropped_attributes_count = 7; fixed32 flags = 8; bytes trace_id = 9;
  bytes span_id = 10; fixed64 observed_time_unix_nano = 11; string event_name = 12;
}
message KeyValue { string key = 1; AnyValue value = 2; }
message AnyValue {
  oneof value {
    string string_value = 1; bool bool_value = 2; int64 int_value = 3; double double_value = 4;
    ArrayValue array_value = 5; KeyValueList kvlist_value = 6; bytes bytes_value = 7;
  }
}
message ArrayValue { repeated AnyValue values = 1; }
message KeyValueList { repeated KeyValue values = 1; }
`;

const requestType = parse(SCHEMA).root.lookupType('ExportLogsServiceRequest');

export interface DecodedRecord {
  timeUnixNano: string;
  body?: { stringValue?: string };
  [field: string]: unknown;
}

export interface DecodedRequest {
  resourceLogs: {
    resource: unknown;
    schemaUrl?: string;
    scopeLogs: { scope: { name: string }; schemaUrl?: string; logRecords: DecodedRecord[] }[];
  }[];
}

/** A request as plain objects, 64-bit integers as decimal strings, unset fields and counts of 0 left out. */
export function decodeRequest(request: Uint8Array): DecodedRequest {
  const decoded = requestType.toObject(requestType.decode(request), { longs: String, bytes: Array });
  return JSON.parse(JSON.stringify(decoded, (key, value: unknown) => {
    if (key === 'droppedAttributesCount') return undefined;
    // JSON has no NaN, Infinity and -0.
    return key === 'doubleValue' ? `double ${Object.is(value, -0) ? '-0' : String(value)}` : value;
  })) as DecodedRequest;
}

/** The string bodies of all records, in order. */
export function bodiesOf(request: Uint8Array): string[] {
  return decodeRequest(request).resourceLogs.flatMap(({ scopeLogs }) => scopeLogs
    .flatMap(({ logRecords }) => logRecords.map(({ body }) => body?.stringValue ?? '')));
}
