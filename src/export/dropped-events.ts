// SPDX-License-Identifier: Apache-2.0

/** Dropped events by reason. */
export class DroppedEvents {
  readonly #byReason = new Map<string, number>();

  add(reason: string, events: number): void {
    if (events > 0) this.#byReason.set(reason, (this.#byReason.get(reason) ?? 0) + events);
  }

  toRecord(): Record<string, number> {
    return Object.fromEntries(this.#byReason);
  }
}
