// SPDX-License-Identifier: Apache-2.0
import type { BootNanos, ExchangeFailure } from '../exchange.ts';
import type { DecodedField } from '../part.ts';
import type { Bytes, GapReason, Sender } from '../protocol.ts';
import { BlockPayload } from './block-payload.ts';
import { DataPayload } from './data-payload.ts';
import {
  endsHeaders,
  endsStream,
  errorCode,
  type Frame,
  FrameType,
  frameLine,
  isBlock,
  lastStreamId,
} from './frame.ts';
import { FrameReader, type Frames } from './frame-reader.ts';
import type { HeaderBlocks } from './header-blocks.ts';
import { IgnoredPayload } from './ignored-payload.ts';
import type { Messages } from './messages.ts';
import type { Owner, PartWriter } from './part-writer.ts';
import type { Payload } from './payload.ts';
import { SettingsPayload } from './settings-payload.ts';
import type { Stream } from './stream.ts';
import type { Streams } from './streams.ts';

/** What both directions of a connection share, and what each has of its own. */
export interface DirectionParts {
  from: Sender;
  streams: Streams;
  messages: Messages;
  blocks: HeaderBlocks;
  out: PartWriter;
  /** The start of the connection was not seen. */
  isAmid: boolean;
  /** It has rested: its start was seen before. */
  isWoken: boolean;
}

/** A header block that has begun. */
interface Block {
  streamId: number;
  /** Of HEADERS, when it is followed. */
  stream: Stream | undefined;
  isRequest: boolean;
  endsStream: boolean;
}

/** What one side sends: its frames, and what they do to the streams. */
export class Direction implements Frames {
  readonly #parts: DirectionParts;
  readonly #reader: FrameReader;
  #block: Block | undefined;

  constructor(parts: DirectionParts) {
    this.#parts = parts;
    this.#reader = new FrameReader(parts.from, this, parts.out, parts);
  }

  get isLost(): boolean {
    return this.#reader.isLost;
  }

  /** Between two frames, of which the next ones can be read. */
  get isIdle(): boolean {
    return this.#block === undefined && this.#reader.isIdle && this.#parts.blocks.isIdle;
  }

  get blockStreamId(): number | undefined {
    return this.#block?.streamId;
  }

  push(bytes: Bytes): number {
    this.#parts.blocks.startPush(bytes.bytes.length);
    return this.#reader.push(bytes);
  }

  gap(bytes: number | 'unknown', why: GapReason): void {
    this.#reader.gap(bytes, why);
  }

  isEarly({ type, streamId }: Frame): boolean {
    if (this.#parts.from === 'client' || type === FrameType.priority || type > FrameType.continuation) return false;
    return streamId !== 0 && this.#parts.streams.awaitsRequest(streamId);
  }

  start(frame: Frame, fixed: Buffer, length: number, startBootNanos: BootNanos): Payload {
    if (frame.type === FrameType.headers) this.#startHeaders(frame, startBootNanos);
    if (frame.type === FrameType.pushPromise) {
      this.#block = { streamId: frame.streamId, stream: undefined, isRequest: false, endsStream: false };
    }
    const stream = this.#parts.streams.get(frame.streamId);
    const owner: Owner = { role: isBlock(frame) ? 'head' : 'other', exchange: stream?.exchange };
    this.#parts.out.line(owner, length, frameLine(frame, fixed));
    if (frame.type === FrameType.rstStream && stream !== undefined) {
      this.#parts.streams.reset(stream, this.#parts.from, errorCode(fixed), startBootNanos);
    }
    if (frame.type === FrameType.goaway && this.#parts.from === 'server') {
      this.#parts.streams.goAway(lastStreamId(fixed), startBootNanos);
    }
    return this.#payload(frame, stream, owner);
  }

  touch({ type, streamId }: Frame, bootNanos: BootNanos): void {
    if (type !== FrameType.data && type !== FrameType.headers && type !== FrameType.continuation) return;
    this.#parts.streams.get(streamId)?.touch(this.#parts.from, bootNanos);
  }

  end(frame: Frame): void {
    if (frame.type === FrameType.data && endsStream(frame)) this.#endHalf(this.#parts.streams.get(frame.streamId));
    if (!isBlock(frame) || !endsHeaders(frame)) return;
    const block = this.#block;
    this.#block = undefined;
    if (block?.endsStream) this.#endHalf(block.stream);
    if (block?.isRequest && block.stream?.exchange !== undefined) {
      this.#parts.streams.refuse(block.stream, block.stream.exchange.endBootNanos);
    }
  }

  lose(failure: ExchangeFailure): void {
    this.#block = undefined;
    this.#parts.blocks.fail(failure);
    this.#parts.streams.lose(this.#parts.from, failure);
  }

  rejoin(): void {
    this.#parts.blocks.rejoin();
    this.#parts.streams.rejoin(this.#parts.from);
  }

  #startHeaders(frame: Frame, startBootNanos: BootNanos): void {
    const { from, streams, blocks } = this.#parts;
    const { streamId } = frame;
    const isRequest = from === 'client' && streams.isIdle(streamId);
    let stream = streams.get(streamId);
    if (stream === undefined && isRequest) {
      stream = streams.open(streamId);
      if (stream !== undefined && blocks.failure === undefined) streams.startExchange(stream, startBootNanos);
    } else if (stream === undefined && from === 'server' && streams.mayBeUnseen(streamId)) {
      stream = streams.open(streamId);
      if (stream !== undefined) {
        stream.halves.client.isOver = true;
        streams.startHalf(stream, startBootNanos);
      }
    }
    this.#block = { streamId, stream, isRequest, endsStream: endsStream(frame) };
  }

  #payload(frame: Frame, stream: Stream | undefined, owner: Owner): Payload {
    const { from, blocks, out } = this.#parts;
    if (frame.type === FrameType.data) {
      return new DataPayload(from, stream, blocks.failure === undefined ? 'lost' : 'header_block', out);
    }
    if (isBlock(frame)) {
      return new BlockPayload(blocks, out, owner, endsHeaders(frame), (fields, failure) =>
        this.#onBlock(fields, failure),
      );
    }
    if (frame.type === FrameType.settings) return new SettingsPayload(out, owner);
    const isFree = frame.type === FrameType.goaway || frame.type > FrameType.continuation;
    return new IgnoredPayload(out, owner, isFree);
  }

  #onBlock(fields: DecodedField[] | undefined, failure: ExchangeFailure): void {
    const { from, streams, messages } = this.#parts;
    const { stream, streamId, isRequest, endsStream: isEnd } = this.#block ?? {};
    if (isRequest && streamId !== undefined) streams.sawRequest(streamId);
    if (stream === undefined || streams.get(stream.id) !== stream) return;
    if (fields === undefined) messages.undecoded(from, stream, failure);
    else messages.decoded(from, stream, fields, isEnd === true);
  }

  #endHalf(stream: Stream | undefined): void {
    const { from, streams } = this.#parts;
    if (stream !== undefined && streams.get(stream.id) === stream && !stream.halves[from].isOver)
      streams.endHalf(stream, from);
  }
}
