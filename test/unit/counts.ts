// SPDX-License-Identifier: Apache-2.0
import type { CaptureCounts } from '../../src/capture/capture.ts';
import { COUNTERS, FILTER_REASONS, type FilterReason } from '../../src/capture/counters.ts';

type Counts = Omit<CaptureCounts, 'filtered'>;

/** What the kernel has counted: 0 of all that is not named. */
export function countsOf(
  counts: Partial<Counts> = {},
  filtered: Partial<Record<FilterReason, number>> = {},
): CaptureCounts {
  const none = <Name extends string>(names: readonly Name[]): Record<Name, number> =>
    Object.fromEntries(names.map((name) => [name, 0])) as Record<Name, number>;
  return { ...none(COUNTERS), missed: 0, ...counts, filtered: { ...none(FILTER_REASONS), ...filtered } };
}
