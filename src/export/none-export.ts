// SPDX-License-Identifier: Apache-2.0
import type { LogExport } from './log-export.ts';
import type { CountedLogRecord } from './log-export.ts';
import { DroppedEvents } from './dropped-events.ts';

/** OTEL_LOGS_EXPORTER=none: every event is dropped with the reason `exporter_none`. */
export function createNoneExport(): LogExport {
  const dropped = new DroppedEvents();
  const logger = {
    emit: (record: CountedLogRecord): void => dropped.add('exporter_none', record.events ?? 1),
    enabled: () => false,
  };
  return {
    loggerProvider: { getLogger: () => logger },
    hasRoom: () => true,
    onRoom: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
    counters: () => ({ exported: 0, dropped: dropped.toRecord(), inFlight: 0 }),
  };
}
