// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
import type { CaptureCounts } from '../capture/capture.ts';
import type { FailedCalls } from '../capture/failures.ts';
import type { OtlpCounts, RecordExport, SpoolCounts } from '../export/queued-exporter.ts';
import type { Standing } from '../http/http-connection.ts';
import type { AlertCounts, ExchangeCounts, RedactionCounts } from './counts.ts';
import type { OtlpComponent } from './otlp-component.ts';

/** Of what is captured. */
export type Signal = 'logs' | 'traces';

/** Of an export by OTLP. */
export interface OtlpSource {
  readonly component: OtlpComponent;
  counts(): OtlpCounts;
}

/** An export. What logs have dropped is with the samples that were dropped before: malformed or unread ones. */
export interface ExportSource extends Pick<RecordExport<never>, 'counters' | 'depth'> {
  readonly otlp?: OtlpSource | undefined;
  /** undefined: it has no spool. */
  readonly spool?: () => SpoolCounts | undefined;
}

/** Where the metrics come from. Each is asked once for each collection, the last time when the SDK shuts down. */
export interface MetricSources {
  captureCounts(): CaptureCounts;
  failedCalls(): readonly FailedCalls[];
  ringPendingBytes(): number;
  ringBytes: number;
  /** Samples that make no record. */
  unshown(): number;
  /** Records that KTLS_CONSOLE has left out; undefined: it prints none. */
  consoleDropped(): number | undefined;
  /** Of the signals that are exported. */
  exports: Readonly<Partial<Record<Signal, ExportSource>>>;
  /** Of what the service says of itself: those that send it. */
  self: Readonly<Partial<Record<'logs' | 'metrics', Pick<ExportSource, 'counters'>>>>;
  redactions: RedactionCounts;
  exchanges: ExchangeCounts;
  /** How many connections are followed, by what can be seen of them. */
  standings(): ReadonlyMap<Standing, number>;
  alerts: AlertCounts;
  /** What is kept of connections, in bytes, and how many were followed no further for want of room. */
  memory: { readonly total: number; readonly limited: number };
  tlsStat(): ReadonlyMap<string, number>;
  processUsage(): ProcessUsage;
}

export interface ProcessUsage {
  userSeconds: number;
  systemSeconds: number;
  residentBytes: number;
}

/** What this process uses. */
export function readProcessUsage(): ProcessUsage {
  const { user, system } = process.cpuUsage();
  return { userSeconds: user / 1e6, systemSeconds: system / 1e6, residentBytes: process.memoryUsage.rss() };
}

/**
 * The counters of /proc/net/tls_stat by name: a line each, a name and a number (net/tls/tls_proc.c). Of the network
 * namespace of this process. There are none before the tls module is loaded.
 */
export function readTlsStat(path = '/proc/net/tls_stat'): Map<string, number> {
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch {
    return new Map();
  }
  return new Map(Array.from(text.matchAll(/^(\w+)\s+(\d+)\s*$/gm), ([, name = '', count]) => [name, Number(count)]));
}
