// SPDX-License-Identifier: Apache-2.0

/** Classes of sizes: by powers of two. */
const CLASSES = 54;

/**
 * What the stages keep of connections, in bytes, against one budget for all of them. Each step takes constant time,
 * however many connections there are.
 */
export class Memory {
  readonly #budget: number;
  readonly #held = new Map<string, number>();
  /** By the exponent of their bytes; in each the one that came first is first. */
  readonly #classes = Array.from({ length: CLASSES }, () => new Set<string>());
  #total = 0;
  #limited = 0;

  /** @param budget bytes */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** Bytes that are kept of all connections. */
  get total(): number {
    return this.#total;
  }

  get isOver(): boolean {
    return this.#total > this.#budget;
  }

  /** Connections that were followed no further. */
  get limited(): number {
    return this.#limited;
  }

  /** The connection is followed no further: nothing is kept of it. */
  limit(connectionId: string): void {
    this.keep(connectionId, 0);
    this.#limited += 1;
  }

  /** So many bytes are kept of the connection now. */
  keep(connectionId: string, bytes: number): void {
    const before = this.#held.get(connectionId) ?? 0;
    if (bytes === before) return;
    this.#total += bytes - before;
    if (classOf(bytes) !== classOf(before)) {
      this.#classes[classOf(before)]?.delete(connectionId);
      if (bytes > 0) this.#classes[classOf(bytes)]?.add(connectionId);
    }
    if (bytes === 0) this.#held.delete(connectionId);
    else this.#held.set(connectionId, bytes);
  }

  /** One of which no other has twice as much; undefined: nothing is kept of any. */
  largest(): string | undefined {
    for (let index = CLASSES - 1; index > 0; index -= 1)
      for (const connectionId of this.#classes[index] ?? []) return connectionId;
    return undefined;
  }
}

/** 0: nothing is kept. */
const classOf = (bytes: number): number => (bytes === 0 ? 0 : 1 + Math.floor(Math.log2(bytes)));
