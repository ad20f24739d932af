// SPDX-License-Identifier: Apache-2.0
import type { Direction } from '../capture/event.ts';
import type { TracedData, TracedItem } from '../trace/awaited-spans.ts';
import { Credit } from './credit.ts';
import { type DirectionOptions, DirectionRedaction, type RestingText } from './direction.ts';
import type { RedactedData, Shown } from './redacted.ts';

type Kept = DirectionRedaction | RestingText | undefined;

/** The directions of one connection. */
type Connection = Record<Direction, Kept>;

/** The redaction stage: state for each connection and direction, as long as the stream stage keeps the stream. */
export class Redaction {
  readonly #connections = new Map<string, Connection>();
  readonly #options: DirectionOptions;
  /** Of all samples without a connection. */
  readonly #ofNone = new Credit();

  constructor(options: DirectionOptions) {
    this.#options = options;
  }

  push(item: TracedItem): Shown[] {
    switch (item.kind) {
      case 'data':
        return this.#data(item);
      case 'parts':
        return this.#wake(item.connectionId, item.direction)?.parts(item.parts) ?? [];
      case 'end': {
        const direction = this.#wake(item.connectionId, item.direction);
        if (direction === undefined) return [];
        this.#keep(item.connectionId, item.direction, undefined);
        return direction.end();
      }
      default:
        return [item];
    }
  }

  expire(connectionId: string, bootNanos: bigint): RedactedData[] {
    return this.#awake(connectionId).flatMap((direction) => direction.expire(bootNanos));
  }

  /** What it keeps of the connection, about. */
  heldBytes(connectionId: string): number {
    const connection = this.#connections.get(connectionId);
    return heldBy(connection?.TX) + heldBy(connection?.RX);
  }

  /** The connection is idle: what is kept of it shrinks. */
  rest(connectionId: string): void {
    for (const direction of ['TX', 'RX'] as const) {
      const kept = this.#connections.get(connectionId)?.[direction];
      if (kept instanceof DirectionRedaction) this.#keep(connectionId, direction, kept.rest());
    }
  }

  /** Follows the connection no further: its texts break off. */
  limit(connectionId: string): RedactedData[] {
    return this.#awake(connectionId).flatMap((direction) => direction.end());
  }

  /** What it knows of the connection is wrong, and what it holds is not wanted any more. */
  forget(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  #data(traced: TracedData): RedactedData[] {
    const { connectionId, direction } = traced.event.call.origin;
    // Without a connection there is no stream: each sample stands alone.
    if (connectionId === undefined) {
      const alone = new DirectionRedaction(this.#options, this.#ofNone);
      return [...alone.push(traced), ...alone.end()];
    }
    const known = this.#wake(connectionId, direction);
    if (known !== undefined) return known.push(traced);
    const fresh = new DirectionRedaction(this.#options);
    this.#keep(connectionId, direction, fresh);
    return fresh.push(traced);
  }

  /** The directions of it that do not rest: nothing waits in the others. */
  #awake(connectionId: string): DirectionRedaction[] {
    const { TX, RX } = this.#connections.get(connectionId) ?? NONE;
    return [TX, RX].filter((kept) => kept instanceof DirectionRedaction);
  }

  #wake(connectionId: string, direction: Direction): DirectionRedaction | undefined {
    const kept = this.#connections.get(connectionId)?.[direction];
    if (kept === undefined || kept instanceof DirectionRedaction) return kept;
    const woken = DirectionRedaction.woken(this.#options, kept);
    this.#keep(connectionId, direction, woken);
    return woken;
  }

  #keep(connectionId: string, direction: Direction, kept: Kept): void {
    const connection = this.#connections.get(connectionId);
    if (connection === undefined) {
      this.#connections.set(connectionId, { TX: undefined, RX: undefined, [direction]: kept });
      return;
    }
    connection[direction] = kept;
    if (connection.TX === undefined && connection.RX === undefined) this.#connections.delete(connectionId);
  }
}

const NONE: Connection = { TX: undefined, RX: undefined };

const heldBy = (kept: Kept): number => (kept instanceof DirectionRedaction ? kept.heldBytes : 0);
