// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';

export type AttributeValue = string | number | boolean;

/** One log record, with what its resource and scope say. Absent fields are 0 or ''. */
export interface CollectedLog {
  timeUnixNano: bigint;
  observedTimeUnixNano: bigint;
  severityNumber: number;
  severityText: string;
  eventName: string;
  body: string;
  /** In hexadecimal; '' where the record belongs to no span. */
  traceId: string;
  spanId: string;
  attributes: Record<string, AttributeValue>;
  resource: Record<string, AttributeValue>;
  scopeName: string;
}

// OTLP's JSON encoding: 64-bit integers are strings, enums are numbers, empty fields are left out.
interface AnyValue {
  stringValue?: string;
  intValue?: string | number;
  doubleValue?: number;
  boolValue?: boolean;
}
interface KeyValue {
  key: string;
  value: AnyValue;
}
interface LogRecord {
  timeUnixNano?: string;
  observedTimeUnixNano?: string;
  severityNumber?: number;
  severityText?: string;
  eventName?: string;
  body?: AnyValue;
  traceId?: string;
  spanId?: string;
  attributes?: KeyValue[];
}
interface LogsData {
  resourceLogs?: {
    resource?: { attributes?: KeyValue[] };
    scopeLogs?: { scope?: { name?: string }; logRecords?: LogRecord[] }[];
  }[];
}

function integer(value: string | number): number {
  const number = Number(value);
  if (!Number.isSafeInteger(number)) throw new RangeError('an integer attribute does not fit into a number');
  return number;
}

function plain(value: AnyValue): AttributeValue {
  const { stringValue, intValue, doubleValue, boolValue } = value;
  const found = stringValue ?? (intValue === undefined ? undefined : integer(intValue)) ?? doubleValue ?? boolValue;
  if (found !== undefined) return found;
  throw new TypeError(`not a string, number or boolean: ${Object.keys(value).join(', ')}`);
}

function record(attributes: KeyValue[] = []): Record<string, AttributeValue> {
  const result: Record<string, AttributeValue> = {};
  for (const { key, value } of attributes) {
    if (Object.hasOwn(result, key)) throw new TypeError(`the attribute ${key} is there twice`);
    result[key] = plain(value);
  }
  return result;
}

function flatten(log: LogRecord, resource: Record<string, AttributeValue>, scopeName: string): CollectedLog {
  return {
    timeUnixNano: BigInt(log.timeUnixNano ?? 0),
    observedTimeUnixNano: BigInt(log.observedTimeUnixNano ?? 0),
    severityNumber: log.severityNumber ?? 0,
    severityText: log.severityText ?? '',
    eventName: log.eventName ?? '',
    body: log.body === undefined ? '' : String(plain(log.body)),
    traceId: log.traceId ?? '',
    spanId: log.spanId ?? '',
    attributes: record(log.attributes),
    resource,
    scopeName,
  };
}

/**
 * The log records of what the Collector's file exporter wrote, in its order. A last line without its line
 * feed, which a running Collector may leave for a moment, is not read. Throws on anything else that is not
 * OTLP JSON, or holds arrays, maps, bytes or integers beyond 2^53.
 */
export function parseLogs(text: string): CollectedLog[] {
  const lines = text.split('\n').slice(0, -1);
  const logs: CollectedLog[] = [];
  for (const line of lines) {
    const data = JSON.parse(line) as LogsData;
    for (const { resource, scopeLogs = [] } of data.resourceLogs ?? []) {
      const resourceAttributes = record(resource?.attributes);
      for (const { scope, logRecords = [] } of scopeLogs) {
        for (const log of logRecords) logs.push(flatten(log, resourceAttributes, scope?.name ?? ''));
      }
    }
  }
  return logs;
}

/** parseLogs of a file. */
export async function readLogs(file: string): Promise<CollectedLog[]> {
  return parseLogs(await readFile(file, 'utf8'));
}
