// SPDX-License-Identifier: Apache-2.0
import type { CaptureCounts } from './capture/capture.ts';

const ADVICE: readonly { counter: keyof CaptureCounts; says: (count: number) => string }[] = [
  { counter: 'lost', says: (n) => `${n} records lost: the ring was full; a larger KTLS_RING_BYTES holds more` },
  { counter: 'missed', says: (n) => `${n} calls missed: their hooks did not run; see KTLS_ATTACH and KTLS_MAX_CALLS` },
  { counter: 'connectionsFull', says: (n) => `${n} records of connections beyond KTLS_MAX_CONNECTIONS: no id, no offset` },
  { counter: 'faultedReads', says: (n) => `${n} records cut short: a page of the buffer was not in memory` },
];

/** Says once for each increase what the kernel's counters tell about lost data. */
export class LossWarnings {
  readonly #told = new Map<string, number>();

  next(counts: CaptureCounts): string[] {
    const warnings: string[] = [];
    for (const { counter, says } of ADVICE) {
      const increase = counts[counter] - (this.#told.get(counter) ?? 0);
      if (increase <= 0) continue;
      this.#told.set(counter, counts[counter]);
      warnings.push(says(increase));
    }
    return warnings;
  }
}
