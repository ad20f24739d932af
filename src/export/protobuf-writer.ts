// SPDX-License-Identifier: Apache-2.0

export const VARINT = 0;
export const FIXED64 = 1;
export const LENGTH_DELIMITED = 2;
export const FIXED32 = 5;

/** Up to this length a loop in JavaScript beats the calls into C++ of Buffer.write and TypedArray.set. */
const SHORT_STRING = 20;

/** In the byte order of every processor that we run on, little-endian, which is that of the wire. */
const longs = new BigInt64Array(1);
const bytesOfLongs = new Uint8Array(longs.buffer);

/** Bytes of `value` (0 to 2^32 - 1) as a varint. */
export function varintSize(value: number): number {
  if (value < 0x80) return 1;
  if (value < 0x4000) return 2;
  if (value < 0x200000) return 3;
  return value < 0x10000000 ? 4 : 5;
}

/** Protobuf's wire format in a buffer that grows. Every write ensures its own room. */
export class ProtobufWriter {
  buffer: Buffer;
  position: number;
  #start: number;

  /** Writing starts at `start`, so that something can be put before it later. */
  constructor(size: number, start = 0) {
    this.buffer = Buffer.allocUnsafeSlow(Math.max(size, start));
    this.position = start;
    this.#start = start;
  }

  get length(): number {
    return this.position - this.#start;
  }

  /** Forgets what was written; writing starts at `start` again. */
  reset(start = this.#start): void {
    this.#start = start;
    this.position = start;
    this.reserve(0);
  }

  /** The bytes written; valid until the next write or reset. */
  written(): Buffer {
    return this.buffer.subarray(this.#start, this.position);
  }

  /** A writer of the same bytes, whose buffer has room for `spare` bytes more. */
  packed(spare: number): ProtobufWriter {
    const writer = new ProtobufWriter(this.position + spare, this.#start);
    this.buffer.copy(writer.buffer, 0, 0, this.position);
    writer.position = this.position;
    return writer;
  }

  reserve(size: number): void {
    if (this.position + size <= this.buffer.length) return;
    const grown = Buffer.allocUnsafeSlow(Math.max(this.buffer.length * 2, this.position + size));
    this.buffer.copy(grown, 0, 0, this.position);
    this.buffer = grown;
  }

  /** Tag of a field below 16, which takes one byte. */
  tag(field: number, wireType: number): void {
    this.reserve(1);
    this.buffer[this.position++] = (field << 3) | wireType;
  }

  /** `value`: 0 to 2^32 - 1. */
  varint(value: number): void {
    this.reserve(5);
    let rest = value;
    while (rest > 0x7f) {
      this.buffer[this.position++] = (rest & 0x7f) | 0x80;
      rest >>>= 7;
    }
    this.buffer[this.position++] = rest;
  }

  /** An integer of -2^63 to 2^63 - 1 as int64: negative ones in two's complement, 10 bytes. */
  int64(value: number): void {
    if (value >= 0 && value <= 0xffffffff) {
      this.varint(value);
      return;
    }
    this.reserve(10);
    let rest = BigInt.asUintN(64, BigInt(value));
    while (rest > 0x7fn) {
      this.buffer[this.position++] = Number(rest & 0x7fn) | 0x80;
      rest >>= 7n;
    }
    this.buffer[this.position++] = Number(rest);
  }

  byte(value: number): void {
    this.reserve(1);
    this.buffer[this.position++] = value;
  }

  /** ASCII as it is, without a length. */
  ascii(text: string): void {
    const { length } = text;
    this.reserve(length);
    for (let index = 0; index < length; index++) this.buffer[this.position + index] = text.charCodeAt(index);
    this.position += length;
  }

  /** `value`: 0 to 2^32 - 1. */
  fixed32(value: number): void {
    this.reserve(4);
    this.position = this.buffer.writeUInt32LE(value, this.position);
  }

  /** A field of Unix nanoseconds as fixed64. */
  nanos(field: number, unixNanos: bigint): void {
    this.tag(field, FIXED64);
    longs[0] = unixNanos;
    this.raw(bytesOfLongs);
  }

  double(value: number): void {
    this.reserve(8);
    this.position = this.buffer.writeDoubleLE(value, this.position);
  }

  /** Bytes as they are, without a length. */
  raw(bytes: Uint8Array): void {
    const { length } = bytes;
    this.reserve(length);
    const { buffer, position } = this;
    if (length > SHORT_STRING) {
      buffer.set(bytes, position);
    } else {
      for (let index = 0; index < length; index++) buffer[position + index] = bytes[index] as number;
    }
    this.position = position + length;
  }

  /** Length and bytes. */
  bytes(bytes: Uint8Array): void {
    this.varint(bytes.length);
    this.raw(bytes);
  }

  /** Length and UTF-8; a lone surrogate becomes U+FFFD. */
  string(value: string): void {
    // At most 3 bytes a UTF-16 code unit.
    this.reserve(value.length * 3 + 5);
    if (value.length > SHORT_STRING || !this.#shortAscii(value)) {
      const start = this.open(value.length);
      this.position += this.buffer.write(value, this.position);
      this.close(start, value.length);
    }
  }

  /** A field of text. */
  text(field: number, value: string): void {
    this.tag(field, LENGTH_DELIMITED);
    this.string(value);
  }

  /** A field of bytes that are told in hexadecimal: an id. */
  hex(field: number, value: string): void {
    const length = value.length >> 1;
    this.reserve(2 + length);
    this.buffer[this.position++] = (field << 3) | LENGTH_DELIMITED;
    this.buffer[this.position++] = length;
    this.position += this.buffer.write(value, this.position, length, 'hex');
  }

  #shortAscii(value: string): boolean {
    const { buffer, position } = this;
    const { length } = value;
    buffer[position] = length;
    for (let index = 0; index < length; index++) {
      const unit = value.charCodeAt(index);
      if (unit > 0x7f) return false;
      buffer[position + 1 + index] = unit;
    }
    this.position = position + 1 + length;
    return true;
  }

  /** Leaves room for the length of a message of about `expectedLength` bytes; returns what close() needs. */
  open(expectedLength: number): number {
    const size = varintSize(expectedLength);
    this.reserve(size);
    this.position += size;
    return this.position;
  }

  /** Writes the length of what was written since open(), moving it where the length takes more or fewer bytes. */
  close(start: number, expectedLength: number): void {
    const length = this.position - start;
    const size = varintSize(length);
    const reserved = varintSize(expectedLength);
    if (size === 1 && reserved === 1) {
      this.buffer[start - 1] = length;
      return;
    }
    if (size !== reserved) {
      this.reserve(size);
      this.buffer.copyWithin(start + size - reserved, start, this.position);
    }
    this.position = start - reserved;
    this.varint(length);
    this.position += length;
  }
}
