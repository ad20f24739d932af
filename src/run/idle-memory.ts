// SPDX-License-Identifier: Apache-2.0

/** CPU from one look to the next, ten seconds, of a process that has nothing to do. */
const IDLE_MICROS = 100_000;
const WORTH_BYTES = 32 * 1024 * 1024;

export interface IdleMemoryOptions {
  /** CPU that the process has taken so far. */
  readonly cpuMicros: () => number;
  /** Bytes of the process that are in memory. */
  readonly residentBytes: () => number;
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
    this.#cpuMicros = options.cpuMicros();
    this.#least = options.residentBytes();
  }

  /** Is to be called every ten seconds. */
  look(): void {
    const { cpuMicros, residentBytes, giveBack } = this.#options;
    const now = cpuMicros();
    const isIdle = now - this.#cpuMicros <= IDLE_MICROS;
    this.#cpuMicros = now;
    const resident = residentBytes();
    this.#least = Math.min(this.#least, resident);
    if (!isIdle || resident - this.#least < WORTH_BYTES) return;
    giveBack();
    this.#least = residentBytes();
  }
}
