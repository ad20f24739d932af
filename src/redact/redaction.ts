// SPDX-License-Identifier: Apache-2.0
import type { FramedData, FramedItem } from '../http/framed.ts';
import { Credit } from './credit.ts';
import { type DirectionOptions, DirectionRedaction } from './direction.ts';
import type { RedactedData, Shown } from './redacted.ts';

/** The directions of one connection. */
interface Connection {
  TX: DirectionRedaction | undefined;
  RX: DirectionRedaction | undefined;
}

/** The redaction stage: state for each connection and direction, as long as the stream stage keeps the stream. */
export class Redaction {
  readonly #connections = new Map<string, Connection>();
  readonly #options: DirectionOptions;
  /** Of all samples without a connection. */
  readonly #ofNone = new Credit();

  constructor(options: DirectionOptions) {
    this.#options = options;
  }

  push(item: FramedItem): Shown[] {
    switch (item.kind) {
      case 'data':
        return this.#data(item);
      case 'parts':
        return this.#connections.get(item.connectionId)?.[item.direction]?.parts(item.parts) ?? [];
      case 'end': {
        const connection = this.#connections.get(item.connectionId);
        const direction = connection?.[item.direction];
        if (connection === undefined || direction === undefined) return [];
        connection[item.direction] = undefined;
        if (connection.TX === connection.RX) this.#connections.delete(item.connectionId);
        return direction.end();
      }
      default:
        return [item];
    }
  }

  expire(connectionId: string, timeUnixNanos: bigint): RedactedData[] {
    const connection = this.#connections.get(connectionId);
    if (connection === undefined) return [];
    return [connection.TX, connection.RX].flatMap((direction) => direction?.expire(timeUnixNanos) ?? []);
  }

  /** What it keeps of the connection, about. */
  heldBytes(connectionId: string): number {
    const connection = this.#connections.get(connectionId);
    return (connection?.TX?.heldBytes ?? 0) + (connection?.RX?.heldBytes ?? 0);
  }

  /** Follows the connection no further: its texts break off. */
  limit(connectionId: string): RedactedData[] {
    const connection = this.#connections.get(connectionId);
    return [connection?.TX, connection?.RX].flatMap((direction) => direction?.end() ?? []);
  }

  /** What it knows of the connection is wrong, and what it holds is not wanted any more. */
  forget(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  #data(framed: FramedData): RedactedData[] {
    const { connectionId, direction } = framed.event.call.origin;
    // Without a connection there is no stream: each sample stands alone.
    if (connectionId === undefined) {
      const alone = new DirectionRedaction(this.#options, this.#ofNone);
      return [...alone.push(framed), ...alone.end()];
    }
    let connection = this.#connections.get(connectionId);
    if (connection === undefined) {
      connection = { TX: undefined, RX: undefined };
      this.#connections.set(connectionId, connection);
    }
    connection[direction] ??= new DirectionRedaction(this.#options);
    return connection[direction].push(framed);
  }
}
