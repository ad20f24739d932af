// SPDX-License-Identifier: Apache-2.0
// opentelemetry.proto.trace.v1.Span in OTLP's JSON encoding
import type { SpanData } from '../trace/span-data.ts';
import { jsonAttributes } from './json-values.ts';
import { SPAN_KIND, STATUS_ERROR, spanFlags } from './span-fields.ts';

export function jsonSpan(span: SpanData): object {
  const { context } = span;
  return {
    traceId: context.traceId,
    spanId: context.spanId,
    traceState: context.traceState?.serialize() || undefined,
    parentSpanId: span.parentSpanId,
    flags: spanFlags(span),
    name: span.name,
    kind: SPAN_KIND[span.kind],
    startTimeUnixNano: span.startUnixNanos.toString(),
    endTimeUnixNano: span.endUnixNanos.toString(),
    attributes: jsonAttributes(span.attributes),
    status: span.isError ? { code: STATUS_ERROR } : undefined,
  };
}
