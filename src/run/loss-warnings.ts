// SPDX-License-Identifier: Apache-2.0
import type { CaptureCounts } from '../capture/capture.ts';

interface Advice {
  counter: Exclude<keyof CaptureCounts, 'filtered'>;
  /** What of it is told, where that is not all. */
  of?: (counts: CaptureCounts) => number;
  says: (count: number) => string;
  /** Its cause does not go away: it is told of once, not at each increase. */
  once?: true;
}

/** Of each reason at most one warning in this time, with all that came since the last. */
const INTERVAL_MILLIS = 60_000;

const ADVICE: readonly Advice[] = [
  {
    counter: 'lost',
    of: ({ lost, lostShare }) => lost - lostShare,
    says: (n) => `${n} records lost: the ring was full; a larger KTLS_RING_BYTES holds more`,
  },
  {
    counter: 'lostShare',
    says: (n) => `${n} records lost: their cgroup had its share of the ring; KTLS_CGROUP_RATE holds a noisy one back`,
  },
  {
    counter: 'missed',
    says: (n) =>
      `${n} calls missed: their hooks did not run; see KTLS_ATTACH and KTLS_MAX_CALLS, of which a cgroup has half`,
  },
  { counter: 'closesLost', says: (n) => `${n} ends of connections lost: the ring was full; each is told of late` },
  {
    counter: 'connectionsFull',
    says: (n) => `${n} calls of connections beyond KTLS_MAX_CONNECTIONS, or half of it for a cgroup: no id, no offset`,
  },
  { counter: 'faultedReads', says: (n) => `${n} calls cut short: a page of the buffer was not in memory` },
  {
    counter: 'unreadable',
    says: () => "calls without plaintext: their bytes can't be read: page addresses need /proc/kallsyms, so CAP_SYSLOG",
    once: true,
  },
];

/** Says what the kernel's counters tell about lost data: each increase once. */
export class LossWarnings {
  readonly #told = new Map<string, { count: number; atMillis: number }>();
  readonly #now: () => number;

  /** `now`: milliseconds by a clock that nobody sets. */
  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  next(counts: CaptureCounts): string[] {
    const warnings: string[] = [];
    const nowMillis = this.#now();
    for (const { counter, of = (all: CaptureCounts) => all[counter], says, once } of ADVICE) {
      const told = this.#told.get(counter);
      const now = of(counts);
      const increase = now - (told?.count ?? 0);
      if (increase <= 0 || (told !== undefined && (once || nowMillis - told.atMillis < INTERVAL_MILLIS))) continue;
      this.#told.set(counter, { count: now, atMillis: nowMillis });
      warnings.push(says(increase));
    }
    return warnings;
  }
}
