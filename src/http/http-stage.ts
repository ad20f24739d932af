// SPDX-License-Identifier: Apache-2.0
import type { CallOrigin, Direction } from '../capture/event.ts';
import type { StreamData, StreamEnd, StreamItem } from '../streams/stream-item.ts';
import type { UnixNanos } from './exchange.ts';
import type { FramedItem } from './framed.ts';
import { HttpConnection, type Protocols } from './http-connection.ts';

interface Followed {
  connection: HttpConnection;
  open: Set<Direction>;
}

/** Tells of each sample what its bytes are in HTTP, connection by connection, as long as the stream stage keeps them. */
export class HttpStage {
  readonly #connections = new Map<string, Followed>();
  readonly #protocolsOf: (origin: CallOrigin) => Protocols;

  /** `protocolsOf`: for a connection, of which this is the origin of the first call that was seen. */
  constructor(protocolsOf: (origin: CallOrigin) => Protocols) {
    this.#protocolsOf = protocolsOf;
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
    return this.#connections.get(connectionId)?.connection.expire(timeUnixNanos) ?? [];
  }

  /** What it keeps of the connection, about. */
  heldBytes(connectionId: string): number {
    return this.#connections.get(connectionId)?.connection.heldBytes ?? 0;
  }

  /** Follows the connection no further. */
  limit(connectionId: string): FramedItem[] {
    return this.#connections.get(connectionId)?.connection.limit() ?? [];
  }

  /** What it knows of the connection is wrong. */
  forget(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  #data(data: StreamData): FramedItem[] {
    const { connectionId, direction } = data.event.call.origin;
    // Nobody knows what came before, or which call comes next.
    if (connectionId === undefined)
      return new HttpConnection(this.#protocolsOf(data.event.call.origin)).push({ ...data, gap: 'unknown' });
    let followed = this.#connections.get(connectionId);
    if (!followed) {
      followed = { connection: new HttpConnection(this.#protocolsOf(data.event.call.origin)), open: new Set() };
      this.#connections.set(connectionId, followed);
    }
    followed.open.add(direction);
    return followed.connection.push(data);
  }

  #end(end: StreamEnd): FramedItem[] {
    const followed = this.#connections.get(end.connectionId);
    if (!followed) return [end];
    const { framed, parts } = followed.connection.end(end.direction);
    followed.open.delete(end.direction);
    if (followed.open.size === 0) {
      followed.connection.close();
      this.#connections.delete(end.connectionId);
    }
    return [...framed, { kind: 'parts', connectionId: end.connectionId, direction: end.direction, parts }, end];
  }
}
