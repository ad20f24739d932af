// SPDX-License-Identifier: Apache-2.0
import type { SpanData } from '../trace/span-data.ts';
import { writeAttributes, writeCount } from './encode-attributes.ts';
import { FIXED32, LENGTH_DELIMITED, type ProtobufWriter, VARINT } from './protobuf-writer.ts';

// opentelemetry.proto.trace.v1.Span

/** A span of the usual size takes 128 to 16,383 bytes: two bytes of length. */
const USUAL_LENGTH = 0x80;

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
