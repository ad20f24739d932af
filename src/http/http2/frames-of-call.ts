// SPDX-License-Identifier: Apache-2.0
import type { Sender } from '../protocol.ts';
import {
  endsHeaders,
  FRAME_HEADER_BYTES,
  type Frame,
  FrameType,
  fixedBytes,
  isBlock,
  paddingBytes,
  parseFrameHeader,
} from './frame.ts';
import { HpackDecoder } from './hpack.ts';
import { isWellFormed } from './well-formed.ts';

/** By type: the flags that are defined (RFC 9113, 6). Other types are not certain. */
const FLAGS: readonly number[] = [0x09, 0x2d, 0, 0, 0x01, 0x0c, 0x01, 0, 0, 0x04];
/** Frames have at most 16 KiB unless a peer allows more (SETTINGS_MAX_FRAME_SIZE). */
const MAX_FRAME_BYTES = 1024 * 1024;

/** A frame and where it begins. */
interface PlacedFrame {
  readonly frame: Frame;
  readonly at: number;
}

/**
 * The frames of a call that is made of whole ones, as libraries of HTTP/2 write them; undefined: it may be something else.
 * The lengths have to add up to the call's, and so 24 bits of each header are certain; type, flags and stream are others.
 * @param bytes the call's first ones, as far as they were copied
 * @param callBytes what the call moved; 0: the bytes begin no call
 */
export function framesOfCall(bytes: Buffer, callBytes: number): readonly PlacedFrame[] | undefined {
  const frames: PlacedFrame[] = [];
  let blockStreamId: number | undefined;
  let at = 0;
  while (at + FRAME_HEADER_BYTES <= bytes.length && at < callBytes) {
    const frame = parseFrameHeader(bytes.subarray(at));
    const isReserved = ((bytes[at + 5] ?? 0) & 0x80) !== 0;
    if (isReserved || frame.length > MAX_FRAME_BYTES || (frame.flags & ~(FLAGS[frame.type] ?? 0)) !== 0)
      return undefined;
    if (frame.type >= FLAGS.length || !isWellFormed(frame, 'server', blockStreamId)) return undefined;
    if (isBlock(frame)) blockStreamId = endsHeaders(frame) ? undefined : frame.streamId;
    frames.push({ frame, at });
    at += FRAME_HEADER_BYTES + frame.length;
  }
  return frames.length > 0 && at === callBytes && blockStreamId === undefined ? frames : undefined;
}

/** Who sent the call, by the first head of a message in it; undefined: it is not certain that it is one of HTTP/2. */
export function senderOfCall(bytes: Buffer, callBytes: number): Sender | undefined {
  for (const placed of framesOfCall(bytes, callBytes) ?? []) {
    const sender = senderOfHead(placed, bytes);
    if (sender !== undefined) return sender;
  }
  return undefined;
}

function senderOfHead({ frame, at }: PlacedFrame, bytes: Buffer): Sender | undefined {
  if (frame.type !== FrameType.headers || !endsHeaders(frame)) return undefined;
  const [start, end] = [at + FRAME_HEADER_BYTES, at + FRAME_HEADER_BYTES + frame.length];
  if (end > bytes.length) return undefined;
  const fixed = bytes.subarray(start, start + fixedBytes(frame));
  const block = bytes.subarray(start + fixed.length, end - paddingBytes(frame, fixed));
  const fields = new HpackDecoder(true).decode(block, Infinity);
  if (typeof fields === 'string') return undefined;
  const pseudo = fields.find(({ name }) => name.startsWith(':'))?.name;
  if (pseudo === undefined) return undefined;
  return pseudo === ':status' ? 'server' : 'client';
}
