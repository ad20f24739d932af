// SPDX-License-Identifier: Apache-2.0
import { trace } from '@opentelemetry/api';
import type { LogAttributes } from '@opentelemetry/api-logs';
import { timeInputToHrTime } from '@opentelemetry/core';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { ConsoleLogRecordExporter, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Output } from '../console/output.ts';
import { createConsoleExport, type SdkExporter } from './console-export.ts';
import type { EnvelopeResource, EnvelopeScope } from './encoding.ts';
import type { CountedLogRecord, LogExport } from './log-export.ts';
import { LOGS } from './log-signal.ts';

/** @param exporter replaces the SDK's console exporter, and `output` is what it writes to */
export function createConsoleLogs(
  scope: EnvelopeScope,
  exporter: SdkExporter<ReadableLogRecord> = new ConsoleLogRecordExporter(),
  output?: Output,
): LogExport {
  return createConsoleExport({
    eventsOf: LOGS.eventsOf,
    toReadable: (resource, record: CountedLogRecord) => toReadableLogRecord(scope, resource, record),
    exporter,
    ...(output === undefined ? {} : { output }),
  });
}

function toReadableLogRecord(
  { name, version }: EnvelopeScope,
  resource: EnvelopeResource,
  record: CountedLogRecord,
): ReadableLogRecord {
  const { timestamp = Date.now(), observedTimestamp = Date.now(), context, attributes = {} } = record;
  const spanContext = context === undefined ? undefined : trace.getSpanContext(context);
  return {
    hrTime: timeInputToHrTime(timestamp),
    hrTimeObserved: timeInputToHrTime(observedTimestamp),
    ...(spanContext === undefined ? {} : { spanContext }),
    ...(record.severityText === undefined ? {} : { severityText: record.severityText }),
    ...(record.severityNumber === undefined ? {} : { severityNumber: record.severityNumber }),
    ...(record.body === undefined ? {} : { body: record.body }),
    ...(record.eventName === undefined ? {} : { eventName: record.eventName }),
    resource: sdkResource(resource),
    instrumentationScope: { name, ...(version === undefined ? {} : { version }) },
    attributes: attributes as LogAttributes,
    droppedAttributesCount: 0,
  };
}

/** Attributes of a resource are plain values. */
export function sdkResource({ attributes }: EnvelopeResource): Resource {
  return resourceFromAttributes(attributes as Parameters<typeof resourceFromAttributes>[0]);
}
