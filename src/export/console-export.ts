// SPDX-License-Identifier: Apache-2.0
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { Output } from '../console/output.ts';
import { DroppedEvents } from './dropped-events.ts';
import type { EnvelopeResource } from './encoding.ts';
import type { RecordExport } from './record-export.ts';

/** An exporter of the SDK, which takes the SDK's kind of record. */
export interface SdkExporter<Readable> {
  export(records: Readable[], done: (result: ExportResult) => void): void;
}

export interface ConsoleExportOptions<Item, Readable> {
  readonly eventsOf: (record: Item) => number;
  readonly toReadable: (resource: EnvelopeResource, record: Item) => Readable;
  readonly exporter: SdkExporter<Readable>;
  /** What the exporter writes to; default: standard output. */
  readonly output?: Output;
}

/**
 * OTEL_LOGS_EXPORTER=console, OTEL_TRACES_EXPORTER=console: each record is written when it comes, and counts as
 * exported then. Once nobody reads standard output, records are dropped with the reason `console`.
 */
export function createConsoleExport<Item, Readable>(options: ConsoleExportOptions<Item, Readable>): RecordExport<Item> {
  const { eventsOf, toReadable, exporter, output = new Output(process.stdout) } = options;
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
