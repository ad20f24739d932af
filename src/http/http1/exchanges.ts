// SPDX-License-Identifier: Apache-2.0
import { type BootNanos, type ExchangeEvents, type ExchangeFailure, endExchange, newExchange } from '../exchange.ts';
import type { Sender } from '../protocol.ts';
import { heldBy, mayChangeProtocol, type OpenExchange } from './open-exchange.ts';
import type { Version } from './start-line.ts';

/** Requests that wait for their response; and bytes of their heads and trailers, beside those of the last of them. */
const MAX_AWAITING = 256;
const MAX_HELD_BYTES = 262_144;

/** What the messages of a connection belong to. */
export interface OpenExchanges {
  /** One direction alone is seen. */
  readonly isHalf: boolean;
  readonly heldBytes: number;
  /** Who closed the connection, where that is known. */
  closedBy: Sender | undefined;
  /** Whether a message is still to come of any of them. */
  readonly isOpen: boolean;
  readonly isTunnel: boolean;
  readonly isClientOver: boolean;
  readonly isServerOver: boolean;
  readonly isChanging: boolean;
  readonly isIdle: boolean;
  readonly next: OpenExchange | undefined;
  begin(key: number, startBootNanos: BootNanos): OpenExchange | undefined;
  requestHead(exchange: OpenExchange): void;
  requestComplete(exchange: OpenExchange): void;
  responseComplete(changesProtocol: boolean): void;
  loseClient(failure: ExchangeFailure): void;
  loseServer(failure: ExchangeFailure): void;
}

/** The open exchanges of a connection: responses come in the order of their requests. Each ends once. */
export class Exchanges implements OpenExchanges {
  readonly isHalf = false;
  closedBy: Sender | undefined;
  readonly #events: ExchangeEvents;
  /** Their heads are complete, their responses are not. An idle connection has none, and no room for any. */
  #awaiting: OpenExchange[] | undefined;
  /** Whose request is not complete; its response may be, and then it has ended. */
  #requesting: OpenExchange | undefined;
  #isResponded = false;
  #changing: OpenExchange | undefined;
  #clientFailure: ExchangeFailure | undefined;
  #serverFailure: ExchangeFailure | undefined;
  #heldBytes = 0;
  #isTunnel = false;

  constructor(events: ExchangeEvents) {
    this.#events = events;
  }

  /** Of requests that are complete. */
  get heldBytes(): number {
    return this.#heldBytes;
  }

  /** Both directions speak another protocol after the messages that are under way. */
  get isTunnel(): boolean {
    return this.#isTunnel;
  }

  get isClientOver(): boolean {
    return this.#clientFailure !== undefined;
  }

  get isServerOver(): boolean {
    return this.#serverFailure !== undefined;
  }

  /** What the client sends now is HTTP or another protocol: the response to its last request decides. */
  get isChanging(): boolean {
    return this.#changing !== undefined;
  }

  get isOpen(): boolean {
    return this.#awaiting !== undefined || this.#requesting !== undefined || this.isChanging || this.#isTunnel;
  }

  /** None is open, and nothing has happened that the next ones depend on. */
  get isIdle(): boolean {
    return !this.isOpen && !this.isClientOver && !this.isServerOver;
  }

  /** The exchange that the next response belongs to. */
  get next(): OpenExchange | undefined {
    return this.#awaiting?.[0];
  }

  /** A request starts. undefined: too many are open, and the direction of requests is not followed any more. */
  begin(key: number, startBootNanos: BootNanos): OpenExchange | undefined {
    this.#requesting = newExchange<Version>('1.1', key, startBootNanos);
    this.#isResponded = false;
    if ((this.#awaiting?.length ?? 0) < MAX_AWAITING && this.#heldBytes < MAX_HELD_BYTES) return this.#requesting;
    this.loseClient('limit');
    return undefined;
  }

  requestHead(exchange: OpenExchange): void {
    if (!this.isServerOver) this.#await(exchange);
    if (mayChangeProtocol(exchange)) this.#changing = exchange;
    this.#events.requestHead(exchange);
  }

  requestComplete(exchange: OpenExchange): void {
    this.#requesting = undefined;
    if (this.#isResponded) return;
    if (this.#serverFailure !== undefined) this.#end(exchange, exchange.failure ?? this.#serverFailure);
    else this.#heldBytes += heldBy(exchange);
  }

  /** The response to the oldest request is complete. */
  responseComplete(changesProtocol: boolean): void {
    const exchange = this.#awaiting?.shift();
    if (this.#awaiting?.length === 0) this.#awaiting = undefined;
    if (exchange === undefined) return;
    if (changesProtocol) this.#isTunnel = true;
    if (exchange === this.#changing) this.#changing = undefined;
    if (exchange !== this.#requesting) return this.#endAwaiting(exchange, exchange.failure);
    this.#isResponded = true;
    this.#end(exchange, exchange.failure);
  }

  /** Requests are not followed any more; the responses to those that are complete are, and to one that is no HTTP. */
  loseClient(failure: ExchangeFailure): void {
    if (this.isClientOver) return;
    this.#clientFailure = failure;
    const exchange = this.#requesting;
    if (exchange === undefined) return;
    this.#requesting = undefined;
    if (this.#isResponded) return;
    if (exchange.failure === undefined && failure === 'malformed') {
      exchange.failedBy = 'client';
      if (!this.isServerOver) return this.#awaitRefusal(exchange);
    }
    if (this.#awaiting?.at(-1) === exchange) this.#awaiting.pop();
    this.#end(exchange, exchange.failure ?? failure);
  }

  /** Responses are not followed any more. Requests are, but their exchanges can't succeed. */
  loseServer(failure: ExchangeFailure): void {
    if (this.isServerOver) return;
    const others = failure === 'malformed' || failure === 'limit' || failure === 'reset' ? 'lost' : failure;
    this.#serverFailure = others;
    const awaiting = this.#awaiting ?? [];
    this.#awaiting = undefined;
    for (const [index, exchange] of awaiting.entries()) {
      const own = exchange.failure ?? (index === 0 ? failure : others);
      if (own === 'malformed') exchange.failedBy ??= 'server';
      if (exchange === this.#requesting) exchange.failure = own;
      else this.#endAwaiting(exchange, own);
    }
  }

  #await(exchange: OpenExchange): void {
    if (this.#awaiting === undefined) this.#awaiting = [exchange];
    else this.#awaiting.push(exchange);
  }

  /** It has failed; what the server says to it belongs to it all the same. */
  #awaitRefusal(exchange: OpenExchange): void {
    exchange.failure = 'malformed';
    if (exchange.request === undefined) this.#await(exchange);
    this.#heldBytes += heldBy(exchange);
  }

  #endAwaiting(exchange: OpenExchange, failure: ExchangeFailure | undefined): void {
    this.#heldBytes -= heldBy(exchange);
    this.#end(exchange, failure);
  }

  #end(exchange: OpenExchange, failure: ExchangeFailure | undefined): void {
    // No server answers a request that it has not got.
    if (failure === 'closed') exchange.failedBy = exchange.request === undefined ? 'client' : this.closedBy;
    endExchange(exchange, failure, this.#events);
  }
}
