// SPDX-License-Identifier: Apache-2.0

/** Who tells of signals: this process, or a launcher that got them. */
export type SignalSource = Pick<NodeJS.EventEmitter, 'on' | 'off'>;

/**
 * The end of a run: the first signal asks for it, the deadline or a second signal cuts it short. A terminal and systemd send
 * one signal to all processes: one of each source is one.
 */
export class StopSignal implements Disposable {
  readonly #timeoutMillis: number;
  readonly #stop = new AbortController();
  readonly #deadline = new AbortController();
  readonly #sources: readonly (readonly [SignalSource, () => void])[];
  #timer: NodeJS.Timeout | undefined;

  static readonly SIGNALS = ['SIGTERM', 'SIGINT'] as const;

  constructor(timeoutMillis: number, sources: readonly SignalSource[] = [process]) {
    this.#timeoutMillis = timeoutMillis;
    this.#sources = sources.map((source) => {
      let hasAsked = false;
      const onSignal = (): void => {
        this.#advance(hasAsked);
        hasAsked = true;
      };
      for (const signal of StopSignal.SIGNALS) source.on(signal, onSignal);
      return [source, onSignal];
    });
  }

  /** Aborted: capture no more, export what is there. */
  get stopped(): AbortSignal {
    return this.#stop.signal;
  }

  /** Aborted: give up what is not exported. */
  get overdue(): AbortSignal {
    return this.#deadline.signal;
  }

  /** Asks for the end, or cuts it short. */
  #advance(isSecond: boolean): void {
    if (isSecond) this.#deadline.abort();
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    // After the listeners: to detach takes its time, and none of what is left for the export.
    this.#timer = setTimeout(() => this.#deadline.abort(), this.#timeoutMillis);
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    for (const [source, onSignal] of this.#sources)
      for (const signal of StopSignal.SIGNALS) source.off(signal, onSignal);
  }
}
