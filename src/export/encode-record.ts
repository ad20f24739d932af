// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';
import { SeverityNumber } from '@opentelemetry/api-logs';
import { Generations } from '../base/generations.ts';
import type { CallOrigin } from '../capture/event.ts';
import {
  addCallAttributes,
  CallRecord,
  SNIPPET_CHARACTERS,
  summaryFacts,
  summaryStart,
} from '../records/call-record.ts';
import { type CapturedRecord, callOriginAttributes } from '../records/captured-record.ts';
import type { SpanData } from '../trace/span-data.ts';
import {
  openTextField,
  writeAttribute,
  writeAttributes,
  writeCount,
  writeTextAttribute,
  writeValueField,
} from './encode-attributes.ts';
import { FIXED32, LENGTH_DELIMITED, ProtobufWriter, VARINT } from './protobuf-writer.ts';

// opentelemetry.proto.logs.v1.LogRecord

/** A record or span of the usual size takes 128 to 16,383 bytes: two bytes of length. */
const USUAL_LENGTH = 0x80;
const BODY = 5;
const ATTRIBUTES = 6;
const DROPPED_ATTRIBUTES = 7;
const LF = 0x0a;
const CR = 0x0d;
const SPACE = 0x20;
const TAB = 0x09;

interface Severity {
  readonly number: SeverityNumber;
  readonly text: 'INFO' | 'WARN';
}

const INFO: Severity = { number: SeverityNumber.INFO, text: 'INFO' };
const WARN: Severity = { number: SeverityNumber.WARN, text: 'WARN' };

export const severityOf = ({ severity }: CapturedRecord): Severity => (severity === 'WARN' ? WARN : INFO);

const scratch = new ProtobufWriter(1024);
const severityFields = ({ number, text }: Severity): Buffer =>
  encoded((writer) => {
    writer.tag(2, VARINT);
    writer.varint(number);
    writer.text(3, text);
  });
const SEVERITY_FIELDS = { INFO: severityFields(INFO), WARN: severityFields(WARN) };

/** Writes `record` as ScopeLogs.log_records (2), with its tag and length. */
export function writeLogRecord(writer: ProtobufWriter, record: CapturedRecord): void {
  writer.tag(2, LENGTH_DELIMITED);
  const start = writer.open(USUAL_LENGTH);
  writer.nanos(1, record.timeUnixNanos);
  writer.raw(SEVERITY_FIELDS[severityOf(record).text]);
  if (record instanceof CallRecord) writeCall(writer, record);
  else {
    writeValueField(writer, BODY, record.body);
    writeAttributes(writer, ATTRIBUTES, record.attributes);
    if (record.droppedAttributes) writeCount(writer, DROPPED_ATTRIBUTES, record.droppedAttributes);
  }
  if (record.span !== undefined) writeSpanContext(writer, record.span);
  writer.nanos(11, record.observedTimeUnixNanos);
  writer.text(12, record.eventName);
  writer.close(start, USUAL_LENGTH);
}

/** Without a string or an object: all but the numbers is copied. */
function writeCall(writer: ProtobufWriter, record: CallRecord): void {
  const { call, part, plaintextField } = record;
  const { text } = part.piece;
  const origin = encodedOrigin(call.origin);
  if (plaintextField === 'body') {
    openTextField(writer, BODY, text.length);
    writer.raw(text);
  } else if (!writeSummary(writer, origin.summary, record)) {
    writeValueField(writer, BODY, record.body);
  }
  writer.raw(origin.attributes);
  addCallAttributes(record, (name, value) => writeAttribute(writer, ATTRIBUTES, name, value));
  if (plaintextField === 'attribute') writeTextAttribute(writer, ATTRIBUTES, 'ktls.plaintext', text);
}

/** What is the same in all records of an origin. */
interface EncodedOrigin {
  /** Its attributes, each with its tag and length. */
  readonly attributes: Buffer;
  /** What the summary begins with. */
  readonly summary: Buffer;
}

/** Of the connections that were busy lately: some hundred bytes each, which an idle one does without. */
const origins = new Generations<CallOrigin, EncodedOrigin>(4_096);

function encodedOrigin(origin: CallOrigin): EncodedOrigin {
  const known = origins.get(origin);
  if (known !== undefined) return known;
  const made = {
    attributes: encoded((writer) => writeAttributes(writer, ATTRIBUTES, callOriginAttributes(origin))),
    summary: encoded((writer) => writer.raw(Buffer.from(summaryStart(origin)))),
  };
  origins.set(origin, made);
  return made;
}

/** In memory of its own: a slice of Buffer's pool would keep all of the pool's page, with the payloads in it. */
function encoded(write: (writer: ProtobufWriter) => void): Buffer {
  scratch.reset();
  write(scratch);
  const bytes = Buffer.allocUnsafeSlow(scratch.length);
  scratch.written().copy(bytes);
  return bytes;
}

/** The summary line of a call, made of bytes. False, and nothing is written: its snippet is not ASCII. */
function writeSummary(writer: ProtobufWriter, start: Buffer, { call, part }: CallRecord): boolean {
  const { text } = part.piece;
  const most = Math.min(text.length, SNIPPET_CHARACTERS);
  let length = 0;
  for (; length < most; length += 1) {
    const byte = text[length] ?? 0;
    if (byte === LF || byte === CR) break;
    if (byte >= 0x80) return false;
  }
  const facts = summaryFacts(call, part.callOffset);
  const bytes = start.length + facts.length + (length === 0 ? 0 : 1 + length);
  openTextField(writer, BODY, bytes);
  writer.raw(start);
  writer.ascii(facts);
  if (length === 0) return true;
  writer.byte(SPACE);
  const at = writer.position;
  writer.raw(text.subarray(0, length));
  for (let index = at; index < writer.position; index += 1)
    if (writer.buffer[index] === TAB) writer.buffer[index] = SPACE;
  return true;
}

function writeSpanContext(writer: ProtobufWriter, context: SpanContext): void {
  if (context.traceFlags) {
    writer.tag(8, FIXED32);
    writer.fixed32(context.traceFlags);
  }
  writer.hex(9, context.traceId);
  writer.hex(10, context.spanId);
}

// opentelemetry.proto.trace.v1.Span

/** Writes `span` as ScopeSpans.spans (2), with its tag and length. */
export function writeSpan(writer: ProtobufWriter, span: SpanData): void {
  const { context, parentSpanId } = span;
  writer.tag(2, LENGTH_DELIMITED);
  const start = writer.open(USUAL_LENGTH);
  writer.hex(1, context.traceId);
  writer.hex(2, context.spanId);
  const traceState = context.traceState?.serialize();
  if (traceState) writer.text(3, traceState);
  if (parentSpanId !== undefined) writer.hex(4, parentSpanId);
  writer.text(5, span.name);
  writer.tag(6, VARINT);
  writer.varint(SPAN_KIND[span.kind]);
  writer.nanos(7, span.startUnixNanos);
  writer.nanos(8, span.endUnixNanos);
  writeAttributes(writer, 9, span.attributes);
  if (span.droppedAttributes) writeCount(writer, 10, span.droppedAttributes);
  if (span.isError) writeErrorStatus(writer);
  writeFlags(writer, spanFlags(span));
  writer.close(start, USUAL_LENGTH);
}

/** Span.status (15): Status { code (3) } */
function writeErrorStatus(writer: ProtobufWriter): void {
  writer.tag(15, LENGTH_DELIMITED);
  writer.varint(2);
  writer.tag(3, VARINT);
  writer.varint(STATUS_ERROR);
}

/** Span.flags (16): a tag of 16 and more takes two bytes. */
function writeFlags(writer: ProtobufWriter, flags: number): void {
  writer.varint((16 << 3) | FIXED32);
  writer.fixed32(flags);
}

// Numbers of opentelemetry.proto.trace.v1

/** SPAN_KIND_SERVER, SPAN_KIND_CLIENT */
export const SPAN_KIND: Readonly<Record<SpanData['kind'], number>> = { server: 2, client: 3 };
/** STATUS_CODE_ERROR */
export const STATUS_ERROR = 2;

const CONTEXT_HAS_IS_REMOTE = 0x100;
const CONTEXT_IS_REMOTE = 0x200;

/** The trace flags of W3C in the lowest 8 bits, above them what is known of the parent. */
export function spanFlags({ context, isParentRemote }: SpanData): number {
  return (context.traceFlags & 0xff) | CONTEXT_HAS_IS_REMOTE | (isParentRemote ? CONTEXT_IS_REMOTE : 0);
}
