// SPDX-License-Identifier: Apache-2.0

const INTERVAL_MILLIS = 60_000;

/** Of each kind of warning, the first at once and then at most one a minute. */
export class RateLimitedWarnings {
  readonly #onWarning: (message: string) => void;
  readonly #now: () => number;
  readonly #kinds = new Map<string, { warnedAtMillis: number; suppressed: number }>();

  /** `now`: milliseconds by a clock that nobody sets. */
  constructor(onWarning: (message: string) => void, now: () => number = () => performance.now()) {
    this.#onWarning = onWarning;
    this.#now = now;
  }

  warn(kind: string, message: string): void {
    const nowMillis = this.#now();
    const last = this.#kinds.get(kind);
    if (last !== undefined && nowMillis - last.warnedAtMillis < INTERVAL_MILLIS) {
      last.suppressed += 1;
      return;
    }
    this.#kinds.set(kind, { warnedAtMillis: nowMillis, suppressed: 0 });
    const suppressed = last?.suppressed ?? 0;
    this.#onWarning(
      suppressed === 0 ? message : `${message} (and ${suppressed} times more since the last such warning)`,
    );
  }
}
