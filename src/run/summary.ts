// SPDX-License-Identifier: Apache-2.0
import { positive } from '../base/positive.ts';
import type { CaptureCounts } from '../capture/capture.ts';
import { type FilterReason, type LossReason, lossesOf } from '../capture/counters.ts';

/** The service's account at its end; produced + taken_over = lost + unshown + dropped + exported + in_flight. */
export interface Summary {
  /** Calls that moved bytes: captured, missed and filtered. */
  calls: number;
  /** Calls for which a hook did not run. */
  missed: number;
  /** Calls that were held back; by reason, without those that held none back. */
  filtered: number;
  filtered_by: Partial<Record<FilterReason, number>>;
  /** Plaintext that the kernel copied, of captured calls only. */
  copied_bytes: number;
  /** Records that the kernel made: one for each sample of a captured call, and those of connections. */
  produced: number;
  /** Records that another run had left in the spool. */
  taken_over: number;
  /** Of all these: the ring had no room; by reason, without those that lost none; how many bytes their calls moved. */
  lost: number;
  lost_by: Partial<Record<LossReason, number>>;
  lost_bytes: number;
  /** Of these: the rest of calls that were shown as far as is asked for. */
  unshown: number;
  /** Of these: the service gave up, the Collector acknowledged. */
  dropped: number;
  exported: number;
  /** Of these: left in the spool for the next run. */
  in_flight: number;
  /** Beside all these: what killed runs have lost and this one was the first to tell, at most. */
  killed: number;
}

/** What became of the records that were read. */
export interface Outcome {
  killed: number;
  takenOver: number;
  unshown: number;
  /** By reason. */
  dropped: Readonly<Record<string, number>>;
  exported: number;
  inFlight: number;
}

export function summarise(
  counts: CaptureCounts,
  { killed, takenOver, unshown, dropped, exported, inFlight }: Outcome,
): Summary {
  const { missed, captured, copiedBytes, produced, lost, lostBytes } = counts;
  const filtered = sum(counts.filtered);
  return {
    calls: captured + missed + filtered,
    missed,
    filtered,
    filtered_by: Object.fromEntries(positive(counts.filtered)),
    copied_bytes: copiedBytes,
    produced,
    taken_over: takenOver,
    lost,
    lost_by: Object.fromEntries(positive(lossesOf(counts))),
    lost_bytes: lostBytes,
    unshown,
    dropped: sum(dropped),
    exported,
    in_flight: inFlight,
    killed,
  };
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}
