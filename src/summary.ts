// SPDX-License-Identifier: Apache-2.0
import type { CaptureCounts } from './capture/capture.ts';

/** The service's account at its end; produced = lost + dropped + exported. */
export interface Summary {
  /** Calls that moved bytes: captured, missed and filtered. */
  calls: number;
  /** Calls for which a hook did not run. */
  missed: number;
  filtered: number;
  /** Records that the kernel made: one for each captured call. */
  produced: number;
  /** Of these: the ring had no room, the service gave up, the Collector acknowledged. */
  lost: number;
  dropped: number;
  exported: number;
}

export function summarise(counts: CaptureCounts, exported: number, dropped: Readonly<Record<string, number>>): Summary {
  const { missed, captured, filteredSelf: filtered, produced, lost } = counts;
  const sum = Object.values(dropped).reduce((total, count) => total + count, 0);
  return { calls: captured + missed + filtered, missed, filtered, produced, lost, dropped: sum, exported };
}
