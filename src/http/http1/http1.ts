// SPDX-License-Identifier: Apache-2.0
import type { ExchangeEvents, ExchangeFailure } from '../exchange.ts';
import type { Part } from '../part.ts';
import type {
  Bytes,
  ConnectionContent,
  Ending,
  GapReason,
  Http1AtRest,
  Parsed,
  Protocol,
  Sender,
} from '../protocol.ts';
import { Exchanges, type OpenExchanges } from './exchanges.ts';
import { HalfExchanges } from './half-exchanges.ts';
import { MessageReader } from './message-reader.ts';
import { PartWriter } from './part-writer.ts';
import { Requests } from './requests.ts';
import { Responses } from './responses.ts';

const AT_REST: Http1AtRest = { kind: 'http1' };

/**
 * HTTP/1.0 and 1.1 (RFC 9112) from the first byte of a connection. What could be read in two ways is not read: the
 * exchange fails, and its direction is masked from there on.
 *
 * A request that asks for an upgrade, or CONNECT, holds the client's direction: what comes after it is taken when the
 * response has said whether it is HTTP or belongs to the other protocol, which is masked in both directions.
 */
export class Http1 implements Protocol {
  readonly #exchanges: OpenExchanges;
  readonly #readers: Record<Sender, MessageReader>;
  /** Of the directions that are seen. */
  readonly #seen: readonly MessageReader[];

  /**
   * @param isFirst it begins with the first request of the connection
   * @param seen whose messages alone are seen
   */
  constructor(events: ExchangeEvents, isFirst = true, seen?: Sender) {
    this.#exchanges = seen === undefined ? new Exchanges(events) : new HalfExchanges(seen);
    this.#readers = {
      client: new MessageReader(new Requests(this.#exchanges, isFirst)),
      server: new MessageReader(new Responses(this.#exchanges)),
    };
    this.#seen = seen === undefined ? Object.values(this.#readers) : [this.#readers[seen]];
  }

  /** Bytes of heads and trailers that are kept. */
  get heldBytes(): number {
    return this.#exchanges.heldBytes + this.#readers.client.heldBytes + this.#readers.server.heldBytes;
  }

  rest(): Http1AtRest | undefined {
    const { client, server } = this.#readers;
    return client.isIdle && server.isIdle && this.#exchanges.isIdle ? AT_REST : undefined;
  }

  get canRejoin(): boolean {
    return this.content === 'lost' && !this.#exchanges.isOpen;
  }

  get content(): ConnectionContent {
    return this.#seen.some(({ isLost }) => isLost) ? 'lost' : 'http';
  }

  push(from: Sender, bytes: Bytes): Parsed {
    const out = new PartWriter();
    const consumed = this.#readers[from].push(bytes, out);
    return { parts: out.parts, consumed };
  }

  gap(from: Sender, bytes: number | 'unknown', why: GapReason = 'lost'): Part[] {
    const out = new PartWriter();
    this.#readers[from].gap(bytes, why, out);
    return out.parts;
  }

  end(from: Sender, ending: Ending): Part[] {
    const out = new PartWriter();
    this.#exchanges.closedBy = ending.by;
    this.#readers[from].end(out, ending);
    return out.parts;
  }

  close(failure: ExchangeFailure, by?: Sender): void {
    this.#exchanges.closedBy = by;
    const nowhere = new PartWriter();
    this.#readers.server.lose(failure, nowhere);
    this.#readers.client.lose(failure, nowhere);
  }

  contentLeft(from: Sender): number {
    return this.#readers[from].contentLeft;
  }

  /** A direction that speaks another protocol by agreement is not lost. */
  isLost(from: Sender): boolean {
    return this.#readers[from].isLost;
  }
}
