// SPDX-License-Identifier: Apache-2.0
// opentelemetry.proto.common.v1: AnyValue, KeyValue
import type { AnyValue, AnyValueMap } from '@opentelemetry/api-logs';
import { FIXED64, LENGTH_DELIMITED, ProtobufWriter, VARINT, varintSize } from './protobuf-writer.ts';

const MIN_INT64 = -(2 ** 63);
const MAX_INT64 = 2 ** 63;
/** Attribute names are few; keys of nested maps may be anything. */
const MAX_CACHED_KEYS = 1024;

const encodedKeys = new Map<string, Buffer>();

/** KeyValue.key (1), with its tag and length. */
function encodedKey(key: string): Buffer {
  const cached = encodedKeys.get(key);
  if (cached !== undefined) return cached;
  const writer = new ProtobufWriter(key.length * 3 + 6);
  writer.tag(1, LENGTH_DELIMITED);
  writer.string(key);
  const encoded = writer.written();
  if (encodedKeys.size < MAX_CACHED_KEYS) encodedKeys.set(key, encoded);
  return encoded;
}

/** Bytes that `value` will about take: right for what is short or ASCII, else the length is moved into place. */
function expectedLength(value: AnyValue): number {
  if (typeof value === 'string' || value instanceof Uint8Array) {
    return 1 + value.length + (value.length < 0x80 ? 1 : value.length < 0x4000 ? 2 : 3);
  }
  return 9;
}

/** Repeated KeyValue as `field`. Empty keys are invalid in OpenTelemetry and left out. */
export function writeAttributes(writer: ProtobufWriter, field: number, attributes: AnyValueMap): void {
  for (const key of Object.keys(attributes)) if (key !== '') writeAttribute(writer, field, key, attributes[key]);
}

/** dropped_attributes_count as `field`. */
export function writeCount(writer: ProtobufWriter, field: number, count: number): void {
  writer.tag(field, VARINT);
  writer.varint(count);
}

/** KeyValue as `field`. */
export function writeAttribute(writer: ProtobufWriter, field: number, key: string, value: AnyValue): void {
  const keyBytes = encodedKey(key);
  const isSmall = typeof value === 'number' && value >= 0 && value < 0x80 ** 3 && Number.isInteger(value);
  if (isSmall) return writeSmallInteger(writer, field, keyBytes, value);
  const expectedValue = expectedLength(value);
  const expectedPair = keyBytes.length + 2 + expectedValue;
  writer.tag(field, LENGTH_DELIMITED);
  const pair = writer.open(expectedPair);
  writer.raw(keyBytes);
  writer.tag(2, LENGTH_DELIMITED);
  const start = writer.open(expectedValue);
  writeAnyValue(writer, value);
  writer.close(start, expectedValue);
  writer.close(pair, expectedPair);
}

/** KeyValue as `field`, whose value is text in UTF-8. */
export function writeTextAttribute(writer: ProtobufWriter, field: number, key: string, text: Uint8Array): void {
  const keyBytes = encodedKey(key);
  const value = textValueBytes(text.length);
  writer.tag(field, LENGTH_DELIMITED);
  writer.varint(keyBytes.length + 1 + varintSize(value) + value);
  writer.raw(keyBytes);
  openTextField(writer, 2, text.length);
  writer.raw(text);
}

/** Tag, length and tag of an AnyValue as `field`, whose text of so many bytes follows. */
export function openTextField(writer: ProtobufWriter, field: number, length: number): void {
  writer.tag(field, LENGTH_DELIMITED);
  writer.varint(textValueBytes(length));
  writer.tag(1, LENGTH_DELIMITED);
  writer.varint(length);
}

const textValueBytes = (length: number): number => 1 + varintSize(length) + length;

/** The most frequent pair, without moving lengths: int_value up to three bytes long. */
function writeSmallInteger(writer: ProtobufWriter, field: number, keyBytes: Buffer, value: number): void {
  const valueLength = 1 + varintSize(value);
  writer.tag(field, LENGTH_DELIMITED);
  writer.varint(keyBytes.length + 2 + valueLength);
  writer.raw(keyBytes);
  writer.tag(2, LENGTH_DELIMITED);
  writer.varint(valueLength);
  writer.tag(3, VARINT);
  writer.varint(value);
}

/** AnyValue as `field`. */
export function writeValueField(writer: ProtobufWriter, field: number, value: AnyValue): void {
  const expected = expectedLength(value);
  writer.tag(field, LENGTH_DELIMITED);
  const start = writer.open(expected);
  writeAnyValue(writer, value);
  writer.close(start, expected);
}

/** The fields of AnyValue. null, undefined and what is no AnyValue at all write nothing, which is the empty value. */
function writeAnyValue(writer: ProtobufWriter, value: AnyValue): void {
  if (typeof value === 'string') {
    writer.tag(1, LENGTH_DELIMITED);
    writer.string(value);
  } else if (typeof value === 'boolean') {
    writer.tag(2, VARINT);
    writer.varint(value ? 1 : 0);
  } else if (typeof value === 'number') {
    writeNumber(writer, value);
  } else if (typeof value === 'object' && value !== null) {
    writeComposite(writer, value);
  }
}

/** A whole number in the range of int64 is an int_value, as the OpenTelemetry SDK for JavaScript has it. */
export function isInt64(value: number): boolean {
  return Number.isInteger(value) && value >= MIN_INT64 && value < MAX_INT64;
}

function writeNumber(writer: ProtobufWriter, value: number): void {
  if (isInt64(value)) {
    writer.tag(3, VARINT);
    writer.int64(value);
  } else {
    writer.tag(4, FIXED64);
    writer.double(value);
  }
}

function writeComposite(writer: ProtobufWriter, value: Uint8Array | AnyValue[] | AnyValueMap): void {
  if (value instanceof Uint8Array) {
    writer.tag(7, LENGTH_DELIMITED);
    writer.bytes(value);
    return;
  }
  writer.tag(Array.isArray(value) ? 5 : 6, LENGTH_DELIMITED);
  const start = writer.open(0);
  if (Array.isArray(value)) {
    for (const item of value) writeValueField(writer, 1, item);
  } else {
    writeAttributes(writer, 1, value);
  }
  writer.close(start, 0);
}
