// SPDX-License-Identifier: Apache-2.0
import { type BootNanos, type ExchangeEvents, type ExchangeFailure, endExchange, newExchange } from '../exchange.ts';
import { type Http2AtRest, OTHER_SENDER, type Sender } from '../protocol.ts';
import type { PartWriter } from './part-writer.ts';
import { Stream } from './stream.ts';

/** What is followed of a connection at once; streams beyond are not. */
const MAX_STREAMS = 4096;
const MAX_HEAD_BYTES = 4 * 1024 * 1024;
/** What a stream takes beside its heads, about. */
const STREAM_BYTES = 1024;
/** RST_STREAM of a server that needs no more of a request that it has answered. */
const NO_ERROR = 0;

type StreamsAtRest = Pick<Http2AtRest, 'highestRequest' | 'isClientOver'>;

/** The open streams of a connection, and how the exchanges on them end. */
export class Streams {
  readonly #events: ExchangeEvents;
  readonly #out: Record<Sender, PartWriter>;
  readonly #open = new Map<number, Stream>();
  /** Why a direction is not followed any more. */
  readonly #failures: Partial<Record<Sender, ExchangeFailure>> = {};
  /** The side whose direction is not seen. */
  readonly #unseen: Sender | undefined;
  #headBytes = 0;
  #highestRequest = 0;
  /** Streams below may have been opened while the client's direction was not followed. */
  #firstRequest = 0;
  /** No request comes, or nobody would know of it. */
  #isClientOver: boolean;
  /** The client's direction is followed again, or from amid: with its next request. */
  #isClientBack = false;
  /** Of those that the client opens, the last one that the server has begun with or may begin with. */
  #lastStream = Infinity;

  constructor(events: ExchangeEvents, out: Record<Sender, PartWriter>, unseen: Sender | undefined, isAmid: boolean) {
    this.#events = events;
    this.#out = out;
    this.#unseen = unseen;
    this.#isClientOver = unseen === 'client' || isAmid;
  }

  /** As they were when they rested. */
  wake({ highestRequest, isClientOver }: StreamsAtRest): void {
    this.#highestRequest = highestRequest;
    this.#isClientOver = isClientOver;
  }

  /** undefined: there is more to be known. */
  rest(): StreamsAtRest | undefined {
    const isOrdinary =
      this.#unseen === undefined &&
      this.#failures.client === undefined &&
      this.#failures.server === undefined &&
      this.#firstRequest === 0 &&
      !this.#isClientBack &&
      this.#lastStream === Infinity;
    if (!isOrdinary || this.#open.size > 0) return undefined;
    return { highestRequest: this.#highestRequest, isClientOver: this.#isClientOver };
  }

  get(id: number): Stream | undefined {
    return this.#open.get(id);
  }

  get openStreams(): number {
    return this.#open.size;
  }

  get heldBytes(): number {
    return this.#headBytes + STREAM_BYTES * this.#open.size;
  }

  /** The header block of a client's HEADERS was seen; ids only grow. */
  sawRequest(id: number): void {
    this.#highestRequest = Math.max(this.#highestRequest, id);
    if (!this.#isClientBack) return;
    this.#isClientBack = false;
    this.#isClientOver = false;
    this.#firstRequest = id;
  }

  /** Whether a client can still open the stream. */
  isIdle(id: number): boolean {
    return id % 2 === 1 && id > this.#highestRequest;
  }

  /** Whether its request is still to come, before what the server sends on it. */
  awaitsRequest(id: number): boolean {
    return this.isIdle(id) && !this.#isClientOver;
  }

  /** Whether a stream that is not open may be one whose request was not seen, and not one that has ended. */
  mayBeUnseen(id: number): boolean {
    return id % 2 === 0 || this.#isClientOver || id < this.#firstRequest;
  }

  /** undefined: there are too many. */
  open(id: number): Stream | undefined {
    if (this.#open.size >= MAX_STREAMS) return undefined;
    const stream = new Stream(id);
    this.#open.set(id, stream);
    if (this.#unseen !== undefined) stream.halves[this.#unseen].isOver = true;
    for (const sender of ['client', 'server'] as const) {
      const failure = this.#failures[sender];
      if (failure !== undefined) stream.halves[sender].isOver = true;
      stream.fail(failure, undefined);
    }
    return stream;
  }

  startExchange(stream: Stream, startBootNanos: BootNanos): void {
    stream.exchange = newExchange('2', stream.id, startBootNanos, this.#unseen !== undefined);
  }

  /** Of a response, where requests are not seen. */
  startHalf(stream: Stream, startBootNanos: BootNanos): void {
    if (this.#unseen === 'client') this.startExchange(stream, startBootNanos);
  }

  requestHead({ exchange }: Stream): void {
    if (exchange?.isHalf === false) this.#events.requestHead(exchange);
  }

  /** False: there is no room to keep so much. */
  keep(stream: Stream, headBytes: number): boolean {
    if (this.#headBytes + headBytes > MAX_HEAD_BYTES) return false;
    this.#headBytes += headBytes;
    stream.headBytes += headBytes;
    return true;
  }

  /** The exchange on the stream ends, however its frames go on; it may have failed before. */
  tell(stream: Stream, failure?: ExchangeFailure, by?: Sender): void {
    if (stream.exchange === undefined || stream.isTold) return;
    stream.isTold = true;
    stream.fail(failure, by);
    stream.exchange.failedBy = stream.failedBy;
    if (!stream.exchange.isHalf) endExchange(stream.exchange, stream.failure, this.#events);
  }

  /** One side has sent all that it had to. With the response the exchange ends, though the request may go on. */
  endHalf(stream: Stream, from: Sender): void {
    stream.endText(from, this.#out[from], false);
    stream.halves[from].isOver = true;
    stream.sentWhole(from);
    if (stream.halves[OTHER_SENDER[from]].isOver) this.#close(stream, missingHead(stream), 'server');
    else if (from === 'server') this.tell(stream, missingHead(stream), 'server');
  }

  reset(stream: Stream, by: Sender, code: number, bootNanos: BootNanos): void {
    const isAnswered = stream.halves.server.isOver && code === NO_ERROR;
    if (!isAnswered && stream.exchange !== undefined && !stream.isTold) stream.exchange.endBootNanos = bootNanos;
    this.#close(stream, isAnswered ? missingHead(stream) : 'reset', by);
  }

  /** The server goes away, and has not begun with requests on later streams, nor will it (RFC 9113, 6.8). */
  goAway(lastStreamId: number, bootNanos: BootNanos): void {
    this.#lastStream = Math.min(this.#lastStream, lastStreamId);
    for (const stream of this.#open.values()) this.refuse(stream, bootNanos);
  }

  /** The exchange ends where the server has gone away before; what comes of its request is read on. */
  refuse(stream: Stream, bootNanos: BootNanos): void {
    if (stream.id % 2 === 0 || stream.id <= this.#lastStream) return;
    if (stream.exchange !== undefined && !stream.isTold) stream.exchange.endBootNanos = bootNanos;
    this.tell(stream, 'reset', 'server');
    stream.endText('server', this.#out.server, true);
    stream.halves.server.isOver = true;
    if (stream.halves.client.isOver) this.#close(stream, 'reset', 'server');
  }

  /** A direction is not followed any more: what still needed it has failed. Of later streams it is only not known. */
  lose(from: Sender, failure: ExchangeFailure): void {
    this.#failures[from] ??= failure === 'malformed' ? 'lost' : failure;
    this.#isClientOver ||= from === 'client';
    for (const stream of this.#open.values()) {
      if (stream.halves[from].isOver) continue;
      stream.endText(from, this.#out[from], true);
      this.tell(stream, failure, from);
      this.endHalf(stream, from);
    }
  }

  /** The direction is followed again. */
  rejoin(from: Sender): void {
    delete this.#failures[from];
    if (from === 'client') this.#isClientBack = true;
  }

  /** Nothing more comes in a direction: its texts break off. */
  end(from: Sender): void {
    this.#isClientOver ||= from === 'client';
    for (const stream of this.#open.values()) stream.endText(from, this.#out[from], true);
  }

  closeAll(failure: ExchangeFailure, by: Sender | undefined): void {
    for (const stream of this.#open.values()) this.#close(stream, failure, by);
  }

  #close(stream: Stream, failure: ExchangeFailure | undefined, by?: Sender): void {
    this.#open.delete(stream.id);
    this.#headBytes -= stream.headBytes;
    for (const sender of ['client', 'server'] as const) {
      stream.endText(sender, this.#out[sender], true);
      stream.halves[sender].isOver = true;
    }
    this.tell(stream, failure, by);
  }
}

function missingHead({ exchange }: Stream): ExchangeFailure | undefined {
  return exchange?.response === undefined ? 'malformed' : undefined;
}
