// SPDX-License-Identifier: Apache-2.0
import { ROOT_CONTEXT, type SpanContext, type TextMapGetter, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { HeaderFields } from '../http/exchange.ts';

const propagator = new W3CTraceContextPropagator();

const getter: TextMapGetter<HeaderFields> = {
  keys: (fields) => fields.map(([name]) => name),
  // Several traceparent fields are none; tracestate may be split (W3C Trace Context, 2.2.1 and 2.3.1).
  get(fields, key) {
    const values = fields.filter(([name]) => name === key).map(([, value]) => value);
    if (key === 'tracestate') return values;
    return values.length === 1 ? values[0] : undefined;
  },
};

/** The span that the request says it belongs to (W3C Trace Context); undefined without a valid traceparent. */
export function traceParent(fields: HeaderFields): SpanContext | undefined {
  if (!fields.some(([name]) => name === 'traceparent')) return undefined;
  return trace.getSpanContext(propagator.extract(ROOT_CONTEXT, fields, getter));
}
