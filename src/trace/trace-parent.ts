// SPDX-License-Identifier: Apache-2.0
import { isSpanContextValid, ROOT_CONTEXT, type SpanContext, type TextMapGetter, trace } from '@opentelemetry/api';
import { W3CTraceContextPropagator } from '@opentelemetry/core';
import type { PropagatorName } from '../../config/propagators.ts';
import type { HeaderFields } from '../http/exchange.ts';

/** The span that a request says it belongs to. */
export interface TraceParent {
  readonly span: SpanContext;
  /** False: whoever sent the request leaves it to others whether the trace is sampled. */
  readonly isDecided: boolean;
}

/** Reads one form of it; undefined where that is absent or malformed. */
type Reader = (fields: HeaderFields) => TraceParent | undefined;

const READERS: Readonly<Record<PropagatorName, Reader>> = {
  tracecontext,
  baggage: () => undefined,
  // Whichever of the two is named, both are read, the single one first (OpenTelemetry, Propagators API, "B3 Extract").
  b3: (fields) => b3Single(fields) ?? b3Multi(fields),
  b3multi: (fields) => b3Single(fields) ?? b3Multi(fields),
  jaeger,
  xray,
};

/** The parent that the first of these propagators finds which finds a valid one. */
export function traceParent(fields: HeaderFields, propagators: readonly PropagatorName[]): TraceParent | undefined {
  for (const name of propagators) {
    const parent = READERS[name](fields);
    if (parent !== undefined) return parent;
  }
  return undefined;
}

// W3C Trace Context

const w3c = new W3CTraceContextPropagator();

const getter: TextMapGetter<HeaderFields> = {
  keys: (fields) => fields.map(([name]) => name),
  // Several traceparent fields are none; tracestate may be split (2.2.1 and 2.3.1).
  get(fields, key) {
    return key === 'tracestate' ? fields.filter(([name]) => name === key).map(([, value]) => value) : only(fields, key);
  },
};

function tracecontext(fields: HeaderFields): TraceParent | undefined {
  if (!fields.some(([name]) => name === 'traceparent')) return undefined;
  const span = trace.getSpanContext(w3c.extract(ROOT_CONTEXT, fields, getter));
  return span && { span, isDecided: true };
}

// B3: https://github.com/openzipkin/b3-propagation

const B3 = /^([0-9a-f]{16}(?:[0-9a-f]{16})?)-([0-9a-f]{16})(?:-([01d])(?:-[0-9a-f]{16})?)?$/;
const B3_TRACE_ID = /^(?:[0-9a-f]{16}){1,2}$/;
const SPAN_ID = /^[0-9a-f]{16}$/;
/** `true` and `false` are of early implementations; `d` is debug. */
const B3_SAMPLED: Readonly<Record<string, boolean>> = { '0': false, '1': true, d: true, false: false, true: true };

function b3Single(fields: HeaderFields): TraceParent | undefined {
  const [, traceId, spanId, sampled] = B3.exec(only(fields, 'b3') ?? '') ?? [];
  return parentOf(traceId, spanId, sampled === undefined ? undefined : B3_SAMPLED[sampled]);
}

function b3Multi(fields: HeaderFields): TraceParent | undefined {
  const [traceId, spanId] = [only(fields, 'x-b3-traceid') ?? '', only(fields, 'x-b3-spanid') ?? ''];
  if (!B3_TRACE_ID.test(traceId) || !SPAN_ID.test(spanId)) return undefined;
  if (only(fields, 'x-b3-flags') === '1') return parentOf(traceId, spanId, true);
  const sampled = fields.filter(([name]) => name === 'x-b3-sampled').map(([, value]) => value);
  if (sampled.length === 0) return parentOf(traceId, spanId, undefined);
  const [decision = ''] = sampled;
  if (sampled.length > 1 || decision === 'd' || !Object.hasOwn(B3_SAMPLED, decision)) return undefined;
  return parentOf(traceId, spanId, B3_SAMPLED[decision]);
}

// Jaeger: https://www.jaegertracing.io/sdk-migration/#propagation-format

/** Ids without their leading zeros; the parent's is not used. Colons may be percent-encoded. */
const JAEGER = /^([0-9a-f]{1,32}):([0-9a-f]{1,16}):[0-9a-f]{1,16}:([0-9a-f]{1,2})$/;
const JAEGER_SAMPLED = 1;

function jaeger(fields: HeaderFields): TraceParent | undefined {
  const text = only(fields, 'uber-trace-id')?.replace(/%3a/gi, ':').toLowerCase();
  const [, traceId, spanId, flags = ''] = JAEGER.exec(text ?? '') ?? [];
  return parentOf(traceId, spanId?.padStart(16, '0'), (Number.parseInt(flags, 16) & JAEGER_SAMPLED) !== 0);
}

// AWS X-Ray: https://docs.aws.amazon.com/xray/latest/devguide/xray-concepts.html#xray-concepts-tracingheader

const XRAY_ROOT = /^1-([0-9a-f]{8})-([0-9a-f]{24})$/;
/** `?` asks the receiver to decide, and so does none. */
const XRAY_SAMPLED = new Map<string | undefined, boolean | undefined>([
  ['0', false],
  ['1', true],
  ['?', undefined],
  [undefined, undefined],
]);

function xray(fields: HeaderFields): TraceParent | undefined {
  const pairs = (only(fields, 'x-amzn-trace-id') ?? '').split(';').map((pair) => pair.trim());
  const [root, parent, sampled] = ['Root=', 'Parent=', 'Sampled='].map((key) =>
    pairs.find((pair) => pair.startsWith(key))?.slice(key.length),
  );
  const [, time, rest] = XRAY_ROOT.exec(root ?? '') ?? [];
  if (time === undefined || !SPAN_ID.test(parent ?? '') || !XRAY_SAMPLED.has(sampled)) return undefined;
  return parentOf(`${time}${rest}`, parent, XRAY_SAMPLED.get(sampled));
}

/** `sampled`: undefined where it is left open. Ids of zeros are none. */
function parentOf(
  traceId: string | undefined,
  spanId: string | undefined,
  sampled: boolean | undefined,
): TraceParent | undefined {
  if (traceId === undefined || spanId === undefined) return undefined;
  const span = { traceId: traceId.padStart(32, '0'), spanId, traceFlags: sampled === true ? 1 : 0, isRemote: true };
  return isSpanContextValid(span) ? { span, isDecided: sampled !== undefined } : undefined;
}

/** The value of a field that is sent once; undefined: it is not, or again and again. */
function only(fields: HeaderFields, name: string): string | undefined {
  const [first, ...more] = fields.filter(([candidate]) => candidate === name);
  return more.length === 0 ? first?.[1] : undefined;
}
