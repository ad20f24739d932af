// SPDX-License-Identifier: Apache-2.0
import type { LogRecord, Logger } from '@opentelemetry/api-logs';
import { ExportResultCode } from '@opentelemetry/core';
import type { Resource } from '@opentelemetry/resources';
import type { LogRecordExporter } from '@opentelemetry/sdk-logs';
import { ConsoleLogRecordExporter, LoggerProvider, SimpleLogRecordProcessor } from '@opentelemetry/sdk-logs';
import { Output } from '../console/output.ts';
import { DroppedEvents } from './dropped-events.ts';
import type { CountedLogRecord, LogExport } from './log-export.ts';

/**
 * OTEL_LOGS_EXPORTER=console: each record is written to standard output when it is emitted, and its events are
 * exported then. Once nobody reads standard output, events are dropped with the reason `console`.
 * @param exporter replaces the SDK's console exporter
 * @param output what the exporter writes to
 */
export function createConsoleExport(
  resource: Resource,
  exporter: LogRecordExporter = new ConsoleLogRecordExporter(),
  output: Output = new Output(process.stdout),
): LogExport {
  const dropped = new DroppedEvents();
  let exported = 0;
  let isShutDown = false;
  // The processor exports within emit(), so the events of the record are known when its result comes.
  let events = 0;
  const counting: LogRecordExporter = {
    export: (records, done) => exporter.export(records, (result) => {
      if (result.code === ExportResultCode.SUCCESS) exported += events;
      else dropped.add('console', events);
      done(result);
    }),
    forceFlush: () => exporter.forceFlush(),
    shutdown: () => exporter.shutdown(),
  };
  const provider = new LoggerProvider({ resource, processors: [new SimpleLogRecordProcessor({ exporter: counting })] });
  const countEvents = (logger: Logger): Logger => ({
    emit: (record: LogRecord): void => {
      events = (record as CountedLogRecord).events ?? 1;
      if (isShutDown) dropped.add('shutdown', events);
      else if (!output.isOpen) dropped.add('console', events);
      else logger.emit(record);
    },
    enabled: (options) => logger.enabled(options),
  });
  return {
    loggerProvider: { getLogger: (...scope) => countEvents(provider.getLogger(...scope)) },
    hasRoom: () => output.hasRoom(),
    onRoom: (callback) => output.onRoom(callback),
    forceFlush: () => provider.forceFlush(),
    shutdown: async () => {
      if (isShutDown) return;
      isShutDown = true;
      await provider.shutdown();
    },
    counters: () => ({ exported, dropped: dropped.toRecord(), inFlight: 0 }),
  };
}
