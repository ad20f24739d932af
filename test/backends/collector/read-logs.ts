// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { type AnyValue, type Attributes, type KeyValue, plain, record } from './otlp-attributes.ts';

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
  attributes: Attributes;
  resource: Attributes;
  scopeName: string;
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

function flatten(log: LogRecord, resource: Attributes, scopeName: string): CollectedLog {
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
