// SPDX-License-Identifier: Apache-2.0

import type { ExchangeFailure } from '../exchange.ts';
import { isTailOf } from '../http1/framing.ts';
import type { DecodedField } from '../part.ts';
import type { Sender } from '../protocol.ts';
import { hasUnknown, headBytes, headerFields, isEncoded, mayBeRpc, requestHead, responseHead } from './heads.ts';
import type { Half, Stream } from './stream.ts';
import type { Streams } from './streams.ts';

/** What a decoded header block of a stream means for it: a head, or trailers. */
export class Messages {
  readonly #streams: Streams;

  constructor(streams: Streams) {
    this.#streams = streams;
  }

  /** @param isEnd nothing follows the block on its side of the stream */
  decoded(from: Sender, stream: Stream, fields: readonly DecodedField[], isEnd: boolean): void {
    const half = stream.halves[from];
    if (half.isOver) return;
    const isHead = half.mask === 'lost';
    if (isHead && from === 'client') this.#request(stream, fields);
    else if (isHead) this.#response(stream, fields, isEnd);
    else this.#trailers(from, stream, fields);
  }

  /** A block could not be decoded: what it would have said is missing. */
  undecoded(from: Sender, stream: Stream, failure: ExchangeFailure): void {
    const half = stream.halves[from];
    if (half.mask === 'lost') half.mask = 'header_block';
    stream.fail(failure, from);
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
    stream.mayBeRpc = mayBeRpc(head, fields);
    this.#streams.requestHead(stream);
  }

  #response(stream: Stream, fields: readonly DecodedField[], isEnd: boolean): void {
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
    if (head === undefined) stream.fail(whyNoHead(fields), 'server');
    // The head of a gRPC response that has no messages has the status of the call.
    if (isEnd && stream.mayBeRpc && hidesStatus(fields)) stream.fail('lost', undefined);
    // What follows is no content of HTTP.
    if (isTunnel) this.#streams.tell(stream);
  }

  #trailers(from: Sender, stream: Stream, fields: readonly DecodedField[]): void {
    if (stream.exchange === undefined || stream.isTold) return;
    if (!this.#streams.keep(stream, headBytes(fields))) return this.#streams.tell(stream, 'limit');
    if (from === 'client') stream.exchange.requestTrailers = headerFields(fields);
    else stream.exchange.responseTrailers = headerFields(fields);
    // One of them may be the status of a call.
    if (from === 'server' && hidesStatus(fields)) stream.fail('lost', undefined);
  }

  /** An exchange without a request: nothing waits for its span. */
  #giveUp(stream: Stream, failure: ExchangeFailure): void {
    this.#streams.tell(stream, failure, 'client');
    stream.exchange = undefined;
  }
}

function startContent(half: Half, fields: readonly DecodedField[]): void {
  half.mask = isEncoded(fields) ? 'encoded' : undefined;
  half.isUnsure = hasUnknown(fields);
}

/** Whether it may have the status of a gRPC call among what is not known. */
const hidesStatus = (fields: readonly DecodedField[]): boolean =>
  hasUnknown(fields) && !fields.some(({ name }) => name === 'grpc-status');

const whyNoHead = (fields: readonly DecodedField[]): ExchangeFailure => (hasUnknown(fields) ? 'lost' : 'malformed');
