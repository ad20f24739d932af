// SPDX-License-Identifier: Apache-2.0
import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import { otlpLogs } from '../config/otlp-logs.ts';
import type { Settings } from '../config/schema.ts';
import { createConsoleExport } from './export/console-export.ts';
import { createLogExport, type LogExportSettings } from './export/create-log-export.ts';
import type { LogExport } from './export/log-export.ts';
import { createNoneExport } from './export/none-export.ts';

/** Half a MiB below what the Collector's gRPC receiver takes by default. */
const MAX_BATCH_BYTES = 3.5 * 1024 * 1024;

/** Whether log records go to the Collector. */
export function exportsToCollector({ otel }: Settings): boolean {
  return !otel.sdk_disabled && otel.logs_exporter === 'otlp';
}

/** The export that OTEL_LOGS_EXPORTER and OTEL_SDK_DISABLED ask for. Throws OtlpSettingsError. */
export function logExportFromSettings(
  settings: Settings,
  resource: Resource,
  userAgent: string,
  onWarning: (message: string) => void,
): LogExport {
  const { otel } = settings;
  if (otel.sdk_disabled || otel.logs_exporter === 'none') return createNoneExport();
  if (otel.logs_exporter === 'console') return createConsoleExport(resource);
  const { value: endpoint, variable } = otlpLogs(settings, 'endpoint');
  const warn = (message: string): void => onWarning(`${message} (${variable} is ${endpoint})`);
  return createLogExport({ settings: exportSettings(settings), resource, userAgent, onWarning: warn });
}

function exportSettings(settings: Settings): LogExportSettings {
  const { ktls, otel } = settings;
  return {
    blrp: {
      scheduleDelayMillis: otel.blrp_schedule_delay,
      exportTimeoutMillis: otel.blrp_export_timeout || Number.POSITIVE_INFINITY,
      maxQueueSize: otel.blrp_max_queue_size,
      maxExportBatchSize: otel.blrp_max_export_batch_size,
    },
    queueBytes: ktls.queue_bytes,
    maxBatchBytes: MAX_BATCH_BYTES,
    otlp: {
      endpoint: otlpLogs(settings, 'endpoint').value,
      insecure: otlpLogs(settings, 'insecure').value,
      headers: {
        ...parseKeyPairsIntoRecord(otel.exporter_otlp_headers ?? undefined),
        ...parseKeyPairsIntoRecord(otel.exporter_otlp_logs_headers ?? undefined),
      },
      timeoutMillis: otlpLogs(settings, 'timeout').value || Number.POSITIVE_INFINITY,
      compression: otlpLogs(settings, 'compression').value,
      certificateFile: otlpLogs(settings, 'certificate').value ?? undefined,
      clientKeyFile: otlpLogs(settings, 'client_key').value ?? undefined,
      clientCertificateFile: otlpLogs(settings, 'client_certificate').value ?? undefined,
    },
  };
}
