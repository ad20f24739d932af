// SPDX-License-Identifier: Apache-2.0
import { otlpEndpoint, otlpSignals } from '../../config/otlp.ts';
import type { SignalName } from '../../config/otlp-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
import { Output } from '../console/output.ts';
import { gapsOf } from '../console/terminal.ts';
import { attributeLimits, limitLogs, limitSpans } from '../export/attribute-limits.ts';
import { createConsoleLogs, createConsoleSpans } from '../export/console-export.ts';
import {
  type CreateExportOptions,
  createLogExporter,
  createNoneExport,
  createSpanExporter,
  type ExportSettings,
  LOGS,
  SPANS,
} from '../export/create-export.ts';
import { otlpSettings } from '../export/otlp-client.ts';
import type { LogExport, SpanExport } from '../export/queued-exporter.ts';

export type ExportOptions = Pick<CreateExportOptions, 'scope' | 'spool' | 'onWarning' | 'onExported' | 'onChange'>;

/** Whether a signal goes to the Collector. */
export function exportsToCollector(settings: Settings, signal: SignalName): boolean {
  return otlpSignals(settings).includes(signal);
}

/** Neither log records nor spans go anywhere: KTLS_CONSOLE is all that is left of what is captured. */
export function isNothingExported({ ktls, otel }: Settings): boolean {
  const hasSpans = ktls.spans && otel.traces_exporter !== 'none';
  return otel.sdk_disabled || (otel.logs_exporter === 'none' && !hasSpans);
}

/** The export that OTEL_LOGS_EXPORTER and OTEL_SDK_DISABLED ask for. Throws OtlpSettingsError. */
export function logExportFromSettings(settings: Settings, options: ExportOptions): LogExport {
  const limits = attributeLimits(settings, 'logrecord');
  const logs = unlimitedLogs(settings, options);
  return limits === undefined ? logs : limitLogs(logs, limits);
}

function unlimitedLogs(settings: Settings, options: ExportOptions): LogExport {
  const { sdk_disabled: isDisabled, logs_exporter: exporter } = settings.otel;
  if (isDisabled || exporter === 'none') return createNoneExport(LOGS);
  if (exporter === 'console') return createConsoleLogs(options.scope);
  return createLogExporter(otlpOptions(settings, 'logs', options));
}

/** The export that OTEL_TRACES_EXPORTER and OTEL_SDK_DISABLED ask for. Throws OtlpSettingsError. */
export function spanExportFromSettings(settings: Settings, options: ExportOptions): SpanExport {
  const limits = attributeLimits(settings, 'span');
  const spans = unlimitedSpans(settings, options);
  return limits === undefined ? spans : limitSpans(spans, limits);
}

function unlimitedSpans(settings: Settings, options: ExportOptions): SpanExport {
  const { sdk_disabled: isDisabled, traces_exporter: exporter } = settings.otel;
  if (isDisabled || exporter === 'none') return createNoneExport(SPANS);
  if (exporter === 'console') return createConsoleSpans(options.scope, undefined, spansOutput(options.onWarning));
  return createSpanExporter(otlpOptions(settings, 'traces', options));
}

const SPANS_BEHIND = 'the reader of standard output is stopped or slow: spans are left out until it takes them';

function spansOutput(onWarning: (message: string) => void): Output {
  const warnings = new RateLimitedWarnings(onWarning);
  return new Output(
    process.stdout,
    gapsOf(process.stdout, 'spans', () => warnings.warn('behind', SPANS_BEHIND)),
  );
}

type QueuedSignal = Exclude<SignalName, 'metrics'>;

function otlpOptions(settings: Settings, signal: QueuedSignal, options: ExportOptions): CreateExportOptions {
  const { value: endpoint, variable } = otlpEndpoint(settings, signal);
  const onWarning = (message: string): void => options.onWarning(`${message} (${variable}: ${endpoint})`);
  return { ...options, onWarning, settings: exportSettings(settings, signal) };
}

function exportSettings(settings: Settings, signal: QueuedSignal): ExportSettings {
  const { ktls, otel } = settings;
  const prefix = signal === 'logs' ? 'blrp' : 'bsp';
  return {
    batch: {
      scheduleDelayMillis: otel[`${prefix}_schedule_delay`],
      exportTimeoutMillis: otel[`${prefix}_export_timeout`] || Number.POSITIVE_INFINITY,
      maxQueueSize: otel[`${prefix}_max_queue_size`] ?? Number.POSITIVE_INFINITY,
      maxExportBatchSize: otel[`${prefix}_max_export_batch_size`],
    },
    queueBytes: ktls.queue_bytes,
    maxBatchBytes: ktls.batch_bytes,
    concurrency: ktls.export_concurrency,
    otlp: otlpSettings(settings, signal),
  };
}
