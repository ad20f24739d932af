// SPDX-License-Identifier: Apache-2.0
import { type Attributes, type HrTime, SpanKind, SpanStatusCode } from '@opentelemetry/api';
import { ConsoleSpanExporter, type ReadableSpan } from '@opentelemetry/sdk-trace-base';
import { toHrTime } from '../telemetry/hr-time.ts';
import type { SpanData } from '../trace/span-data.ts';
import { createConsoleExport, type SdkExporter } from './console-export.ts';
import { sdkResource } from './console-logs.ts';
import type { EnvelopeResource, EnvelopeScope } from './encoding.ts';
import type { SpanExport } from './span-export.ts';
import { SPANS } from './span-signal.ts';

/** @param exporter replaces the SDK's console exporter */
export function createConsoleSpans(
  scope: EnvelopeScope,
  exporter: SdkExporter<ReadableSpan> = new ConsoleSpanExporter(),
): SpanExport {
  return createConsoleExport({
    eventsOf: SPANS.eventsOf,
    toReadable: (resource, span: SpanData) => toReadableSpan(scope, resource, span),
    exporter,
  });
}

function toReadableSpan({ name, version }: EnvelopeScope, resource: EnvelopeResource, span: SpanData): ReadableSpan {
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
    droppedAttributesCount: 0,
    droppedEventsCount: 0,
    droppedLinksCount: 0,
  };
}
