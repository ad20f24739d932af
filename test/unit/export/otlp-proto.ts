// SPDX-License-Identifier: Apache-2.0

import { parse, type Type } from 'protobufjs';

/** The messages of opentelemetry-proto that export requests of logs and spans are made of, under one package. */
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
message ExportTraceServiceRequest { repeated ResourceSpans resource_spans = 1; }
message ResourceSpans { Resource resource = 1; repeated ScopeSpans scope_spans = 2; string schema_url = 3; }
message ScopeSpans { InstrumentationScope scope = 1; repeated Span spans = 2; string schema_url = 3; }
message Span {
  bytes trace_id = 1; bytes span_id = 2; string trace_state = 3; bytes parent_span_id = 4; string name = 5; int32 kind = 6;
  fixed64 start_time_unix_nano = 7; fixed64 end_time_unix_nano = 8; repeated KeyValue attributes = 9;
  uint32 dropped_attributes_count = 10; uint32 dropped_events_count = 12; uint32 dropped_links_count = 14;
  Status status = 15; fixed32 flags = 16;
}
message Status { string message = 2; int32 code = 3; }
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

const { root } = parse(SCHEMA);
const logsType = root.lookupType('ExportLogsServiceRequest');
const tracesType = root.lookupType('ExportTraceServiceRequest');
const recordsType = root.lookupType('ScopeLogs');
const attributesType = root.lookupType('KeyValueList');

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

export interface DecodedSpans {
  resourceSpans: { resource: unknown; scopeSpans: { scope: { name: string }; spans: Record<string, unknown>[] }[] }[];
}

/** As plain objects, 64-bit integers as decimal strings, unset fields, counts of 0 and empty statuses left out. */
function decode(type: Type, request: Uint8Array): unknown {
  const decoded = type.toObject(type.decode(request), { longs: String, bytes: Array });
  return JSON.parse(
    JSON.stringify(decoded, (key, value: unknown) => {
      if (/^dropped\w+Count$/.test(key) && value === 0) return undefined;
      if (key === 'status' && Object(value).code === 0) return undefined;
      // JSON has no NaN, Infinity and -0.
      return key === 'doubleValue' ? `double ${Object.is(value, -0) ? '-0' : String(value)}` : value;
    }),
  );
}

export function decodeRequest(request: Uint8Array): DecodedRequest {
  return decode(logsType, request) as DecodedRequest;
}

/** Of log records alone, as a scope has them. */
export function decodeRecords(records: Uint8Array): DecodedRecord[] {
  return (decode(recordsType, records) as { logRecords: DecodedRecord[] }).logRecords;
}

/** Of attributes alone, as field 1. */
export function decodeAttributes(attributes: Uint8Array): unknown {
  return (decode(attributesType, attributes) as { values?: unknown }).values ?? [];
}

export function decodeSpans(request: Uint8Array): DecodedSpans {
  return decode(tracesType, request) as DecodedSpans;
}

/** OTLP's JSON as the same objects: ids are hexadecimal there, other bytes base64. */
function decodeJson(type: Type, request: Uint8Array): unknown {
  const parsed: unknown = JSON.parse(Buffer.from(request).toString(), (key, value: unknown) =>
    /^(trace|span|parentSpan)Id$/.test(key) ? Buffer.from(String(value), 'hex').toString('base64') : value,
  );
  return decode(type, type.encode(type.fromObject(parsed as object)).finish());
}

export function decodeJsonRequest(request: Uint8Array): DecodedRequest {
  return decodeJson(logsType, request) as DecodedRequest;
}

export function decodeJsonSpans(request: Uint8Array): DecodedSpans {
  return decodeJson(tracesType, request) as DecodedSpans;
}

/** The string bodies of all records, in order. */
export function bodiesOf(request: Uint8Array): string[] {
  // A request without records has no field at all.
  const { resourceLogs = [] }: Partial<DecodedRequest> = decodeRequest(request);
  return resourceLogs.flatMap(({ scopeLogs }) =>
    scopeLogs.flatMap(({ logRecords }) => logRecords.map(({ body }) => body?.stringValue ?? '')),
  );
}
