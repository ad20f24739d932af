// SPDX-License-Identifier: Apache-2.0

/** Counts what was masked by rule: as many counts as there are rules. */
export class RedactionCounts {
  readonly #counts = new Map<string, number>();

  add(rule: string): void {
    this.#counts.set(rule, (this.#counts.get(rule) ?? 0) + 1);
  }

  read(): ReadonlyMap<string, number> {
    return this.#counts;
  }
}
