// SPDX-License-Identifier: Apache-2.0
import type { FramedData, FramedItem } from '../http/framed.ts';
import { type DirectionOptions, DirectionRedaction } from './direction.ts';
import type { RedactedData, Shown } from './redacted.ts';

const DIRECTIONS = ['TX', 'RX'] as const;

/** The redaction stage: state for each connection and direction, as long as the stream stage keeps the stream. */
export class Redaction {
  readonly #directions = new Map<string, DirectionRedaction>();
  readonly #options: DirectionOptions;

  constructor(options: DirectionOptions) {
    this.#options = options;
  }

  push(item: FramedItem): Shown[] {
    switch (item.kind) {
      case 'data':
        return this.#data(item);
      case 'parts':
        return this.#directions.get(keyOf(item.connectionId, item.direction))?.parts(item.parts) ?? [];
      case 'end': {
        const key = keyOf(item.connectionId, item.direction);
        const direction = this.#directions.get(key);
        this.#directions.delete(key);
        return direction?.end() ?? [];
      }
      default:
        return [item];
    }
  }

  expire(connectionId: string, timeUnixNanos: bigint): RedactedData[] {
    return DIRECTIONS.flatMap((direction) => {
      return this.#directions.get(keyOf(connectionId, direction))?.expire(timeUnixNanos) ?? [];
    });
  }

  /** What it knows of the connection is wrong, and what it holds is not wanted any more. */
  forget(connectionId: string): void {
    for (const direction of DIRECTIONS) this.#directions.delete(keyOf(connectionId, direction));
  }

  #data(framed: FramedData): RedactedData[] {
    const { connectionId, direction } = framed.event.call;
    // Without a connection there is no stream: each sample stands alone.
    if (connectionId === undefined) {
      const alone = new DirectionRedaction(this.#options);
      return [...alone.push(framed), ...alone.end()];
    }
    const key = keyOf(connectionId, direction);
    let found = this.#directions.get(key);
    if (!found) {
      found = new DirectionRedaction(this.#options);
      this.#directions.set(key, found);
    }
    return found.push(framed);
  }
}

function keyOf(connectionId: string, direction: string): string {
  return `${connectionId} ${direction}`;
}
