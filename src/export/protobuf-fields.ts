// SPDX-License-Identifier: Apache-2.0
import { FIXED32, FIXED64, LENGTH_DELIMITED, VARINT } from './protobuf-writer.ts';

export interface ProtobufField {
  readonly number: number;
  /** a varint as int64, or the bytes of any other type */
  readonly value: bigint | Buffer;
}

/** The fields of a message. Throws RangeError where it is cut off or is no protobuf message. */
export function* protobufFields(message: Buffer): Generator<ProtobufField> {
  let position = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = message[position++];
      if (byte === undefined) throw new RangeError('message is cut off');
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return BigInt.asIntN(64, value);
    }
    throw new RangeError('varint is longer than 10 bytes');
  };
  const bytes = (length: number): Buffer => {
    if (length < 0 || length > message.length - position) throw new RangeError('message is cut off');
    position += length;
    return message.subarray(position - length, position);
  };
  while (position < message.length) {
    const tag = Number(varint());
    const number = Math.floor(tag / 8);
    switch (tag % 8) {
      case VARINT:
        yield { number, value: varint() };
        break;
      case FIXED64:
        yield { number, value: bytes(8) };
        break;
      case LENGTH_DELIMITED:
        yield { number, value: bytes(Number(varint())) };
        break;
      case FIXED32:
        yield { number, value: bytes(4) };
        break;
      default:
        throw new RangeError('unknown wire type');
    }
  }
}

/** The last `number` field that is a message, bytes or a string. */
export function bytesField(message: Buffer, number: number): Buffer | undefined {
  let found: Buffer | undefined;
  for (const field of protobufFields(message)) {
    if (field.number === number && typeof field.value === 'object') found = field.value;
  }
  return found;
}

/** The last `number` field that is a varint; 0 if there is none. */
export function integerField(message: Buffer, number: number): number {
  let found = 0n;
  for (const field of protobufFields(message)) {
    if (field.number === number && typeof field.value === 'bigint') found = field.value;
  }
  return Number(found);
}
