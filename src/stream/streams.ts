// SPDX-License-Identifier: Apache-2.0
import type { CapturedEvent, DataEvent, Direction } from '../capture/event.ts';
import type { StreamItem } from './stream-item.ts';

/** By direction: the offset after the last byte that was shown. */
type Position = Partial<Record<Direction, number>>;

/**
 * Orders what the ring gives into streams, one for each connection and direction: says where bytes are missing and
 * when a stream is over. State is bounded by `maxConnections`: the connection that was silent for longest goes first,
 * its streams ended.
 */
export class Streams {
  readonly #positions = new Map<string, Position>();
  readonly #maxConnections: number;

  constructor(maxConnections: number) {
    this.#maxConnections = maxConnections;
  }

  push(event: CapturedEvent): StreamItem[] {
    return event.kind === 'close' ? this.#end(event.connectionId) : this.#data(event);
  }

  /** The service stops: every stream ends. */
  endAll(): StreamItem[] {
    return [...this.#positions.keys()].flatMap((connectionId) => this.#end(connectionId));
  }

  #data(event: DataEvent): StreamItem[] {
    const { connectionId, direction, streamOffset } = event.call;
    if (connectionId === undefined) return [{ kind: 'data', event, gapBytes: 0 }];
    const position = this.#positions.get(connectionId) ?? {};
    const gapBytes = streamOffset - (position[direction] ?? 0);
    position[direction] = streamOffset + event.payload.length;
    // A Map keeps insertion order: the connection moves to its young end.
    this.#positions.delete(connectionId);
    this.#positions.set(connectionId, position);
    return [...this.#evict(), { kind: 'data', event, gapBytes }];
  }

  #evict(): StreamItem[] {
    if (this.#positions.size <= this.#maxConnections) return [];
    const [oldest] = this.#positions.keys();
    return oldest === undefined ? [] : this.#end(oldest);
  }

  #end(connectionId: string): StreamItem[] {
    const position = this.#positions.get(connectionId);
    if (!position) return [];
    this.#positions.delete(connectionId);
    return (Object.keys(position) as Direction[]).map((direction) => ({ kind: 'end', connectionId, direction }));
  }
}
