// SPDX-License-Identifier: Apache-2.0
import type { ProcessUsage } from '../self/metric-sources.ts';

/** CPU from one look to the next, ten seconds, of a process that has nothing to do. */
const IDLE_MICROS = 100_000;
const WORTH_BYTES = 32 * 1024 * 1024;

export interface IdleMemoryOptions {
  /** Of the process. */
  readonly usage: () => ProcessUsage;
  /** Stops the process for a while. */
  readonly giveBack: () => void;
}

/**
 * Memory that traffic took is given back once there is none: V8 collects when it has allocated enough, which an idle
 * process never does. The pause meets nobody then: the ring holds what comes meanwhile.
 */
export class IdleMemory {
  readonly #options: IdleMemoryOptions;
  #cpuMicros: number;
  /** Bytes in memory when there was least to be given back. */
  #least: number;

  constructor(options: IdleMemoryOptions) {
    this.#options = options;
    const usage = options.usage();
    this.#cpuMicros = cpuMicrosOf(usage);
    this.#least = usage.residentBytes;
  }

  /** Is to be called every ten seconds. */
  look(): void {
    const { usage, giveBack } = this.#options;
    const now = usage();
    const isIdle = cpuMicrosOf(now) - this.#cpuMicros <= IDLE_MICROS;
    this.#cpuMicros = cpuMicrosOf(now);
    this.#least = Math.min(this.#least, now.residentBytes);
    if (!isIdle || now.residentBytes - this.#least < WORTH_BYTES) return;
    giveBack();
    this.#least = usage().residentBytes;
  }
}

const cpuMicrosOf = ({ userSeconds, systemSeconds }: ProcessUsage): number =>
  Math.round(1e6 * (userSeconds + systemSeconds));
