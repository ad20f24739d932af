// SPDX-License-Identifier: Apache-2.0
import type { CallOrigin, Direction } from '../capture/event.ts';
import type { EndReason, StreamData, StreamEnd } from '../streams/stream-item.ts';
import { canBeServer, detectRequest, detectResponse } from './detect.ts';
import type { BootNanos, ExchangeFailure } from './exchange.ts';
import type { FramedData, FramedItem } from './framed.ts';
import { senderOfCall } from './http2/frames-of-call.ts';
import type { Part } from './part.ts';
import type { AtRest, ConnectionContent, Http2AtRest, PlainAtRest, Protocol, Sender } from './protocol.ts';
import { Waiting } from './waiting.ts';

export interface Protocols {
  /**
   * `client`: the direction that carries requests; `origin`: of the first call that was seen; `isFirst`: the protocol
   * begins with the first request of the connection.
   */
  http1(client: Direction, origin: CallOrigin, isFirst: boolean): Protocol;
  http2(client: Direction, origin: CallOrigin, isFirst: boolean, atRest?: Http2AtRest): Protocol;
  /** Of a connection of which the messages of one side alone are seen. */
  oneWay(protocol: 'http1' | 'http2', seen: Sender, isFirst: boolean): Protocol;
  /** `isAmid`: what came before the first call that is seen is not known. */
  plain(isAmid: boolean, atRest?: PlainAtRest): Protocol;
  masked(reason?: 'lost' | 'limit'): Protocol;
  /** Of every connection, where nobody needs to know what it speaks. */
  fixed?: () => Protocol;
}

/** An idle connection, of which nothing else is to be known. */
export interface RestingConnection {
  readonly protocol: AtRest;
  /** The direction that carries requests. */
  readonly client: Direction;
  /** Bytes of application data so far. */
  readonly TX: number;
  readonly RX: number;
  /** Directions that have been seen and have not ended. */
  readonly open: number;
}

/** What can be seen of a connection. */
export interface Standing {
  /** `undecided`: nothing is shown of it yet. */
  readonly content: ConnectionContent | 'undecided';
  /** The direction that alone goes through the kernel's TLS. */
  readonly only: Direction | undefined;
}

const CONTENTS = ['http', 'text', 'lost', 'limit', 'undecided'] as const;
const standingsOf = (only: Direction | undefined): Record<Standing['content'], Standing> =>
  Object.fromEntries(CONTENTS.map((content) => [content, { content, only }])) as Record<Standing['content'], Standing>;
/** One object for each, so that they can be compared. */
const STANDINGS = { both: standingsOf(undefined), TX: standingsOf('TX'), RX: standingsOf('RX') };

/** Of exchanges that are open at the end of a connection; otherwise it closed them. */
const FAILURES: Partial<Record<EndReason, ExchangeFailure>> = { left: 'left', unseen: 'lost' };

const BIT: Record<Direction, number> = { TX: 1, RX: 2 };
const OTHER: Record<Direction, Direction> = { TX: 'RX', RX: 'TX' };

/**
 * One connection: finds out which protocol it speaks, and gives the protocol what either direction moves. What can't be
 * read yet waits, in order and bounded: before the protocol is known, or for the other direction to come further.
 */
export class HttpConnection {
  readonly #protocols: Protocols;
  readonly #waiting: Record<Direction, Waiting> = { TX: new Waiting(), RX: new Waiting() };
  #protocol: Protocol | undefined;
  /** The direction that carries requests, once it is known; at first any. */
  #client: Direction = 'TX';
  /** The direction that application data came in last. */
  #last: Direction | undefined;
  /** The direction that alone goes through the kernel's TLS, as far as the last call tells. */
  #only: Direction | undefined;

  /** Of directions that have been seen and have not ended. */
  #open = 0;

  constructor(protocols: Protocols) {
    this.#protocols = protocols;
    this.#protocol = protocols.fixed?.();
  }

  /** The connection that rested, read by what it was. */
  static woken(protocols: Protocols, resting: RestingConnection, protocol: Protocol): HttpConnection {
    const connection = new HttpConnection(protocols);
    connection.#client = resting.client;
    connection.#protocol = protocol;
    connection.#waiting.TX = new Waiting(resting.TX);
    connection.#waiting.RX = new Waiting(resting.RX);
    connection.#open = resting.open;
    return connection;
  }

  /** What is to be kept while it is idle; undefined: all of it. */
  rest(): RestingConnection | undefined {
    const { TX, RX } = { TX: this.#waiting.TX.rest, RX: this.#waiting.RX.rest };
    if (TX === undefined || RX === undefined || this.#only !== undefined) return undefined;
    const protocol = this.#protocol?.rest();
    if (protocol === undefined) return undefined;
    return { protocol, client: this.#client, TX, RX, open: this.#open };
  }

  push(data: StreamData): FramedItem[] {
    const { call } = data.event;
    this.#open |= BIT[call.origin.direction];
    this.#only = call.origin.isOneWay ? call.origin.direction : undefined;
    const isWhole = !call.origin.connectionPartial && (this.#protocol !== undefined || data.gap === 0);
    const waiting = this.#waiting[call.origin.direction];
    if (!isWhole && this.#protocol === undefined) {
      // Without a connection, nobody knows which call comes next.
      const isAlone = call.origin.connectionId === undefined;
      this.#protocol = isAlone ? this.#protocols.masked() : this.#protocols.plain(true);
    }
    const [before, client] = [this.#protocol, this.#client];
    const isJoined = this.#rejoins(data);
    if (isJoined) waiting.restart(data);
    else waiting.push(data);
    this.#protocol ??= call.origin.isOneWay ? this.#detectOneWay(call.origin) : this.#detect(call.origin);
    if (this.#protocol === undefined && this.#isFull()) this.#protocol = this.#protocols.masked();
    return isJoined ? [...endsOf(before, client, call.origin.connectionId), ...this.#read()] : this.#read();
  }

  /** Gives up waiting for what makes bytes from before `bootNanos` readable. */
  expire(bootNanos: BootNanos): FramedData[] {
    const late = (['TX', 'RX'] as const).filter((direction) => this.#waiting[direction].isOlderThan(bootNanos));
    return late.length === 0 ? [] : this.#giveUp(late);
  }

  /** Nothing more comes in this direction. The parts without bytes end its texts. */
  end({ direction, reason, missing, isFinished }: StreamEnd): { framed: FramedData[]; parts: Part[] } {
    this.#open &= ~BIT[direction];
    if (reason === 'left') this.#protocol?.close('left');
    const framed = this.#waiting[direction].isEmpty ? [] : this.#giveUp([direction]);
    const from = this.#sender(direction);
    const gap = missing !== 0 ? (this.#protocol?.gap(from, missing) ?? []) : [];
    const ending = { by: this.#closedBy(reason), isFinished: this.#waiting[direction].isNotified || isFinished };
    return { framed, parts: [...gap, ...(this.#protocol?.end(from, ending) ?? [])] };
  }

  get standing(): Standing {
    return STANDINGS[this.#only ?? 'both'][this.#protocol?.content ?? 'undecided'];
  }

  /** Both directions have ended, as far as they were seen. */
  get isOver(): boolean {
    return this.#open === 0;
  }

  /** What it keeps, about. */
  get heldBytes(): number {
    const { TX, RX } = this.#waiting;
    return TX.heldBytes + RX.heldBytes + (this.#protocol?.heldBytes ?? 0);
  }

  /** Follows it no further: open exchanges fail, and what waits is masked, as is all that comes. */
  limit(): FramedData[] {
    this.#protocol?.close('limit');
    this.#protocol = this.#protocols.masked('limit');
    return this.#read();
  }

  /** Both directions have ended. */
  close(reason: EndReason): void {
    this.#protocol?.close(FAILURES[reason] ?? 'closed', this.#closedBy(reason));
  }

  #closedBy(reason: EndReason): Sender | undefined {
    if (reason === 'local') return this.#sender('TX');
    return reason === 'peer' ? this.#sender('RX') : undefined;
  }

  #sender(direction: Direction): Sender {
    return direction === this.#client ? 'client' : 'server';
  }

  #isFull(): boolean {
    return this.#waiting.TX.isFull || this.#waiting.RX.isFull;
  }

  #giveUp(directions: readonly Direction[]): FramedData[] {
    if (this.#protocol === undefined) {
      this.#protocol = this.#protocols.masked();
    } else {
      for (const direction of directions) this.#waiting[direction].lose();
    }
    return this.#read();
  }

  /**
   * What came before is not known, or was not understood: the connection begins anew where a call begins with a message
   * and no other is open, or is made of frames of HTTP/2. A request comes after what the server sent, if that is seen; a
   * response, where no requests are.
   */
  #rejoins({ event: { call, payload } }: StreamData): boolean {
    const { direction, recordType, isOneWay, connectionId } = call.origin;
    if (recordType !== 'application_data' || connectionId === undefined) return false;
    const last = this.#last;
    this.#last = direction;
    if (this.#protocol?.canRejoin !== true || call.callOffset > 0) return false;
    const bytes = payload.reveal();
    const sender = senderOfCall(bytes, call.length);
    if (sender !== undefined) {
      this.#client = sender === 'client' ? direction : OTHER[direction];
      this.#protocol = isOneWay
        ? this.#protocols.oneWay('http2', sender, false)
        : this.#protocols.http2(this.#client, call.origin, false);
      return true;
    }
    if (isOneWay) {
      const protocol = this.#ofOneWay(bytes, call.origin, 'certain');
      this.#protocol = protocol ?? this.#protocol;
      return protocol !== undefined;
    }
    if (last === direction || detectRequest(bytes) !== 'http1') return false;
    this.#client = direction;
    this.#protocol = this.#protocols.http1(direction, call.origin, true);
    return true;
  }

  /** undefined as long as it could be HTTP and is not certain. */
  #detectOneWay(origin: CallOrigin): Protocol | undefined {
    return this.#ofOneWay(this.#waiting[origin.direction].start(), origin, 'any');
  }

  #ofOneWay(bytes: Buffer, { direction }: CallOrigin, want: 'certain' | 'any'): Protocol | undefined {
    const [request, response] = [detectRequest(bytes), detectResponse(bytes)];
    const seen: Sender = request === 'http1' || request === 'http2' ? 'client' : 'server';
    const found = seen === 'client' ? request : response;
    if (found === 'http1' || (found === 'http2' && want === 'any')) {
      this.#client = seen === 'client' ? direction : OTHER[direction];
      return this.#protocols.oneWay(found, seen, true);
    }
    if (want === 'certain' || bytes.length === 0) return undefined;
    if (request === 'unclear') return this.#protocols.masked();
    return request === 'none' && response === 'none' ? this.#protocols.plain(false) : undefined;
  }

  /** undefined as long as it could be HTTP and is not certain. */
  #detect(origin: CallOrigin): Protocol | undefined {
    for (const direction of ['TX', 'RX'] as const) {
      const bytes = this.#waiting[direction].start();
      if (bytes.length === 0) continue;
      const request = detectRequest(bytes);
      if (request === 'http1' || request === 'http2') {
        this.#client = direction;
        return this.#protocols[request](direction, origin, true);
      }
      if (request === 'unclear') return this.#protocols.masked();
      if (request === 'none' && !canBeServer(bytes)) return this.#protocols.plain(false);
      // Two servers, or two of which neither can be the client.
      const other = this.#waiting[OTHER[direction]].start();
      if (request === 'none' && other.length > 0 && detectRequest(other) === 'none')
        return this.#protocols.plain(false);
    }
    return undefined;
  }

  /** Either direction may be what the other waits for. */
  #read(): FramedData[] {
    const protocol = this.#protocol;
    if (protocol === undefined) return [];
    const framed: FramedData[] = [];
    for (let progress = true; progress; ) {
      progress = false;
      for (const direction of [this.#client, OTHER[this.#client]]) {
        const waiting = this.#waiting[direction];
        progress = waiting.read(protocol, this.#sender(direction), framed) || progress;
      }
    }
    for (const direction of ['TX', 'RX'] as const) {
      if (!this.#waiting[direction].isFull) continue;
      this.#waiting[direction].lose();
      this.#waiting[direction].read(protocol, this.#sender(direction), framed);
    }
    return framed;
  }
}

/** Nothing more comes of what a connection was read as: its texts break off. */
function endsOf(protocol: Protocol | undefined, client: Direction, connectionId = ''): FramedItem[] {
  return (['TX', 'RX'] as const).flatMap((direction): FramedItem[] => {
    const from = direction === client ? 'client' : 'server';
    const parts = protocol?.end(from, { by: undefined, isFinished: undefined }) ?? [];
    return parts.length === 0 ? [] : [{ kind: 'parts', connectionId, direction, parts }];
  });
}

/** What a call of this origin is read by, of a connection that rested. */
export function protocolOf(
  { protocol, client }: RestingConnection,
  protocols: Protocols,
  origin: CallOrigin,
): Protocol {
  switch (protocol.kind) {
    case 'http1':
      return protocols.http1(client, origin, false);
    case 'http2':
      return protocols.http2(client, origin, false, protocol);
    case 'plain':
      return protocols.plain(false, protocol);
  }
}

/** How a connection that rests is seen. */
export const standingOfResting = ({ protocol }: RestingConnection): Standing =>
  STANDINGS.both[protocol.kind === 'plain' ? 'text' : 'http'];

/** What is kept of one, about, beside a few numbers: tables of fields. */
export function restingBytes({ protocol }: RestingConnection): number {
  if (protocol.kind !== 'http2') return 0;
  return (protocol.client.decoder?.tableBytes ?? 0) + (protocol.server.decoder?.tableBytes ?? 0);
}

/** What the end of a direction would break off; undefined: there is none, and endedOf() is all that it does. */
export const textsOf = ({ protocol }: RestingConnection): PlainAtRest | undefined =>
  protocol.kind === 'plain' ? protocol : undefined;

/** Nothing more comes in this direction of one of HTTP, which has no text that would end. undefined: nor in the other one. */
export function endedOf(resting: RestingConnection, direction: Direction): RestingConnection | undefined {
  const { client, protocol } = resting;
  const open = resting.open & ~BIT[direction];
  if (open === 0) return undefined;
  const isClientOver = protocol.kind === 'http2' && direction === client;
  return { ...resting, open, protocol: isClientOver ? { ...protocol, isClientOver } : protocol };
}
