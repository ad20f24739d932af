// SPDX-License-Identifier: Apache-2.0
import type { SpanContext } from '@opentelemetry/api';
import type { Direction } from '../capture/event.ts';
import { DIRECTIONS } from '../capture/event-layout.ts';
import type { Exchange, RequestHead, ResponseHead } from '../http/exchange.ts';
import type { FramedData, FramedItem } from '../http/framed.ts';
import type { Part } from '../http/part.ts';

/** What a record says of the exchange that its bytes belong to. */
export interface TracedExchange {
  /** undefined: it has none. */
  readonly span: SpanContext | undefined;
  readonly version: Exchange['version'];
  /** As far as it was read. */
  readonly request: Pick<RequestHead, 'method'> | undefined;
  readonly response: Pick<ResponseHead, 'status'> | undefined;
}

/** A part of which it is known to which span it belongs. */
export interface TracedPart extends Omit<Part, 'exchange'> {
  readonly exchange: TracedExchange | undefined;
}

/** The data of one sample. The lengths of its parts add up to the payload's. */
export interface TracedData extends Pick<FramedData, 'kind' | 'event'> {
  readonly parts: readonly TracedPart[];
}

export type TracedItem = TracedData | Exclude<FramedItem, FramedData>;

/** What waits of one direction, in order; the first is data that waits for a span. */
interface Held {
  items: FramedItem[];
  bytes: number;
}

type Connection = Record<Direction, Held | undefined>;

/** What a direction holds at most while it waits. */
const MAX_HELD_BYTES = 1024 * 1024;
/** What an item takes beside its bytes, about. */
const ITEM_BYTES = 512;
const NONE: Connection = { TX: undefined, RX: undefined };

/**
 * Holds data back until each exchange that it belongs to has its span: a request's head, which names the trace, may come
 * in several calls. What has no span by then has none: its direction has ended, it is too old, or too much waits.
 */
export class AwaitedSpans {
  readonly #awaits: boolean;
  readonly #connections = new Map<string, Connection>();

  /** @param awaits whether exchanges get spans at all */
  constructor(awaits: boolean) {
    this.#awaits = awaits;
  }

  push(item: FramedItem): TracedItem[] {
    const place = this.#awaits ? placeOf(item) : undefined;
    if (place === undefined) return [item];
    const { connectionId, direction } = place;
    const known = this.#connections.get(connectionId);
    if (known === undefined && isTraced(item)) return [item];
    const connection = known ?? { TX: undefined, RX: undefined };
    this.#connections.set(connectionId, connection);
    hold(connection, direction, item);
    // What came in the one direction may be what the other one waits for.
    const passed = DIRECTIONS.flatMap((each) => release(connection, each));
    this.#forgetEmpty(connectionId, connection);
    return passed;
  }

  /** What has waited since before that time. */
  expire(connectionId: string, bootNanos: bigint): TracedItem[] {
    return this.#releaseAll(connectionId, ([first]) => {
      return first?.kind === 'data' && first.event.call.bootNanos < bootNanos;
    });
  }

  /** What it keeps of the connection, about. */
  heldBytes(connectionId: string): number {
    const { TX, RX } = this.#connections.get(connectionId) ?? NONE;
    return (TX?.bytes ?? 0) + (RX?.bytes ?? 0);
  }

  /** The connection is followed no further. */
  limit(connectionId: string): TracedItem[] {
    return this.#releaseAll(connectionId, () => true);
  }

  /** What waits of the connection is not wanted any more. */
  forget(connectionId: string): void {
    this.#connections.delete(connectionId);
  }

  #releaseAll(connectionId: string, isLate: (items: readonly FramedItem[]) => boolean): TracedItem[] {
    const connection = this.#connections.get(connectionId);
    if (connection === undefined) return [];
    const late = DIRECTIONS.filter((direction) => isLate(connection[direction]?.items ?? []));
    const passed = late.flatMap((direction) => connection[direction]?.items ?? []);
    for (const direction of late) connection[direction] = undefined;
    this.#forgetEmpty(connectionId, connection);
    return passed;
  }

  #forgetEmpty(connectionId: string, { TX, RX }: Connection): void {
    if (TX === undefined && RX === undefined) this.#connections.delete(connectionId);
  }
}

function placeOf(item: FramedItem): { connectionId: string; direction: Direction } | undefined {
  if (item.kind === 'parts' || item.kind === 'end') return item;
  if (item.kind !== 'data') return undefined;
  const { connectionId, direction } = item.event.call.origin;
  return connectionId === undefined ? undefined : { connectionId, direction };
}

function hold(connection: Connection, direction: Direction, item: FramedItem): void {
  const held = connection[direction] ?? { items: [], bytes: 0 };
  held.items.push(item);
  held.bytes += bytesOf(item);
  connection[direction] = held;
}

/** Takes what waits no longer. */
function release(connection: Connection, direction: Direction): FramedItem[] {
  const held = connection[direction];
  if (held === undefined) return [];
  const { items } = held;
  const isOver = items.at(-1)?.kind === 'end' || held.bytes > MAX_HELD_BYTES;
  const waits = isOver ? -1 : items.findIndex((item) => !isTraced(item));
  const passed = items.splice(0, waits < 0 ? items.length : waits);
  for (const item of passed) held.bytes -= bytesOf(item);
  if (items.length === 0) connection[direction] = undefined;
  return passed;
}

/** An exchange that has failed gets no span any more. */
function isTraced(item: FramedItem): boolean {
  if (item.kind !== 'data') return true;
  return item.parts.every(
    ({ exchange }) =>
      exchange === undefined || exchange.isHalf || exchange.span !== undefined || exchange.failure !== undefined,
  );
}

const bytesOf = (item: FramedItem): number => ITEM_BYTES + (item.kind === 'data' ? item.event.payload.length : 0);
