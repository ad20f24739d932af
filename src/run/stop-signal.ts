// SPDX-License-Identifier: Apache-2.0

/** The end of a run: the first signal asks for it, the deadline or a second signal cuts it short. */
export class StopSignal implements Disposable {
  readonly #timeoutMillis: number;
  readonly #stop = new AbortController();
  readonly #deadline = new AbortController();
  readonly #onSignal = (): void => this.#advance();
  #timer: NodeJS.Timeout | undefined;

  static readonly SIGNALS = ['SIGTERM', 'SIGINT'] as const;

  constructor(timeoutMillis: number) {
    this.#timeoutMillis = timeoutMillis;
    for (const signal of StopSignal.SIGNALS) process.on(signal, this.#onSignal);
  }

  /** Aborted: capture no more, export what is there. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted: give up what is not exported. */
  get overdue(): AbortSignal {
    return this.#deadline.signal;
  }

  /** As a signal would: asks for the end, or cuts it short. */
  #advance(): void {
    if (this.#stop.signal.aborted) {
      this.#deadline.abort();
      return;
    }
    this.#stop.abort();
    // After the listeners: to detach takes its time, and none of what is left for the export.
    this.#timer = setTimeout(() => this.#deadline.abort(), this.#timeoutMillis);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const signal of StopSignal.SIGNALS) process.off(signal, this.#onSignal);
  }
}
