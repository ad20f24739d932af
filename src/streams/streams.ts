// SPDX-License-Identifier: Apache-2.0
import type { LRUCache } from 'lru-cache';
import { lruCache } from '../base/lru-cache.ts';
import { CLOSED, type CloseReason, closeReason } from '../capture/close-reason.ts';
import type { Call, ConnectionEnd, ConnectionEvent, DataEvent, Direction } from '../capture/event.ts';
import type { EndReason, Gap, StreamItem } from './stream-item.ts';

/** How far a stream has come: the offset after the last byte that was shown, and who moved it there. */
interface Position {
  offset: number;
  tid: number;
  isConcurrent: boolean;
  /** Calls that were missed so far. */
  missed: number;
}

type Positions = Partial<Record<Direction, Position>>;

/** Of a connection that was closed. `end`: undefined when nobody could tell of it. */
interface Closed {
  readonly end: ConnectionEnd | undefined;
}

const DIRECTIONS = ['TX', 'RX'] as const;

/**
 * Orders what the ring gives into streams, one for each connection and direction: says where bytes are missing and
 * when a stream is over. State is bounded by `maxConnections`: the connection that was silent for longest goes first,
 * its streams ended.
 */
export class Streams {
  readonly maxConnections: number;
  readonly #positions: LRUCache<string, Positions>;
  /** Of connections that are not followed any more. */
  #ends: StreamItem[] = [];
  /** What is known of the end of the connection that is removed; undefined: it goes for want of room, or of time. */
  #closed: Closed | undefined;

  constructor(maxConnections: number) {
    this.maxConnections = maxConnections;
    this.#positions = lruCache(
      maxConnections,
      (positions, connectionId) => void this.#ends.push(...endsOf(connectionId, positions, this.#closed)),
    );
  }

  push(event: DataEvent | ConnectionEvent): StreamItem[] {
    switch (event.kind) {
      case 'data':
        return this.#data(event);
      case 'open':
        return [event];
      case 'close':
        return [...this.#close(event.origin.connectionId, event.end), event];
    }
  }

  /** The service stops: the streams of the connection that was silent for longest end. None: there is no connection. */
  endOldest(): readonly StreamItem[] {
    this.#positions.pop();
    return this.#taken();
  }

  /** The streams of a connection end, of whose end nothing else is known. */
  end(connectionId: string): readonly StreamItem[] {
    return this.#close(connectionId, undefined);
  }

  #close(connectionId: string | undefined, end: ConnectionEnd | undefined): readonly StreamItem[] {
    this.#closed = { end };
    if (connectionId !== undefined) this.#positions.delete(connectionId);
    this.#closed = undefined;
    return this.#taken();
  }

  #data(event: DataEvent): StreamItem[] {
    const { origin, streamOffset, isConcurrent, missed } = event.call;
    const { connectionId, direction, tid } = origin;
    if (connectionId === undefined) return [{ kind: 'data', event, gap: 0 }];
    const positions = this.#positions.get(connectionId) ?? {};
    const last = positions[direction];
    const gap = gapBefore(event.call, last);
    const offset = streamOffset + event.payload.length;
    positions[direction] = { offset, tid, isConcurrent, missed: Math.max(missed, last?.missed ?? 0) };
    this.#positions.set(connectionId, positions);
    return [...this.#taken(), { kind: 'data', event, gap }];
  }

  #taken(): readonly StreamItem[] {
    if (this.#ends.length === 0) return NOTHING;
    const ends = this.#ends;
    this.#ends = [];
    return ends;
  }
}

const NOTHING: readonly StreamItem[] = [];

/** A direction of which nothing was shown ends too, where it moved bytes. */
function endsOf(connectionId: string, positions: Positions, closed: Closed | undefined): StreamItem[] {
  const end = closed?.end;
  const reason = closed === undefined ? 'left' : reasonOf(end && closeReason(end));
  const ends = DIRECTIONS.flatMap((direction) => {
    const shown = positions[direction];
    const moved = end?.bytes[direction] ?? 0;
    if (shown === undefined && moved === 0) return [];
    const isUnsure = closed !== undefined && (end?.missed[direction] ?? Infinity) > (shown?.missed ?? 0);
    const missing = isUnsure ? 'unknown' : Math.max(0, moved - (shown?.offset ?? 0));
    const isFinished = end && isFinishedBy(direction, end);
    return [{ kind: 'end', connectionId, direction, reason, missing, isFinished } satisfies StreamItem];
  });
  // What was not seen of the one direction is known before what the other one has waited for is given up.
  return ends.sort((one, other) => Number(one.missing === 0) - Number(other.missing === 0));
}

function reasonOf(cause: CloseReason | undefined): EndReason {
  if (cause === undefined) return 'unseen';
  if (cause === 'reset') return 'peer';
  return cause === 'local' || cause === 'peer' ? cause : 'closed';
}

/**
 * This end's FIN goes out by close() at the latest, unless an error has come before, of which the program may have been told.
 * Of a program that does not wait for the other one's nobody knows whether it needs to: TLS may have told it.
 */
function isFinishedBy(direction: Direction, end: ConnectionEnd): boolean | undefined {
  const cause = closeReason(end);
  if (direction === 'TX') {
    if (end.error !== 0 || cause === 'reset') return false;
    return end.state === CLOSED && end.shutDown === undefined ? undefined : true;
  }
  if (end.isFinReceived || cause === 'peer') return true;
  return cause === 'local' ? undefined : false;
}

/**
 * Calls at the same time are each other's neighbours in an order that nobody knows, and the call after them is the
 * neighbour of either: only within one call it is certain what follows what.
 */
function gapBefore(call: Call, last: Position | undefined): Gap {
  if (call.missed > (last?.missed ?? 0)) return 'unknown';
  const bytes = call.streamOffset - (last?.offset ?? 0);
  if (!call.isConcurrent && !last?.isConcurrent) return bytes < 0 ? 'unknown' : bytes;
  const continuesCall = call.callOffset > 0 && call.origin.tid === last?.tid && bytes === 0;
  return continuesCall ? 0 : 'unknown';
}
