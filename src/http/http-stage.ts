// SPDX-License-Identifier: Apache-2.0
import type { StreamData, StreamEnd, StreamItem } from '../streams/stream-item.ts';
import type { BootNanos } from './exchange.ts';
import type { FramedItem } from './framed.ts';
import {
  endedOf,
  HttpConnection,
  type Protocols,
  protocolOf,
  type RestingConnection,
  restingBytes,
  type Standing,
  standingOfResting,
  textsOf,
} from './http-connection.ts';
import type { Protocol } from './protocol.ts';

/** Tells of each sample what its bytes are in HTTP, connection by connection, as long as the stream stage keeps them. */
export class HttpStage {
  readonly #connections = new Map<string, HttpConnection | RestingConnection>();
  readonly #protocols: Protocols;
  /** How many of them there are. */
  readonly #standings = new Map<Standing, number>();

  constructor(protocols: Protocols) {
    this.#protocols = protocols;
  }

  push(item: StreamItem): FramedItem[] {
    switch (item.kind) {
      case 'data':
        return this.#counted(item.event.call.origin.connectionId, () => this.#data(item));
      case 'end':
        return this.#counted(item.connectionId, () => this.#end(item));
      default:
        return [item];
    }
  }

  /** How many connections are followed, by what can be seen of them. */
  get standings(): ReadonlyMap<Standing, number> {
    return this.#standings;
  }

  expire(connectionId: string, bootNanos: BootNanos): FramedItem[] {
    return this.#counted(connectionId, () => this.#awake(connectionId)?.expire(bootNanos) ?? []);
  }

  /** What it keeps of the connection, about. */
  heldBytes(connectionId: string): number {
    const known = this.#connections.get(connectionId);
    if (known === undefined) return 0;
    return known instanceof HttpConnection ? known.heldBytes : restingBytes(known);
  }

  /** Follows the connection no further. */
  limit(connectionId: string): FramedItem[] {
    return this.#counted(connectionId, () => {
      const known = this.#connections.get(connectionId);
      if (known === undefined) return [];
      if (known instanceof HttpConnection) return known.limit();
      // Nothing is open that would fail.
      this.#wake(connectionId, known, this.#protocols.masked('limit'));
      return [];
    });
  }

  /** The connection is idle: what it keeps of it shrinks, if it can. */
  rest(connectionId: string): void {
    const resting = this.#awake(connectionId)?.rest();
    if (resting !== undefined) this.#connections.set(connectionId, resting);
  }

  /** What it knows of the connection is wrong. */
  forget(connectionId: string): void {
    this.#counted(connectionId, () => this.#connections.delete(connectionId));
  }

  /** Does what may change how a connection is seen. */
  #counted<Result>(connectionId: string | undefined, work: () => Result): Result {
    if (connectionId === undefined) return work();
    const before = this.#standingOf(connectionId);
    try {
      return work();
    } finally {
      const after = this.#standingOf(connectionId);
      if (before !== after) {
        this.#count(before, -1);
        this.#count(after, 1);
      }
    }
  }

  #standingOf(connectionId: string): Standing | undefined {
    const connection = this.#connections.get(connectionId);
    return connection instanceof HttpConnection ? connection.standing : connection && standingOfResting(connection);
  }

  #count(standing: Standing | undefined, change: number): void {
    if (standing !== undefined) this.#standings.set(standing, (this.#standings.get(standing) ?? 0) + change);
  }

  #awake(connectionId: string): HttpConnection | undefined {
    const connection = this.#connections.get(connectionId);
    return connection instanceof HttpConnection ? connection : undefined;
  }

  #data(data: StreamData): FramedItem[] {
    const { origin } = data.event.call;
    // Nobody knows what came before, or which call comes next.
    if (origin.connectionId === undefined) return new HttpConnection(this.#protocols).push({ ...data, gap: 'unknown' });
    const known = this.#connections.get(origin.connectionId);
    if (known instanceof HttpConnection) return known.push(data);
    if (known !== undefined)
      return this.#wake(origin.connectionId, known, protocolOf(known, this.#protocols, origin)).push(data);
    const connection = new HttpConnection(this.#protocols);
    this.#connections.set(origin.connectionId, connection);
    return connection.push(data);
  }

  #wake(connectionId: string, resting: RestingConnection, protocol: Protocol): HttpConnection {
    const connection = HttpConnection.woken(this.#protocols, resting, protocol);
    this.#connections.set(connectionId, connection);
    return connection;
  }

  #end(end: StreamEnd): FramedItem[] {
    const { connectionId, direction } = end;
    const known = this.#connections.get(connectionId);
    if (known === undefined) return [end];
    if (!(known instanceof HttpConnection)) {
      const texts = textsOf(known);
      if (texts !== undefined) {
        this.#wake(connectionId, known, this.#protocols.plain(false, texts));
        return this.#end(end);
      }
      const rest = endedOf(known, direction);
      if (rest === undefined) this.#connections.delete(connectionId);
      else this.#connections.set(connectionId, rest);
      return [end];
    }
    const { framed, parts } = known.end(end);
    if (known.isOver) {
      known.close(end.reason);
      this.#connections.delete(connectionId);
    }
    return [...framed, { kind: 'parts', connectionId, direction, parts }, end];
  }
}
