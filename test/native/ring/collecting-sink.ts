// SPDX-License-Identifier: Apache-2.0
import type { CapturedEvent, DataEvent } from '../../../src/capture/event.ts';
import type { EventSink } from '../../../src/capture/reader.ts';

/** Keeps events; has room for as many as it is told. */
export class CollectingSink implements EventSink {
  readonly events: CapturedEvent[] = [];
  #capacity: number;
  #waiting: (() => void)[] = [];
  #expecting: { count: number; resolve: () => void } | undefined;

  constructor(capacity = Number.POSITIVE_INFINITY) {
    this.#capacity = capacity;
  }

  push(event: CapturedEvent): void {
    this.events.push(event);
    if (this.#expecting && this.events.length >= this.#expecting.count) this.#expecting.resolve();
  }

  hasRoom(): boolean {
    return this.events.length < this.#capacity;
  }

  room(): Promise<void> {
    return new Promise((resolve) => this.#waiting.push(resolve));
  }

  grow(capacity: number): void {
    this.#capacity = capacity;
    for (const resolve of this.#waiting.splice(0)) resolve();
  }

  /** Resolves when `count` events have come in all. */
  has(count: number): Promise<void> {
    if (this.events.length >= count) return Promise.resolve();
    return new Promise((resolve) => {
      this.#expecting = { count, resolve };
    });
  }

  /** The number that fill.bpf.c gave each data event. */
  numbers(): number[] {
    return this.events
      .filter((event): event is DataEvent => event.kind === 'data')
      .map(({ call }) => Number(call.origin.cgroupId));
  }
}
