// SPDX-License-Identifier: Apache-2.0

import type { SpanContext } from '@opentelemetry/api';
import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import type { CapturedRecord } from '../records/captured-record.ts';
import type { PlainResource } from '../records/resources.ts';
import type { SpanData } from '../trace/span-data.ts';
import { isInt64 } from './encode-attributes.ts';
import { SPAN_KIND, STATUS_ERROR, severityOf, spanFlags } from './encode-record.ts';
import {
  type Encoding,
  type Envelope,
  type EnvelopeScope,
  NO_ENVELOPE,
  type Serializer,
  serialized,
} from './encoding.ts';
import { type RejectedName, resultOfResponse } from './export-result.ts';

// https://opentelemetry.io/docs/specs/otlp/#json-protobuf-encoding

/** What a signal calls its resources, scopes and records, and those that a partial success rejects. */
export interface JsonNames {
  readonly resources: string;
  readonly scopes: string;
  readonly records: string;
  readonly rejected: RejectedName;
}

const END_OF_ENVELOPE = Buffer.from(']}]}');

export function jsonEncoding<Item, Readable>(
  names: JsonNames,
  toJson: (record: Item) => object,
  serializer: Serializer<Readable>,
): Encoding<Item, Readable> {
  const [head, tail] = [Buffer.from(`{"${names.resources}":[`), Buffer.from(']}')];
  return {
    contentType: 'application/json',
    frame: { head, separator: Buffer.from(','), tail },
    envelope: (resource, scope) => jsonEnvelope(Buffer.from(startOfEnvelope(names, resource, scope))),
    restoreEnvelope: ([before]) => (before === undefined ? NO_ENVELOPE : jsonEnvelope(before)),
    encode: (record) => Buffer.from(stringify(toJson(record))),
    encodeReadable: (record) => serialized(serializer, record).subarray(head.length, -tail.length),
    resultOfResponse: (response) => resultOfResponse(response, parseResponse, names.rejected),
  };
}

const jsonEnvelope = (before: Buffer): Envelope => ({
  maxBytes: before.length + END_OF_ENVELOPE.length,
  before: () => before,
  after: END_OF_ENVELOPE,
  parts: [before],
});

/**
 * deserializeResponse of the SDK's JSON serializers takes what it can't parse for an empty response, and gives the parser's
 * message, which quotes it, to the SDK's log.
 */
const parseResponse = (response: Buffer): unknown => (response.length === 0 ? {} : JSON.parse(response.toString()));

function startOfEnvelope(names: JsonNames, resource: PlainResource, scope: EnvelopeScope): string {
  const { name, version, attributes } = scope;
  const scopeFields = { name, version, attributes: attributes === undefined ? undefined : jsonAttributes(attributes) };
  const start = { resource: { attributes: jsonAttributes(resource.attributes) }, schemaUrl: resource.schemaUrl };
  const scopeStart = { scope: scopeFields, schemaUrl: scope.schemaUrl };
  return `${unclosed(start)},"${names.scopes}":[${unclosed(scopeStart)},"${names.records}":[`;
}

/** An object that more fields can follow. */
const unclosed = (fields: object): string => stringify(fields).slice(0, -1);

/** Of a lone surrogate, for which UTF-8 has no bytes, JSON.stringify makes an escape; here it becomes U+FFFD. */
function stringify(fields: object): string {
  const text = JSON.stringify(fields);
  return text.includes('\\ud') ? JSON.stringify(fields, wellFormed) : text;
}

const wellFormed = (_key: string, value: unknown): unknown =>
  typeof value === 'string' ? Buffer.from(value).toString() : value;

// opentelemetry.proto.common.v1 in OTLP's JSON encoding: AnyValue, KeyValue

/** Empty keys are invalid in OpenTelemetry and left out. */
function jsonAttributes(attributes: AnyValueMap): object[] {
  const pairs: object[] = [];
  for (const key of Object.keys(attributes)) {
    if (key !== '') pairs.push({ key, value: jsonValue(attributes[key]) });
  }
  return pairs;
}

/** null, undefined and what is no AnyValue at all are the empty value. */
function jsonValue(value: AnyValue): object {
  if (typeof value === 'string') return { stringValue: value };
  if (typeof value === 'boolean') return { boolValue: value };
  if (typeof value === 'number') return jsonNumber(value);
  if (typeof value !== 'object' || value === null) return {};
  if (value instanceof Uint8Array) return { bytesValue: Buffer.from(value).toString('base64') };
  if (Array.isArray(value)) return { arrayValue: { values: value.map(jsonValue) } };
  return { kvlistValue: { values: jsonAttributes(value) } };
}

/** 64-bit integers are text, and so is what JSON has no number for. */
function jsonNumber(value: number): object {
  if (isInt64(value)) return { intValue: BigInt(value).toString() };
  return { doubleValue: Number.isFinite(value) ? value : String(value) };
}

// opentelemetry.proto.logs.v1.LogRecord in OTLP's JSON encoding

export function jsonLogRecord(record: CapturedRecord): object {
  const severity = severityOf(record);
  return {
    timeUnixNano: record.timeUnixNanos.toString(),
    severityNumber: severity.number,
    severityText: severity.text,
    body: jsonValue(record.body),
    attributes: jsonAttributes(record.attributes),
    droppedAttributesCount: record.droppedAttributes || undefined,
    ...(record.span === undefined ? {} : spanFields(record.span)),
    observedTimeUnixNano: record.observedTimeUnixNanos.toString(),
    eventName: record.eventName,
  };
}

function spanFields({ traceFlags, traceId, spanId }: SpanContext): object {
  return { flags: traceFlags || undefined, traceId, spanId };
}

// opentelemetry.proto.trace.v1.Span in OTLP's JSON encoding

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
    droppedAttributesCount: span.droppedAttributes || undefined,
    status: span.isError ? { code: STATUS_ERROR } : undefined,
  };
}
