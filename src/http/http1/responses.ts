// SPDX-License-Identifier: Apache-2.0
import type { BootNanos, ExchangeFailure, HeaderFields } from '../exchange.ts';
import type { OpenExchanges } from './exchanges.ts';
import { type Framing, framingFields, framingOf, isLast, NO_CONTENT } from './framing.ts';
import type { Messages } from './messages.ts';
import { changesProtocol, mayChangeProtocol, type OpenExchange } from './open-exchange.ts';
import { parseStatusLine, type StatusLine } from './start-line.ts';

const SWITCHING_PROTOCOLS = 101;
const VERSION = 'HTTP/1.';
const WITHOUT_CONTENT = [204, 304];
/** What servers say to what they can't read as a request (RFC 9110, 15.5 and 15.6; 431: RFC 6585). */
const REFUSALS: ReadonlySet<number> = new Set([400, 408, 413, 414, 431, 501, 505]);

/** What the server sends. */
export class Responses implements Messages {
  readonly name = 'response';
  readonly mayFollowEmptyLines = false;
  readonly #exchanges: OpenExchanges;
  #exchange: OpenExchange | undefined;
  /** What follows the message that is being read. */
  #then: 'final' | 'response' | 'tunnel' | 'end' = 'response';

  constructor(exchanges: OpenExchanges) {
    this.#exchanges = exchanges;
  }

  /** Where requests are not seen, the next one may be of HEAD. */
  get mayLackContent(): boolean {
    return this.#exchanges.isHalf;
  }

  /** undefined too when it has failed in the meantime, because its request did. */
  get exchange(): OpenExchange | undefined {
    return this.#exchange === this.#exchanges.next ? this.#exchange : undefined;
  }

  /** A response can be read when the head of its request has been, for that says whether it has content. */
  next(): 'message' | 'wait' | 'tunnel' | 'lost' {
    if (this.#exchanges.isTunnel) return 'tunnel';
    if (this.#exchanges.isServerOver) return 'lost';
    if (this.#exchanges.next) return 'message';
    return this.#exchanges.isClientOver ? 'lost' : 'wait';
  }

  begin(): OpenExchange | undefined {
    this.#exchange = this.#exchanges.next;
    return this.#exchange;
  }

  mayBegin(line: string): boolean {
    if (!line.startsWith(VERSION.slice(0, line.length))) return false;
    if (this.exchange?.failure === undefined || !line.endsWith('\n')) return true;
    const status = parseStatusLine(line.replace(/\r?\n$/, ''))?.status;
    return status === undefined || this.#mayAnswer(status);
  }

  seen(bootNanos: BootNanos): void {
    const { exchange } = this;
    if (exchange === undefined) return;
    // Calls of two threads may be reported in another order than they returned in.
    if (!exchange.response || bootNanos > exchange.endBootNanos) exchange.endBootNanos = bootNanos;
  }

  head(startLine: string, fields: HeaderFields): Framing | 'malformed' {
    const line = parseStatusLine(startLine);
    if (line === undefined || this.exchange === undefined) return 'malformed';
    const { status } = line;
    if (!this.#mayAnswer(status)) return 'malformed';
    if (isInterim(status)) {
      this.#then = 'final';
      return NO_CONTENT;
    }
    this.exchange.response = { status, fields };
    const framing = this.#framing(this.exchange, line, fields);
    // Of the other half no version is seen.
    if (this.exchange.isHalf) this.exchange.version = line.version;
    return framing;
  }

  /** A server that reads more than we do may have found another request in what is none to us. */
  #mayAnswer(status: number): boolean {
    return this.exchange?.failure === undefined || isInterim(status) || REFUSALS.has(status);
  }

  #framing(exchange: OpenExchange, { status, version }: StatusLine, fields: HeaderFields): Framing | 'malformed' {
    if (changesProtocol(exchange, status)) {
      this.#then = 'tunnel';
      // 101 that was not asked for: the client went on in HTTP.
      return mayChangeProtocol(exchange) ? NO_CONTENT : 'malformed';
    }
    const framing = framingFields(fields);
    const { requestFraming } = exchange;
    const isEnd = isLast(version, framing) || requestFraming === undefined || isLast(exchange.version, requestFraming);
    this.#then = isEnd ? 'end' : 'response';
    if (exchange.request?.method === 'HEAD' || WITHOUT_CONTENT.includes(status)) return NO_CONTENT;
    return framingOf(version, framing, 'until-end');
  }

  content(bytes: number): void {
    if (this.exchange) this.exchange.responseBodyBytes = bytes;
  }

  complete(trailers: HeaderFields): void {
    const { exchange } = this;
    this.#exchange = undefined;
    if (this.#then === 'final' || exchange === undefined) return;
    exchange.responseTrailers = trailers;
    exchange.isResponseWhole = true;
    this.#exchanges.responseComplete(this.#then === 'tunnel');
    if (this.#then === 'end') this.#exchanges.loseServer('closed');
  }

  lose(failure: ExchangeFailure): void {
    this.#exchange = undefined;
    this.#exchanges.loseServer(failure);
  }
}

function isInterim(status: number): boolean {
  return status < 200 && status !== SWITCHING_PROTOCOLS;
}
