// SPDX-License-Identifier: Apache-2.0

import { type ExitCode, exitCodes } from '../base/exit-code.ts';
import type { Capture } from '../capture/capture.ts';
import type { LogExport, SpanExport } from '../export/queued-exporter.ts';
import type { Pipeline } from './pipeline.ts';
import type { Fates } from './run-ledger.ts';
import { sum, summarise } from './summary.ts';

export interface Accounted {
  capture: Capture;
  pipeline: Pipeline;
  logExport: LogExport;
  spanExport: SpanExport;
  /** Records that runs before this one have lost when they were killed. */
  killed: number;
}

/** Dropped records by reason: those of the export, and those that did not come as far. */
export function droppedRecords({
  capture: { reader },
  logExport,
}: Pick<Accounted, 'capture' | 'logExport'>): Record<string, number> {
  const reasons = { ...logExport.counters().dropped };
  if (reader.malformed > 0) reasons.malformed = reader.malformed;
  if (reader.unread > 0) reasons.shutdown = (reasons.shutdown ?? 0) + reader.unread;
  return reasons;
}

/** What the ledger has of log records, beside what the kernel counts. */
export function fatesOf(run: Pick<Accounted, 'capture' | 'pipeline' | 'logExport'>): Fates {
  const { pipeline, logExport } = run;
  return {
    takenOver: logExport.spoolCounts?.()?.takenOver ?? 0,
    unshown: pipeline.unshown,
    dropped: sum(droppedRecords(run)),
    exported: logExport.counters().exported,
    ...(logExport.doubtful?.() ?? { sending: 0, unmarked: 0 }),
  };
}

/** Writes the summary; the exit code says whether the deadline cost records or spans. */
export function account(run: Accounted, warn: (message: string) => void, write: (line: string) => void): ExitCode {
  const dropped = droppedRecords(run);
  const spans = run.spanExport.counters();
  for (const [reason, count] of Object.entries(dropped)) warn(`${count} records dropped: ${reason}`);
  for (const [reason, count] of Object.entries(spans.dropped)) warn(`${count} spans dropped: ${reason}`);
  const { takenOver, unshown, exported } = fatesOf(run);
  const { inFlight } = run.logExport.counters();
  const outcome = { killed: run.killed, takenOver, unshown, dropped, exported, inFlight };
  write(`${JSON.stringify(summarise(run.capture.counts(), outcome))}\n`);
  return dropped.shutdown || spans.dropped.shutdown ? exitCodes.undelivered.code : exitCodes.ok.code;
}
