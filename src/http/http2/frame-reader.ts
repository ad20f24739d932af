// SPDX-License-Identifier: Apache-2.0
import type { BootNanos, ExchangeFailure } from '../exchange.ts';
import type { Bytes, GapReason, Sender } from '../protocol.ts';
import {
  FRAME_HEADER_BYTES,
  type Frame,
  fixedBytes,
  MAX_FIXED_BYTES,
  paddingBytes,
  parseFrameHeader,
} from './frame.ts';
import { framesOfCall } from './frames-of-call.ts';
import type { Owner, PartWriter } from './part-writer.ts';
import type { Payload } from './payload.ts';
import { Preface } from './preface.ts';
import { isWellFormed } from './well-formed.ts';

/** Where the start of a frame is read that is whole in one push, as most are: an idle connection needs none of its own. */
const start = Buffer.alloc(FRAME_HEADER_BYTES + MAX_FIXED_BYTES);
const NO_OWNER: Owner = { role: 'other', exchange: undefined };

/** What is made of the frames of a direction. */
export interface Frames {
  /** The stream of a header block that has not ended. */
  readonly blockStreamId: number | undefined;
  /** The frame can't be read before the other direction has come further. */
  isEarly(frame: Frame): boolean;
  /** A frame's header and fixed bytes are there: `length` bytes of this push, and those that were hidden before. */
  start(frame: Frame, fixed: Buffer, length: number, startBootNanos: BootNanos): Payload;
  /** More of the frame came. */
  touch(frame: Frame, bootNanos: BootNanos): void;
  end(frame: Frame, payload: Payload): void;
  lose(failure: ExchangeFailure): void;
  /** After that, or where the start of the connection was not seen: frames come again. */
  rejoin(): void;
}

interface Start {
  readonly isAmid: boolean;
  readonly isWoken: boolean;
}

/** A frame whose payload has not ended. */
interface OpenFrame {
  frame: Frame;
  payload: Payload;
  payloadLeft: number;
  paddingLeft: number;
}

/** Finds the frames in the bytes of one direction, however they are cut. It keeps less than 20 of them. */
export class FrameReader {
  readonly #from: Sender;
  readonly #frames: Frames;
  readonly #out: PartWriter;
  #preface: Preface | undefined;
  /** Of a frame whose start has come in part: the first `#startLength` bytes. */
  #start: Buffer | undefined;
  #startLength = 0;
  #startBootNanos: BootNanos = 0n;
  #open: OpenFrame | undefined;
  /** The next frame's place is not known. */
  #isLost: boolean;
  #why: GapReason = 'lost';

  /** `isAmid`: the start of the connection was not seen. `isWoken`: it was seen before. */
  constructor(from: Sender, frames: Frames, out: PartWriter, { isAmid, isWoken }: Start) {
    this.#from = from;
    this.#frames = frames;
    this.#out = out;
    this.#isLost = isAmid;
    if (from === 'client' && !isAmid && !isWoken) this.#preface = new Preface();
  }

  /** Between two frames. */
  get isIdle(): boolean {
    return !this.#isLost && this.#preface === undefined && this.#start === undefined && this.#open === undefined;
  }

  get isLost(): boolean {
    return this.#isLost;
  }

  /** Returns how many of the bytes were read: fewer where a frame is early. */
  push({ bytes, bootNanos, callBytes }: Bytes): number {
    let at = 0;
    if (this.#isLost && framesOfCall(bytes, callBytes) !== undefined) this.#rejoin();
    while (at < bytes.length && !this.#isLost) {
      const rest = bytes.subarray(at);
      const read = this.#read(rest, bootNanos);
      if (read === 'early') return at;
      at += read;
    }
    if (at < bytes.length) this.#out.mask(NO_OWNER, bytes.length - at, this.#why);
    return bytes.length;
  }

  gap(bytes: number | 'unknown', why: GapReason): void {
    if (bytes === 0 || this.#isLost) return;
    const open = this.#open;
    if (bytes === 'unknown' || open === undefined || !canSkip(open, bytes)) return this.lose(why);
    const ofPayload = Math.min(bytes, open.payloadLeft);
    if (ofPayload > 0) open.payload.skip?.(ofPayload);
    open.payloadLeft -= ofPayload;
    open.paddingLeft -= bytes - ofPayload;
    this.#endFrame(open);
  }

  /** All that follows is masked, until a call is certain to begin with a frame. */
  lose(failure: ExchangeFailure): void {
    if (this.#isLost) return;
    this.#isLost = true;
    this.#why = failure === 'uncaptured' ? failure : 'lost';
    this.#open = undefined;
    this.#frames.lose(failure);
  }

  #rejoin(): void {
    this.#isLost = false;
    this.#start = undefined;
    this.#startLength = 0;
    this.#preface = undefined;
    this.#frames.rejoin();
  }

  #read(rest: Buffer, bootNanos: BootNanos): number | 'early' {
    if (this.#preface !== undefined) return this.#readPreface(this.#preface, rest);
    if (this.#open === undefined) return this.#readStart(rest, bootNanos);
    return this.#readFrame(this.#open, rest, bootNanos);
  }

  #readPreface(preface: Preface, rest: Buffer): number {
    const length = preface.read(rest);
    if (length === undefined) return this.#malformed();
    if (!preface.isComplete) {
      this.#out.hide(NO_OWNER, length);
      return length;
    }
    this.#preface = undefined;
    this.#out.line(NO_OWNER, length, '[PREFACE]\n');
    return length;
  }

  /** The header and the fixed bytes, as far as they are there. */
  #readStart(rest: Buffer, bootNanos: BootNanos): number | 'early' {
    const before = this.#startLength;
    if (before === 0) this.#startBootNanos = bootNanos;
    const bytes = this.#start ?? start;
    const length = before + rest.copy(bytes, before);
    if (length < FRAME_HEADER_BYTES) return this.#waitForStart(bytes, length);
    const frame = parseFrameHeader(bytes);
    if (!isWellFormed(frame, this.#from, this.#frames.blockStreamId)) return this.#malformed();
    if (this.#frames.isEarly(frame)) return 'early';
    const needed = FRAME_HEADER_BYTES + fixedBytes(frame);
    if (length < needed) return this.#waitForStart(bytes, length);
    const fixed = bytes.subarray(FRAME_HEADER_BYTES, needed);
    const padding = paddingBytes(frame, fixed);
    const payloadLength = frame.length - fixed.length - padding;
    if (payloadLength < 0) return this.#malformed();
    this.#start = undefined;
    this.#startLength = 0;
    const payload = this.#frames.start(frame, fixed, needed - before, this.#startBootNanos);
    this.#open = { frame, payload, payloadLeft: payloadLength, paddingLeft: padding };
    this.#frames.touch(frame, bootNanos);
    this.#endFrame(this.#open);
    return needed - before;
  }

  #waitForStart(bytes: Buffer, length: number): number {
    const read = length - this.#startLength;
    this.#start ??= Buffer.from(bytes);
    this.#startLength = length;
    this.#out.hide(NO_OWNER, read);
    return read;
  }

  #malformed(): number {
    this.lose('malformed');
    return 0;
  }

  #readFrame(open: OpenFrame, rest: Buffer, bootNanos: BootNanos): number {
    const length = Math.min(rest.length, open.payloadLeft || open.paddingLeft);
    this.#frames.touch(open.frame, bootNanos);
    if (open.payloadLeft > 0) {
      open.payloadLeft -= length;
      open.payload.read(rest.subarray(0, length), open.payloadLeft === 0);
    } else {
      open.paddingLeft -= length;
      this.#out.hide(NO_OWNER, length);
    }
    this.#endFrame(open);
    return length;
  }

  #endFrame(open: OpenFrame): void {
    if (open.payloadLeft + open.paddingLeft > 0) return;
    this.#open = undefined;
    open.payload.end?.();
    this.#frames.end(open.frame, open.payload);
  }
}

function canSkip({ payload, payloadLeft, paddingLeft }: OpenFrame, bytes: number): boolean {
  return bytes <= payloadLeft + paddingLeft && (payloadLeft === 0 || payload.skip !== undefined);
}
