// SPDX-License-Identifier: Apache-2.0
import { FrameType } from '../../../../src/http/http2/frame.ts';

export const END_STREAM = 0x1;
export const ACK = 0x1;
export const END_HEADERS = 0x4;
export const PADDED = 0x8;
export const PRIORITY = 0x20;

export const PREFACE = Buffer.from('PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n', 'latin1');

export function frame(type: number, flags: number, streamId: number, payload: Buffer | string = ''): Buffer {
  const body = typeof payload === 'string' ? Buffer.from(payload, 'latin1') : payload;
  const header = Buffer.alloc(9);
  header.writeUIntBE(body.length, 0, 3);
  header.writeUInt8(type, 3);
  header.writeUInt8(flags, 4);
  header.writeUInt32BE(streamId, 5);
  return Buffer.concat([header, body]);
}

export function uint32(...values: number[]): Buffer {
  const bytes = Buffer.alloc(4 * values.length);
  values.forEach((value, index) => bytes.writeUInt32BE(value >>> 0, 4 * index));
  return bytes;
}

/** The length of the padding, the payload, the padding: bytes that would be seen if they were shown. */
export function padded(payload: Buffer, padding: number): Buffer {
  return Buffer.concat([Buffer.from([padding]), payload, Buffer.alloc(padding, 'p')]);
}

export function settings(...pairs: [id: number, value: number][]): Buffer {
  const payload = Buffer.concat(
    pairs.map(([id, value]) => Buffer.concat([Buffer.from([id >> 8, id & 0xff]), uint32(value)])),
  );
  return frame(FrameType.settings, 0, 0, payload);
}

export const settingsAck = (): Buffer => frame(FrameType.settings, ACK, 0);

export const headers = (streamId: number, block: Buffer, flags = 0): Buffer =>
  frame(FrameType.headers, END_HEADERS | flags, streamId, block);

export const data = (streamId: number, content: Buffer | string, flags = 0): Buffer =>
  frame(FrameType.data, flags, streamId, content);

export const rst = (streamId: number, code: number): Buffer => frame(FrameType.rstStream, 0, streamId, uint32(code));
