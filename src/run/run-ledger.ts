// SPDX-License-Identifier: Apache-2.0
import type { CaptureCounts } from '../capture/capture.ts';
import type { Ledger, LedgerEntry } from '../capture/ledger.ts';

/** What the service has counted of log records. */
export type Fates = Omit<LedgerEntry, 'startedUnixNanos' | 'restUnixNanos'>;

export interface RunLedgerOptions {
  readonly ledger: Pick<Ledger, 'write'>;
  /** Records that this run has found in the spool. */
  readonly takenOver: number;
  readonly onWarning: (message: string) => void;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

const nanosOf = (unixMillis: number): bigint => BigInt(unixMillis) * 1_000_000n;

/** Of a run that begins, and has found so many records in the spool. */
export function firstEntry(takenOver: number, unixMillis: number): LedgerEntry {
  const unixNanos = nanosOf(unixMillis);
  const fates: Fates = { takenOver, unshown: 0, dropped: 0, exported: 0, sending: 0, unmarked: 0 };
  return { startedUnixNanos: unixNanos, restUnixNanos: unixNanos, ...fates };
}

/** Keeps the ledger of this run: what it says is at most a turn of the event loop old. */
export class RunLedger implements Disposable {
  readonly #options: Required<RunLedgerOptions>;
  readonly #startedUnixNanos: bigint;
  #fates: () => Fates;
  #restUnixNanos: bigint;
  #next: NodeJS.Immediate | undefined;
  #isOver = false;

  /** Writes it for the first time. */
  constructor(options: RunLedgerOptions) {
    this.#options = { now: Date.now, ...options };
    const { startedUnixNanos, restUnixNanos, ...fates } = firstEntry(options.takenOver, this.#options.now());
    this.#startedUnixNanos = startedUnixNanos;
    this.#restUnixNanos = restUnixNanos;
    this.#fates = () => fates;
    this.#write();
  }

  /** From now on there are such. */
  follow(fates: () => Fates): void {
    this.#fates = fates;
  }

  /** Something may have changed. */
  touch(): void {
    if (this.#isOver) return;
    this.#next ??= setImmediate(() => {
      this.#next = undefined;
      this.#write();
    });
  }

  /** Notes whether all that was produced has its fate; what is lost by a kill was produced later then. */
  look({ produced, lost }: Pick<CaptureCounts, 'produced' | 'lost'>): void {
    const { takenOver, unshown, dropped, exported } = this.#fates();
    if (produced + takenOver === lost + unshown + dropped + exported)
      this.#restUnixNanos = nanosOf(this.#options.now());
    this.touch();
  }

  #write(): void {
    const { ledger, onWarning } = this.#options;
    try {
      const [startedUnixNanos, restUnixNanos] = [this.#startedUnixNanos, this.#restUnixNanos];
      ledger.write({ startedUnixNanos, restUnixNanos, ...this.#fates() });
    } catch (error) {
      this.#isOver = true;
      onWarning(`the counters of this run can't be kept for the next one: ${(error as Error).message}`);
    }
  }

  [Symbol.dispose](): void {
    this.#isOver = true;
    if (this.#next !== undefined) clearImmediate(this.#next);
  }
}
