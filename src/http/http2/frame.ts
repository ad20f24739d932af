// SPDX-License-Identifier: Apache-2.0
import { errorCodeName, frameTypeName } from './names.ts';

/** 3 bytes of length, 1 of type, 1 of flags, 4 of the stream's id (RFC 9113, 4.1). */
export const FRAME_HEADER_BYTES = 9;

export const FrameType = {
  data: 0,
  headers: 1,
  priority: 2,
  rstStream: 3,
  settings: 4,
  pushPromise: 5,
  ping: 6,
  goaway: 7,
  windowUpdate: 8,
  continuation: 9,
} as const;

const END_STREAM = 0x1;
const ACK = 0x1;
const END_HEADERS = 0x4;
const PADDED = 0x8;
const PRIORITY = 0x20;

export interface Frame {
  /** Of all that follows the header. */
  length: number;
  type: number;
  flags: number;
  streamId: number;
}

/** @param bytes at least FRAME_HEADER_BYTES */
export function parseFrameHeader(bytes: Buffer): Frame {
  return {
    length: bytes.readUIntBE(0, 3),
    type: bytes.readUInt8(3),
    flags: bytes.readUInt8(4),
    // The first bit is reserved.
    streamId: bytes.readUInt32BE(5) & 0x7fffffff,
  };
}

export function endsStream({ type, flags }: Frame): boolean {
  return (type === FrameType.data || type === FrameType.headers) && (flags & END_STREAM) !== 0;
}

export function endsHeaders({ flags }: Frame): boolean {
  return (flags & END_HEADERS) !== 0;
}

export function isAck({ type, flags }: Frame): boolean {
  return (type === FrameType.settings || type === FrameType.ping) && (flags & ACK) !== 0;
}

/** Whether the frame carries a header block, or a piece of one. */
export function isBlock({ type }: Frame): boolean {
  return type === FrameType.headers || type === FrameType.pushPromise || type === FrameType.continuation;
}

function isPadded({ type, flags }: Frame): boolean {
  const mayBe = type === FrameType.data || type === FrameType.headers || type === FrameType.pushPromise;
  return mayBe && (flags & PADDED) !== 0;
}

/** Bytes of fixed meaning before the rest of the payload: how much padding there is, a priority, an id, a code. */
export function fixedBytes(frame: Frame): number {
  switch (frame.type) {
    case FrameType.rstStream:
    case FrameType.windowUpdate:
      return 4;
    case FrameType.goaway:
      return 8;
    case FrameType.pushPromise:
      return (isPadded(frame) ? 1 : 0) + 4;
    case FrameType.headers:
      return (isPadded(frame) ? 1 : 0) + ((frame.flags & PRIORITY) === 0 ? 0 : 5);
    default:
      return isPadded(frame) ? 1 : 0;
  }
}

/** The most that `fixedBytes` returns. */
export const MAX_FIXED_BYTES = 8;

export function paddingBytes(frame: Frame, fixed: Buffer): number {
  return isPadded(frame) ? fixed.readUInt8(0) : 0;
}

/** Of RST_STREAM. */
export function errorCode(fixed: Buffer): number {
  return fixed.readUInt32BE(0);
}

/** Of GOAWAY. */
export function lastStreamId(fixed: Buffer): number {
  return fixed.readUInt32BE(0) & 0x7fffffff;
}

/** What is shown in place of a frame's header: numbers and fixed names alone. */
export function frameLine(frame: Frame, fixed: Buffer): string {
  const stream = frame.streamId === 0 ? '' : ` stream=${frame.streamId}`;
  const end = endsStream(frame) ? ' END_STREAM' : '';
  const ack = isAck(frame) ? ' ACK' : '';
  return `[${frameTypeName(frame.type)}${stream} length=${frame.length}${fixedText(frame, fixed)}${end}${ack}]\n`;
}

function fixedText({ type }: Frame, fixed: Buffer): string {
  switch (type) {
    case FrameType.rstStream:
      return ` ${errorCodeName(errorCode(fixed))}`;
    case FrameType.windowUpdate:
      return ` increment=${fixed.readUInt32BE(0) & 0x7fffffff}`;
    case FrameType.goaway:
      return ` last=${lastStreamId(fixed)} ${errorCodeName(fixed.readUInt32BE(4))}`;
    case FrameType.pushPromise:
      return ` promised=${fixed.readUInt32BE(fixed.length - 4) & 0x7fffffff}`;
    default:
      return '';
  }
}
