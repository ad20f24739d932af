// SPDX-License-Identifier: Apache-2.0

export type TagValue = string | number | boolean;

/** A span as Jaeger gives it back. */
export interface JaegerSpan {
  traceId: string;
  spanId: string;
  /** undefined: it has none; its trace begins with it. */
  parentSpanId: string | undefined;
  name: string;
  /** The resource's service.name. */
  service: string;
  /** Since the epoch; Jaeger's API rounds down to microseconds. */
  startMicros: number;
  durationMicros: number;
  /** Attributes, with `span.kind` (client, server), and `otel.status_code` and `error` where it failed. */
  tags: Record<string, TagValue>;
  /** Attributes of the resource but service.name. */
  resource: Record<string, TagValue>;
}

interface Tag {
  key: string;
  value: TagValue;
}
interface Trace {
  spans: {
    traceID: string;
    spanID: string;
    operationName: string;
    references: { refType: string; traceID: string; spanID: string }[];
    startTime: number;
    duration: number;
    tags: Tag[];
    processID: string;
  }[];
  processes: Record<string, { serviceName: string; tags: Tag[] }>;
}

const TIMEOUT_MILLIS = 60_000;
/** More than any test makes: without a limit the API gives 100 traces, and says nothing of others. */
const MAX_TRACES = 10_000;

async function get<T>(url: string): Promise<T> {
  const response = await fetch(url, { signal: AbortSignal.timeout(TIMEOUT_MILLIS) });
  if (!response.ok) throw new Error(`Jaeger answers ${response.status}: ${(await response.text()).slice(0, 500)}`);
  return ((await response.json()) as { data: T }).data;
}

function record(tags: readonly Tag[]): Record<string, TagValue> {
  const result: Record<string, TagValue> = {};
  for (const { key, value } of tags) {
    if (Object.hasOwn(result, key)) throw new TypeError(`the tag ${key} is there twice`);
    result[key] = value;
  }
  return result;
}

function spansOf({ spans, processes }: Trace): JaegerSpan[] {
  return spans.map((span) => {
    const parents = span.references.filter(
      ({ refType, traceID }) => refType === 'CHILD_OF' && traceID === span.traceID,
    );
    if (parents.length > 1) throw new TypeError(`${parents.length} parents`);
    const origin = processes[span.processID];
    if (origin === undefined) throw new TypeError('a span without its process');
    return {
      traceId: span.traceID,
      spanId: span.spanID,
      parentSpanId: parents[0]?.spanID,
      name: span.operationName,
      service: origin.serviceName,
      startMicros: span.startTime,
      durationMicros: span.duration,
      tags: record(span.tags),
      resource: record(origin.tags),
    };
  });
}

/** Jaeger's list of services, in alphabetical order. */
export async function services(url: string): Promise<string[]> {
  return [...((await get<string[] | null>(`${url}/api/services`)) ?? [])].sort();
}

/** All spans of the traces in which a service has a span: those of other services too. In the order of their start. */
export async function spansOfService(url: string, service: string): Promise<JaegerSpan[]> {
  const parameters = new URLSearchParams({
    service,
    limit: String(MAX_TRACES),
    lookback: 'custom',
    start: '0',
    end: `${Date.now()}999`,
  });
  const traces = await get<Trace[]>(`${url}/api/traces?${parameters}`);
  return traces.flatMap(spansOf).sort((a, b) => a.startMicros - b.startMicros);
}

/** The spans of a trace. Throws when there is no such trace. */
export async function spansOfTrace(url: string, traceId: string): Promise<JaegerSpan[]> {
  return (await get<Trace[]>(`${url}/api/traces/${traceId}`))
    .flatMap(spansOf)
    .sort((a, b) => a.startMicros - b.startMicros);
}
