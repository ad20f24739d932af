// SPDX-License-Identifier: Apache-2.0
import { DroppedEvents } from './dropped-events.ts';
import type { RecordExport } from './record-export.ts';
import type { Signal } from './signal.ts';

/** OTEL_LOGS_EXPORTER=none, OTEL_TRACES_EXPORTER=none: everything is dropped with the reason `exporter_none`. */
export function createNoneExport<Item>({ eventsOf }: Pick<Signal<Item>, 'eventsOf'>): RecordExport<Item> {
  const dropped = new DroppedEvents();
  return {
    write: (_resource, record) => dropped.add('exporter_none', eventsOf(record)),
    drop: (reason, events) => dropped.add(reason, events),
    hasRoom: () => true,
    onRoom: () => {},
    forceFlush: async () => {},
    shutdown: async () => {},
    counters: () => ({ exported: 0, dropped: dropped.toRecord(), inFlight: 0 }),
    depth: () => ({ records: 0, bytes: 0 }),
  };
}
