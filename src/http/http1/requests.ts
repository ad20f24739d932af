// SPDX-License-Identifier: Apache-2.0
import type { BootNanos, ExchangeFailure, HeaderFields } from '../exchange.ts';
import type { OpenExchanges } from './exchanges.ts';
import { type Framing, framingFields, framingOf } from './framing.ts';
import type { Messages } from './messages.ts';
import type { OpenExchange } from './open-exchange.ts';
import { parseRequestLine } from './start-line.ts';

/** Of a line whose end has not come: methods are in capitals (RFC 9110, 16.1); few secrets are. */
const METHOD = /^[A-Z_-]{1,24}(?: |$)/;

/** What the client sends. */
export class Requests implements Messages {
  readonly name = 'request';
  // Some clients send one after a body (RFC 9112, 2.2).
  readonly mayFollowEmptyLines = true;
  readonly mayLackContent = false;
  exchange: OpenExchange | undefined;
  readonly #exchanges: OpenExchanges;
  #isFirst: boolean;

  /** `isFirst`: it begins with the first one of the connection. */
  constructor(exchanges: OpenExchanges, isFirst: boolean) {
    this.#exchanges = exchanges;
    this.#isFirst = isFirst;
  }

  /** After a request that may change the protocol nothing is read until the response says whether it does. */
  next(): 'message' | 'wait' | 'tunnel' | 'lost' {
    if (this.#exchanges.isTunnel) return 'tunnel';
    if (!this.#exchanges.isChanging) return 'message';
    return this.#exchanges.isServerOver ? 'lost' : 'wait';
  }

  begin(offset: number, bootNanos: BootNanos): OpenExchange | undefined {
    this.exchange = this.#exchanges.begin(offset, bootNanos);
    return this.exchange;
  }

  /** The first line of a connection has been seen whole (see detect.ts). */
  mayBegin(line: string): boolean {
    if (this.#isFirst) return true;
    return line.endsWith('\n') ? parseRequestLine(line.replace(/\r?\n$/, '')) !== undefined : METHOD.test(line);
  }

  seen(bootNanos: BootNanos): void {
    if (this.exchange && !this.exchange.response) this.exchange.endBootNanos = bootNanos;
  }

  head(startLine: string, fields: HeaderFields): Framing | 'malformed' {
    const line = parseRequestLine(startLine);
    if (line === undefined || this.exchange === undefined) return 'malformed';
    const { method, target, version } = line;
    const authority = fields.find(([name]) => name === 'host')?.[1];
    this.exchange.version = version;
    this.exchange.request = { method, target, authority, fields };
    const framing = framingFields(fields);
    this.exchange.requestFraming = framing;
    this.#exchanges.requestHead(this.exchange);
    return framingOf(version, framing, 0);
  }

  content(bytes: number): void {
    if (this.exchange) this.exchange.requestBodyBytes = bytes;
  }

  complete(trailers: HeaderFields): void {
    this.#isFirst = false;
    if (this.exchange === undefined) return;
    this.exchange.requestTrailers = trailers;
    this.exchange.isRequestWhole = true;
    this.#exchanges.requestComplete(this.exchange);
    this.exchange = undefined;
  }

  lose(failure: ExchangeFailure): void {
    this.exchange = undefined;
    this.#exchanges.loseClient(failure);
  }
}
