// SPDX-License-Identifier: Apache-2.0
import type { StreamData, StreamEnd, StreamItem } from '../streams/stream-item.ts';
import type { UnixNanos } from './exchange.ts';
import type { FramedItem } from './framed.ts';
import { HttpConnection, type Protocols } from './http-connection.ts';

/** Tells of each sample what its bytes are in HTTP, connection by connection, as long as the stream stage keeps them. */
export class HttpStage {
  readonly #connections = new Map<string, HttpConnection>();
  readonly #protocols: Protocols;

  constructor(protocols: Protocols) {
    this.#protocols = protocols;
  }

  push(item: StreamItem): FramedItem[] {
    switch (item.kind) {
      case 'data':
        return this.#data(item);
      case 'end':
        return this.#end(item);
      default:
        return [item];
    }
  }

  expire(connectionId: string, timeUnixNanos: UnixNanos): FramedItem[] {
    return this.#connections.get(connectionId)?.expire(timeUnixNanos) ?? [];
  }

  /** What it keeps of the connection, about. */
  heldBytes(connectionId: string): number {
    return this.#connections.get(connectionId)?.heldBytes ?? 0;
  }

  /** Follows the connection no further. */
  limit(connectionId: string): FramedItem[] {
    return this.#connections.get(connectionId)?.limit() ?? [];
  }

  /** What it knows of the connection is wrong. */
  forget(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  #data(data: StreamData): FramedItem[] {
    const { connectionId } = data.event.call.origin;
    // Nobody knows what came before, or which call comes next.
    if (connectionId === undefined) return new HttpConnection(this.#protocols).push({ ...data, gap: 'unknown' });
    let connection = this.#connections.get(connectionId);
    if (connection === undefined) {
      connection = new HttpConnection(this.#protocols);
      this.#connections.set(connectionId, connection);
    }
    return connection.push(data);
  }

  #end(end: StreamEnd): FramedItem[] {
    const connection = this.#connections.get(end.connectionId);
    if (connection === undefined) return [end];
    const { framed, parts } = connection.end(end.direction);
    if (connection.isOver) {
      connection.close();
      this.#connections.delete(end.connectionId);
    }
    return [...framed, { kind: 'parts', connectionId: end.connectionId, direction: end.direction, parts }, end];
  }
}
