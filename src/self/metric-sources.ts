// SPDX-License-Identifier: Apache-2.0
import type { CaptureCounts } from '../capture/capture.ts';
import type { FailedCalls } from '../capture/failures.ts';
import type { RecordExport } from '../export/queued-exporter.ts';
import type { AlertCounts } from './alert-counts.ts';
import type { ExchangeCounts, RedactionCounts } from './counts.ts';
import type { ProcessUsage } from './host-usage.ts';

/** Of what is captured. */
export type Signal = 'logs' | 'traces';

/** An export. What logs have dropped is with the samples that were dropped before: malformed or unread ones. */
export type ExportSource = Pick<RecordExport<never>, 'counters' | 'depth'>;

/** Where the metrics come from. Each is asked once for each collection, the last time when the SDK shuts down. */
export interface MetricSources {
  captureCounts(): CaptureCounts;
  failedCalls(): readonly FailedCalls[];
  ringPendingBytes(): number;
  ringBytes: number;
  /** Samples that make no record. */
  unshown(): number;
  /** Of the signals that are exported. */
  exports: Readonly<Partial<Record<Signal, ExportSource>>>;
  /** Of what the service says of itself: those that send it. */
  self: Readonly<Partial<Record<'logs' | 'metrics', Pick<ExportSource, 'counters'>>>>;
  redactions: RedactionCounts;
  exchanges: ExchangeCounts;
  alerts: AlertCounts;
  /** What is kept of connections, in bytes, and how many were followed no further for want of room. */
  memory: { readonly total: number; readonly limited: number };
  tlsStat(): ReadonlyMap<string, number>;
  processUsage(): ProcessUsage;
}
