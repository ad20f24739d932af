// SPDX-License-Identifier: Apache-2.0
import { randomBytes } from 'node:crypto';

export type Attributes = Record<string, string | number>;

/** A span or log record as OTLP/JSON has it; ids in hexadecimal. */
export interface OtlpSpan {
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  name: string;
  /** 2: server, 3: client */
  kind: 2 | 3;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes: object[];
  status: { code?: 2 };
}

export const newTraceId = (): string => randomBytes(16).toString('hex');
export const newSpanId = (): string => randomBytes(8).toString('hex');

export function keyValues(attributes: Attributes): object[] {
  return Object.entries(attributes).map(([key, value]) => ({
    key,
    value: typeof value === 'number' ? { intValue: String(value) } : { stringValue: value },
  }));
}

async function post(url: string, body: object): Promise<void> {
  const headers = { 'content-type': 'application/json' };
  const response = await fetch(url, {
    method: 'POST',
    headers,
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(30_000),
  });
  const text = await response.text();
  // An answer that is no bare {} tells of records that were refused.
  if (!response.ok || !/^\{("partialSuccess":\{\})?\}$/.test(text))
    throw new Error(`${url} answers ${response.status}: ${text.slice(0, 500)}`);
}

/** Sends spans of one resource to an OTLP HTTP receiver. */
export function sendSpans(url: string, resource: Attributes, spans: readonly OtlpSpan[]): Promise<void> {
  const scopeSpans = [{ scope: { name: 'test' }, spans }];
  return post(`${url}/v1/traces`, { resourceSpans: [{ resource: { attributes: keyValues(resource) }, scopeSpans }] });
}

/** Sends log records of one resource to an OTLP HTTP receiver. */
export function sendLogs(url: string, resource: Attributes, logRecords: readonly object[]): Promise<void> {
  const scopeLogs = [{ scope: { name: 'test' }, logRecords }];
  return post(`${url}/v1/logs`, { resourceLogs: [{ resource: { attributes: keyValues(resource) }, scopeLogs }] });
}
