// SPDX-License-Identifier: Apache-2.0
import { readFile } from 'node:fs/promises';
import { type Attributes, type KeyValue, record } from './otlp-attributes.ts';

/** One span, with what its resource says. */
export interface CollectedSpan {
  name: string;
  /** 2: server, 3: client */
  kind: number;
  traceId: string;
  spanId: string;
  /** '' where it has none. */
  parentSpanId: string;
  startTimeUnixNano: bigint;
  endTimeUnixNano: bigint;
  attributes: Attributes;
  resource: Attributes;
}

interface Span {
  name: string;
  kind: number;
  traceId: string;
  spanId: string;
  parentSpanId?: string;
  startTimeUnixNano: string;
  endTimeUnixNano: string;
  attributes?: KeyValue[];
}
interface TracesData {
  resourceSpans?: {
    resource?: { attributes?: KeyValue[] };
    scopeSpans?: { spans?: Span[] }[];
  }[];
}

function flatten(span: Span, resource: Attributes): CollectedSpan {
  return {
    name: span.name,
    kind: span.kind,
    traceId: span.traceId,
    spanId: span.spanId,
    parentSpanId: span.parentSpanId ?? '',
    startTimeUnixNano: BigInt(span.startTimeUnixNano),
    endTimeUnixNano: BigInt(span.endTimeUnixNano),
    attributes: record(span.attributes),
    resource,
  };
}

/** The spans of what the Collector's file exporter wrote, in its order. Throws like parseLogs. */
function parseSpans(text: string): CollectedSpan[] {
  return text
    .split('\n')
    .slice(0, -1)
    .flatMap((line) => (JSON.parse(line) as TracesData).resourceSpans ?? [])
    .flatMap(({ resource, scopeSpans = [] }) => {
      const attributes = record(resource?.attributes);
      return scopeSpans.flatMap(({ spans = [] }) => spans.map((span) => flatten(span, attributes)));
    });
}

/** parseSpans of a file. */
export async function readSpans(file: string): Promise<CollectedSpan[]> {
  return parseSpans(await readFile(file, 'utf8'));
}
