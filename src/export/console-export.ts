// SPDX-License-Identifier: Apache-2.0

import { type Attributes, type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import type { LogAttributes } from '@opentelemetry/api-logs';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { ConsoleLogRecordExporter, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { ConsoleSpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { Output } from '../console/output.ts';
import type { CapturedRecord } from '../records/captured-record.ts';
import type { PlainResource } from '../records/resources.ts';
import type { SpanData } from '../trace/span-data.ts';
import { LOGS, SPANS } from './create-export.ts';
import { severityOf } from './encode-record.ts';
import type { EnvelopeScope } from './encoding.ts';
import type { LogExport, RecordExport, SpanExport } from './queued-exporter.ts';
import { DroppedEvents } from './sender.ts';

/** An exporter of the SDK, which takes the SDK's kind of record. */
export interface SdkExporter<Readable> {
  export(records: Readable[], done: (result: ExportResult) => void): void;
}

interface ConsoleExportOptions<Item, Readable> {
  readonly eventsOf: (record: Item) => number;
  readonly toReadable: (resource: PlainResource, record: Item) => Readable;
  readonly exporter: SdkExporter<Readable>;
  /** What the exporter writes to. */
  readonly output: Output;
}

/**
 * OTEL_LOGS_EXPORTER=console, OTEL_TRACES_EXPORTER=console: each record is written when it comes, and counts as
 * exported then. Once nobody reads standard output, records are dropped with the reason `console`; what an output with
 * gaps leaves out, with the reason `queue_full`.
 */
function createConsoleExport<Item, Readable>(options: ConsoleExportOptions<Item, Readable>): RecordExport<Item> {
  const { eventsOf, toReadable, exporter, output } = options;
  const dropped = new DroppedEvents();
  let exported = 0;
  let isShutDown = false;
  return {
    write(resource, record) {
      const events = eventsOf(record);
      if (isShutDown || !output.isOpen) {
        dropped.add(isShutDown ? 'shutdown' : 'console', events);
        return;
      }
      if (output.leavesOut()) {
        dropped.add('queue_full', events);
        return;
      }
      exporter.export([toReadable(resource, record)], ({ code }) => {
        if (code === ExportResultCode.SUCCESS) exported += events;
        else dropped.add('console', events);
      });
    },
    drop: (reason, events) => dropped.add(reason, events),
    hasRoom: () => output.hasRoom(),
    onRoom: (callback) => output.onRoom(callback),
    forceFlush: async () => {},
    shutdown: async () => {
      isShutDown = true;
    },
    counters: () => ({ exported, dropped: dropped.toRecord(), inFlight: 0 }),
    depth: () => ({ records: 0, bytes: 0 }),
  };
}

/** @param exporter replaces the SDK's console exporter, and `output` is what it writes to */
export function createConsoleLogs(
  scope: EnvelopeScope,
  exporter: SdkExporter<ReadableLogRecord> = new ConsoleLogRecordExporter(),
  output = new Output(process.stdout),
): LogExport {
  return createConsoleExport({
    eventsOf: LOGS.eventsOf,
    toReadable: (resource, record: CapturedRecord) => toReadableLogRecord(scope, resource, record),
    exporter,
    output,
  });
}

function toReadableLogRecord(
  { name, version }: EnvelopeScope,
  resource: PlainResource,
  record: CapturedRecord,
): ReadableLogRecord {
  const severity = severityOf(record);
  return {
    hrTime: toHrTime(record.timeUnixNanos),
    hrTimeObserved: toHrTime(record.observedTimeUnixNanos),
    ...(record.span === undefined ? {} : { spanContext: record.span }),
    severityText: severity.text,
    severityNumber: severity.number,
    body: record.body,
    eventName: record.eventName,
    resource: sdkResource(resource),
    instrumentationScope: { name, ...(version === undefined ? {} : { version }) },
    attributes: record.attributes as LogAttributes,
    droppedAttributesCount: record.droppedAttributes ?? 0,
  };
}

/** Nanoseconds since the epoch as OpenTelemetry's seconds and nanoseconds. */
function toHrTime(nanos: bigint): HrTime {
  return [Number(nanos / 1_000_000_000n), Number(nanos % 1_000_000_000n)];
}

/** Attributes of a resource are plain values. */
function sdkResource({ attributes }: PlainResource): Resource {
  return resourceFromAttributes(attributes as Parameters<typeof resourceFromAttributes>[0]);
}

/** @param exporter replaces the SDK's console exporter, and `output` is what it writes to */
export function createConsoleSpans(
  scope: EnvelopeScope,
  exporter: SdkExporter<ReadableSpan> = new ConsoleSpanExporter(),
  output = new Output(process.stdout),
): SpanExport {
  return createConsoleExport({
    eventsOf: SPANS.eventsOf,
    toReadable: (resource, span: SpanData) => toReadableSpan(scope, resource, span),
    exporter,
    output,
  });
}

function toReadableSpan({ name, version }: EnvelopeScope, resource: PlainResource, span: SpanData): ReadableSpan {
  const { context, parentSpanId, startUnixNanos, endUnixNanos } = span;
  const parent = { ...context, spanId: parentSpanId ?? '', isRemote: span.isParentRemote };
  return {
    name: span.name,
    kind: span.kind === 'client' ? SpanKind.CLIENT : SpanKind.SERVER,
    spanContext: () => context,
    ...(parentSpanId === undefined ? {} : { parentSpanContext: parent }),
    startTime: toHrTime(startUnixNanos),
    endTime: toHrTime(endUnixNanos),
    duration: toHrTime(endUnixNanos - startUnixNanos) satisfies HrTime,
    status: { code: span.isError ? SpanStatusCode.ERROR : SpanStatusCode.UNSET },
    attributes: span.attributes as Attributes,
    links: [],
    events: [],
    ended: true,
    resource: sdkResource(resource),
    instrumentationScope: { name, ...(version === undefined ? {} : { version }) },
    droppedAttributesCount: span.droppedAttributes ?? 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
