// SPDX-License-Identifier: Apache-2.0
import type { DataEvent } from '../../src/capture/event.ts';
import { Redacted, type RedactedData } from '../../src/redact/redacted.ts';
import type { Redactor } from '../../src/redact/redactor.ts';
import type { Gap } from '../../src/stream/stream-item.ts';

/** Holds each sample back until the next one, a gap, its expiry or the end; writes down what it is told. */
export class HoldingRedactor implements Redactor {
  readonly told: string[];
  #held: DataEvent[] = [];

  constructor(told: string[]) {
    this.told = told;
  }

  push(event: DataEvent): RedactedData[] {
    this.told.push(`push ${event.payload.reveal()}`);
    const before = this.#release();
    this.#held = [event];
    return before;
  }

  gap(gap: Gap): RedactedData[] {
    this.told.push(`gap ${gap}`);
    return this.#release();
  }

  expire(timeUnixNanos: bigint): RedactedData[] {
    this.told.push(`expire ${timeUnixNanos}`);
    return this.#held.some(({ call }) => call.timeUnixNanos < timeUnixNanos) ? this.#release() : [];
  }

  end(): RedactedData[] {
    this.told.push('end');
    return this.#release();
  }

  #release(): RedactedData[] {
    const shown = this.#held.map(({ call, payload }): RedactedData => {
      return { kind: 'data', call, plaintext: new Redacted(payload.reveal()) };
    });
    this.#held = [];
    return shown;
  }
}
