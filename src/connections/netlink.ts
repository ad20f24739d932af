// SPDX-License-Identifier: Apache-2.0

/** What came is not laid out as netlink(7) says. */
export class MalformedReply extends Error {}

/** Behind a header of 16 bytes: __u32 length of both, __u16 type, __u16 flags, __u32 sequence, __u32 port. */
export interface Message {
  readonly type: number;
  readonly flags: number;
  readonly sequence: number;
  readonly payload: Buffer;
}

const MESSAGE_HEADER_BYTES = 16;
/** struct nlattr: __u16 length of header and value, __u16 type. */
const ATTRIBUTE_HEADER_BYTES = 4;
/** Without NLA_F_NESTED and NLA_F_NET_BYTEORDER, the two highest bits. */
const ATTRIBUTE_TYPE_MASK = 0x3fff;

const aligned = (bytes: number): number => (bytes + 3) & ~3;

/** Throws MalformedReply. */
export function* messagesOf(datagram: Buffer): Generator<Message> {
  for (let at = 0; at < datagram.length; ) {
    const left = datagram.length - at;
    const length = left < MESSAGE_HEADER_BYTES ? 0 : datagram.readUInt32LE(at);
    if (length < MESSAGE_HEADER_BYTES || length > left) throw new MalformedReply('a message has a wrong length');
    yield {
      type: datagram.readUInt16LE(at + 4),
      flags: datagram.readUInt16LE(at + 6),
      sequence: datagram.readUInt32LE(at + 8),
      payload: datagram.subarray(at + MESSAGE_HEADER_BYTES, at + length),
    };
    at += aligned(length);
  }
}

/** The values by type, of a type that comes again the first. Throws MalformedReply. */
export function attributesOf(bytes: Buffer): ReadonlyMap<number, Buffer> {
  const values = new Map<number, Buffer>();
  for (let at = 0; at < bytes.length; ) {
    const left = bytes.length - at;
    const length = left < ATTRIBUTE_HEADER_BYTES ? 0 : bytes.readUInt16LE(at);
    if (length < ATTRIBUTE_HEADER_BYTES || length > left) throw new MalformedReply('an attribute has a wrong length');
    const type = bytes.readUInt16LE(at + 2) & ATTRIBUTE_TYPE_MASK;
    if (!values.has(type)) values.set(type, bytes.subarray(at + ATTRIBUTE_HEADER_BYTES, at + length));
    at += aligned(length);
  }
  return values;
}

/** The value of a __u16; undefined when it is not there. Throws MalformedReply. */
export function readU16(values: ReadonlyMap<number, Buffer>, type: number): number | undefined {
  const value = values.get(type);
  if (value === undefined) return undefined;
  if (value.length !== 2) throw new MalformedReply('a number of 16 bits has another size');
  return value.readUInt16LE();
}

export function encodeMessage({ type, flags, sequence, payload }: Message): Buffer {
  const bytes = Buffer.alloc(MESSAGE_HEADER_BYTES + payload.length);
  bytes.writeUInt32LE(bytes.length);
  bytes.writeUInt16LE(type, 4);
  bytes.writeUInt16LE(flags, 6);
  bytes.writeUInt32LE(sequence, 8);
  payload.copy(bytes, MESSAGE_HEADER_BYTES);
  return bytes;
}
