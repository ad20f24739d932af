// SPDX-License-Identifier: Apache-2.0
import type { StreamData, StreamEnd, StreamItem } from '../stream/stream-item.ts';
import type { RedactedData, Shown } from './redacted.ts';
import type { Redactor } from './redactor.ts';

/** The redaction stage: a redactor for each connection and direction, as long as the stream stage keeps the stream. */
export class Redaction {
  readonly #redactors = new Map<string, Redactor>();
  readonly #create: () => Redactor;

  constructor(create: () => Redactor) {
    this.#create = create;
  }

  push(item: StreamItem): Shown[] {
    switch (item.kind) {
      case 'data':
        return this.#data(item);
      case 'end':
        return this.#end(item);
      default:
        return [item];
    }
  }

  expire(timeUnixNanos: bigint): RedactedData[] {
    return [...this.#redactors.values()].flatMap((redactor) => redactor.expire(timeUnixNanos));
  }

  #data({ event, gap }: StreamData): RedactedData[] {
    const { connectionId, direction } = event.call;
    // Without a connection there is no stream: each sample stands alone.
    if (connectionId === undefined) {
      const redactor = this.#create();
      return [...redactor.push(event), ...redactor.end()];
    }
    const key = `${connectionId} ${direction}`;
    let redactor = this.#redactors.get(key);
    if (!redactor) {
      redactor = this.#create();
      this.#redactors.set(key, redactor);
    }
    const before = gap === 0 ? [] : redactor.gap(gap);
    return [...before, ...redactor.push(event)];
  }

  #end({ connectionId, direction }: StreamEnd): RedactedData[] {
    const key = `${connectionId} ${direction}`;
    const redactor = this.#redactors.get(key);
    this.#redactors.delete(key);
    return redactor?.end() ?? [];
  }
}
