// SPDX-License-Identifier: Apache-2.0
import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import type { Settings } from '../../config/schema.ts';
import type { CapturedRecord } from '../records/captured-record.ts';
import type { SpanData } from '../trace/span-data.ts';
import type { LogExport, RecordExport, SpanExport } from './queued-exporter.ts';

/** OTEL_LOGRECORD_ATTRIBUTE_*, OTEL_SPAN_ATTRIBUTE_*, OTEL_ATTRIBUTE_* (specification, "Attribute Limits"). */
export interface AttributeLimits {
  /** Of a string, in characters; Infinity: none. */
  readonly valueLength: number;
  readonly count: number;
}

interface LimitedAttributes {
  readonly attributes: AnyValueMap;
  /** How many there is no room for. */
  readonly droppedAttributes: number;
}

/** No record and no span has more. */
const MOST_ATTRIBUTES = 128;

/** What limits a signal; undefined: nothing that it has is cut. */
export function attributeLimits({ otel }: Settings, model: 'logrecord' | 'span'): AttributeLimits | undefined {
  const valueLength = otel[`${model}_attribute_value_length_limit`] ?? otel.attribute_value_length_limit ?? Infinity;
  const count = otel[`${model}_attribute_count_limit`] ?? otel.attribute_count_limit;
  return valueLength === Infinity && count >= MOST_ATTRIBUTES ? undefined : { valueLength, count };
}

export function limitLogs(logs: LogExport, limits: AttributeLimits): LogExport {
  return limited(logs, (record: CapturedRecord) => {
    const { eventName, severity, timeUnixNanos, observedTimeUnixNanos, body, span, events } = record;
    const common = { eventName, severity, timeUnixNanos, observedTimeUnixNanos, body, span, events };
    return { ...common, ...limitAttributes(record.attributes, limits) } as CapturedRecord;
  });
}

export function limitSpans(spans: SpanExport, limits: AttributeLimits): SpanExport {
  return limited(spans, (span: SpanData) => ({ ...span, ...limitAttributes(span.attributes, limits) }));
}

function limited<Item>(inner: RecordExport<Item>, limit: (item: Item) => Item): RecordExport<Item> {
  return {
    write: (resource, item) => inner.write(resource, limit(item)),
    drop: (reason, events) => inner.drop(reason, events),
    hasRoom: () => inner.hasRoom(),
    onRoom: (callback) => inner.onRoom(callback),
    forceFlush: (timeoutMillis) => inner.forceFlush(timeoutMillis),
    shutdown: (overdue) => inner.shutdown(overdue),
    counters: () => inner.counters(),
    depth: () => inner.depth(),
    ...(inner.otlpCounts === undefined ? {} : { otlpCounts: inner.otlpCounts.bind(inner) }),
    ...(inner.doubtful === undefined ? {} : { doubtful: inner.doubtful.bind(inner) }),
    ...(inner.spoolCounts === undefined ? {} : { spoolCounts: inner.spoolCounts.bind(inner) }),
  };
}

/** The first ones, as many as there is room for, each with the beginning of its texts. */
function limitAttributes(attributes: AnyValueMap, { valueLength, count }: AttributeLimits): LimitedAttributes {
  const all = Object.entries(attributes);
  const kept = all.slice(0, count).map(([name, value]) => [name, firstCharacters(value, valueLength)] as const);
  return { attributes: Object.fromEntries(kept), droppedAttributes: all.length - kept.length };
}

/** A character is a code point: one of two UTF-16 units counts once, and is not parted. */
function firstCharacters(value: AnyValue, length: number): AnyValue {
  if (Array.isArray(value)) return value.map((item) => firstCharacters(item, length));
  if (typeof value !== 'string' || value.length <= length) return value;
  let end = 0;
  for (let characters = 0; characters < length && end < value.length; characters += 1)
    end += (value.codePointAt(end) ?? 0) > 0xffff ? 2 : 1;
  return value.slice(0, end);
}
