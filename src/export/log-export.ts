// SPDX-License-Identifier: Apache-2.0
import type { LogRecord, LoggerProvider } from '@opentelemetry/api-logs';

/**
 * A log record that says how many captured events it completes.
 * A long event becomes several records, of which only the last one counts 1.
 */
export interface CountedLogRecord extends LogRecord {
  /** default 1 */
  events?: number;
}

/** Counts are events. */
export interface LogExportCounters {
  /** acknowledged by the Collector */
  exported: number;
  /** given up, by reason: `rejected`, `shutdown`, `exporter_none`, or `grpc_` and the status that refused them */
  dropped: Record<string, number>;
  /** queued or sent, and neither acknowledged nor dropped yet */
  inFlight: number;
}

export interface LogExport {
  readonly loggerProvider: LoggerProvider;
  /** False when the queue is full. A record that is emitted nevertheless is accepted: the reader stops by itself. */
  hasRoom(): boolean;
  /** `callback` is called each time that room returns after the queue was full. */
  onRoom(callback: () => void): void;
  /** Resolves when what was queued at the time of the call is exported or dropped; rejects after `timeoutMillis`. */
  forceFlush(timeoutMillis: number): Promise<void>;
  /**
   * Exports all that is queued; what is not acknowledged when `overdue` is aborted is dropped with the reason
   * `shutdown`, and so is what is emitted later. A second call returns the promise of the first. Never rejects.
   */
  shutdown(overdue: AbortSignal): Promise<void>;
  counters(): LogExportCounters;
}
