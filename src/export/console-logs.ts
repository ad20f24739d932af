// SPDX-License-Identifier: Apache-2.0
import type { LogAttributes } from '@opentelemetry/api-logs';
import { type Resource, resourceFromAttributes } from '@opentelemetry/resources';
import { ConsoleLogRecordExporter, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import type { Output } from '../console/output.ts';
import type { CapturedRecord } from '../telemetry/captured-record.ts';
import { toHrTime } from '../telemetry/hr-time.ts';
import { createConsoleExport, type SdkExporter } from './console-export.ts';
import type { EnvelopeResource, EnvelopeScope } from './encoding.ts';
import type { LogExport } from './log-export.ts';
import { LOGS } from './log-signal.ts';
import { SEVERITY } from './severity.ts';

/** @param exporter replaces the SDK's console exporter, and `output` is what it writes to */
export function createConsoleLogs(
  scope: EnvelopeScope,
  exporter: SdkExporter<ReadableLogRecord> = new ConsoleLogRecordExporter(),
  output?: Output,
): LogExport {
  return createConsoleExport({
    eventsOf: LOGS.eventsOf,
    toReadable: (resource, record: CapturedRecord) => toReadableLogRecord(scope, resource, record),
    exporter,
    ...(output === undefined ? {} : { output }),
  });
}

function toReadableLogRecord(
  { name, version }: EnvelopeScope,
  resource: EnvelopeResource,
  record: CapturedRecord,
): ReadableLogRecord {
  return {
    hrTime: toHrTime(record.timeUnixNanos),
    hrTimeObserved: toHrTime(record.observedTimeUnixNanos),
    ...(record.span === undefined ? {} : { spanContext: record.span }),
    severityText: SEVERITY.text,
    severityNumber: SEVERITY.number,
    body: record.body,
    eventName: record.eventName,
    resource: sdkResource(resource),
    instrumentationScope: { name, ...(version === undefined ? {} : { version }) },
    attributes: record.attributes as LogAttributes,
    droppedAttributesCount: 0,
  };
}

/** Attributes of a resource are plain values. */
export function sdkResource({ attributes }: EnvelopeResource): Resource {
  return resourceFromAttributes(attributes as Parameters<typeof resourceFromAttributes>[0]);
}
