// SPDX-License-Identifier: Apache-2.0
import type { ExchangeEvents, ExchangeFailure } from '../exchange.ts';
import type { Part } from '../part.ts';
import {
  type Bytes,
  type ConnectionContent,
  type GapReason,
  type Http2AtRest,
  type Http2SideAtRest,
  type Parsed,
  type Protocol,
  SENDERS,
  type Sender,
} from '../protocol.ts';
import { Direction } from './direction.ts';
import { HeaderBlocks } from './header-blocks.ts';
import { Messages } from './messages.ts';
import { PartWriter } from './part-writer.ts';
import { Streams } from './streams.ts';

interface Http2Options {
  readonly unseen?: Sender;
  readonly isAmid?: boolean;
  readonly atRest?: Http2AtRest | undefined;
}

/**
 * HTTP/2 (RFC 9113), and with it gRPC, from the client's preface on or from a later call. Frame headers are shown as
 * lines, header blocks decoded, DATA as the text of its stream and side.
 */
export class Http2 implements Protocol {
  readonly #out: Record<Sender, PartWriter>;
  readonly #streams: Streams;
  readonly #blocks: Record<Sender, HeaderBlocks>;
  readonly #directions: Record<Sender, Direction>;

  /**
   * @param unseen the side whose direction is not seen
   * @param isAmid the start of the connection was not seen: each direction is masked until a call is certain to begin with
   *     a frame
   * @param atRest what it was when it rested
   */
  constructor(events: ExchangeEvents, { unseen, isAmid = false, atRest }: Http2Options = {}) {
    const { client, server } = atRest ?? {};
    this.#out = { client: new PartWriter(client?.isLineStart), server: new PartWriter(server?.isLineStart) };
    this.#streams = new Streams(events, this.#out, unseen, isAmid);
    if (atRest !== undefined) this.#streams.wake(atRest);
    this.#blocks = { client: new HeaderBlocks(client?.decoder), server: new HeaderBlocks(server?.decoder) };
    const shared = { streams: this.#streams, messages: new Messages(this.#streams) };
    const direction = (from: Sender): Direction =>
      new Direction({
        ...shared,
        from,
        blocks: this.#blocks[from],
        out: this.#out[from],
        isAmid: isAmid && from !== unseen,
        isWoken: atRest !== undefined,
      });
    this.#directions = { client: direction('client'), server: direction('server') };
  }

  get content(): ConnectionContent {
    return SENDERS.some((from) => this.isLost(from)) ? 'lost' : 'http';
  }

  rest(): Http2AtRest | undefined {
    const { client, server } = this.#directions;
    const streams = client.isIdle && server.isIdle ? this.#streams.rest() : undefined;
    if (streams === undefined) return undefined;
    const sideAtRest = (from: Sender): Http2SideAtRest => ({
      decoder: this.#blocks[from].rest(),
      isLineStart: this.#out[from].isLineStart,
    });
    return { kind: 'http2', ...streams, client: sideAtRest('client'), server: sideAtRest('server') };
  }

  readonly canRejoin = false;

  /** Of all that it keeps, what can grow. */
  get openStreams(): number {
    return this.#streams.openStreams;
  }

  push(from: Sender, bytes: Bytes): Parsed {
    const consumed = this.#directions[from].push(bytes);
    return { parts: this.#out[from].take(), consumed };
  }

  gap(from: Sender, bytes: number | 'unknown', why: GapReason = 'lost'): Part[] {
    this.#directions[from].gap(bytes, why);
    return this.#out[from].take();
  }

  end(from: Sender): Part[] {
    this.#streams.end(from);
    return this.#out[from].take();
  }

  get heldBytes(): number {
    const { client, server } = this.#blocks;
    return this.#streams.heldBytes + client.heldBytes + server.heldBytes;
  }

  close(failure: ExchangeFailure, by?: Sender): void {
    this.#streams.closeAll(failure, by);
    for (const from of SENDERS) this.#directions[from].gap('unknown', 'lost');
  }

  /** What is shown of a frame is not known before its header is read. */
  contentLeft(): number {
    return 0;
  }

  isLost(from: Sender): boolean {
    return this.#directions[from].isLost;
  }
}
