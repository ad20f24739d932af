// SPDX-License-Identifier: Apache-2.0

import type { ExchangeFailure } from '../exchange.ts';
import { isTailOf } from '../http1/framing.ts';
import type { DecodedField } from '../part.ts';
import type { Sender } from '../protocol.ts';
import { hasUnknown, headBytes, headerFields, isEncoded, requestHead, responseHead } from './heads.ts';
import type { Half, Stream } from './stream.ts';
import type { Streams } from './streams.ts';

/** What a decoded header block of a stream means for it: a head, or trailers. */
export class Messages {
  readonly #streams: Streams;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  decoded(from: Sender, stream: Stream, fields: readonly DecodedField[]): void {
    const half = stream.halves[from];
    if (half.isOver) return;
    const isHead = half.mask === 'lost';
    if (isHead && from === 'client') this.#request(stream, fields);
    else if (isHead) this.#response(stream, fields);
    else this.#trailers(from, stream, fields);
  }

  /** A block could not be decoded: what it would have said is missing. */
  undecoded(from: Sender, stream: Stream, failure: ExchangeFailure): void {
    const half = stream.halves[from];
    if (half.mask === 'lost') half.mask = 'header_block';
    stream.failure ??= failure;
    if (from === 'client' && stream.exchange?.request === undefined) this.#giveUp(stream, failure);
  }

  #request(stream: Stream, fields: readonly DecodedField[]): void {
    const head = requestHead(fields);
    startContent(stream.halves.client, fields);
    stream.halves.client.isTail = isTailOf(headerFields(fields));
    if (head?.method === 'CONNECT') stream.halves.client.mask = 'tunnel';
    if (stream.exchange === undefined) return;
    if (head === undefined) return this.#giveUp(stream, whyNoHead(fields));
    if (!this.#streams.keep(stream, headBytes(fields))) return this.#giveUp(stream, 'limit');
    stream.exchange.request = head;
    this.#streams.requestHead(stream);
  }

  #response(stream: Stream, fields: readonly DecodedField[]): void {
    const head = responseHead(fields);
    // 1xx: the final response is yet to come.
    if (head !== undefined && head.status < 200) return;
    const isTunnel = stream.halves.client.mask === 'tunnel' && head !== undefined && head.status < 300;
    startContent(stream.halves.server, fields);
    stream.halves.server.isTail = isTailOf(headerFields(fields));
    if (isTunnel) stream.halves.server.mask = 'tunnel';
    if (stream.exchange === undefined || stream.isTold) return;
    if (head !== undefined && !this.#streams.keep(stream, headBytes(fields)))
      return this.#streams.tell(stream, 'limit');
    stream.exchange.response = head;
    if (head === undefined) stream.failure ??= whyNoHead(fields);
    // What follows is no content of HTTP.
    if (isTunnel) this.#streams.tell(stream, stream.failure);
  }

  #trailers(from: Sender, stream: Stream, fields: readonly DecodedField[]): void {
    if (stream.exchange === undefined || stream.isTold) return;
    if (!this.#streams.keep(stream, headBytes(fields))) return this.#streams.tell(stream, 'limit');
    if (from === 'client') stream.exchange.requestTrailers = headerFields(fields);
    else stream.exchange.responseTrailers = headerFields(fields);
    // One of them may be the status of a call.
    if (from === 'server' && hasUnknown(fields)) stream.failure ??= 'lost';
  }

  /** An exchange without a request: nothing waits for its span. */
  #giveUp(stream: Stream, failure: ExchangeFailure): void {
    this.#streams.tell(stream, failure);
    stream.exchange = undefined;
  }
}

function startContent(half: Half, fields: readonly DecodedField[]): void {
  half.mask = isEncoded(fields) ? 'encoded' : undefined;
  half.isUnsure = hasUnknown(fields);
}

const whyNoHead = (fields: readonly DecodedField[]): ExchangeFailure => (hasUnknown(fields) ? 'lost' : 'malformed');
