// SPDX-License-Identifier: Apache-2.0
import type { CaptureCounts } from '../capture/capture.ts';

interface Advice {
  counter: Exclude<keyof CaptureCounts, 'filtered'>;
  says: (count: number) => string;
  /** Its cause does not go away: it is told of once, not at each increase. */
  once?: true;
}

const ADVICE: readonly Advice[] = [
  { counter: 'lost', says: (n) => `${n} records lost: the ring was full; a larger KTLS_RING_BYTES holds more` },
  { counter: 'missed', says: (n) => `${n} calls missed: their hooks did not run; see KTLS_ATTACH and KTLS_MAX_CALLS` },
  { counter: 'closesLost', says: (n) => `${n} ends of connections lost: the ring was full; each is told of late` },
  {
    counter: 'connectionsFull',
    says: (n) => `${n} calls of connections beyond KTLS_MAX_CONNECTIONS: no id, no offset`,
  },
  { counter: 'faultedReads', says: (n) => `${n} calls cut short: a page of the buffer was not in memory` },
  {
    counter: 'unreadable',
    says: () => "calls without plaintext: their bytes can't be read: page addresses need /proc/kallsyms, so CAP_SYSLOG",
    once: true,
  },
];

/** Says once for each increase what the kernel's counters tell about lost data. */
export class LossWarnings {
  readonly #told = new Map<string, number>();

  next(counts: CaptureCounts): string[] {
    const warnings: string[] = [];
    for (const { counter, says, once } of ADVICE) {
      const told = this.#told.get(counter) ?? 0;
      const increase = counts[counter] - told;
      if (increase <= 0 || (once && told > 0)) continue;
      this.#told.set(counter, counts[counter]);
      warnings.push(says(increase));
    }
    return warnings;
  }
}
