// SPDX-License-Identifier: Apache-2.0
import type { Maker } from '../corpus/maker.ts';
import { ALL_LOOKS, BINARY, type MaskedRow, masked } from './row.ts';

/** Bytes that stand for one: a length, a type. */
const byte = (...values: number[]): string => String.fromCharCode(...values);
const big16 = (value: number): string => byte(value >> 8, value & 255);
const little32 = (value: number): string => byte(value & 255, (value >> 8) & 255, (value >> 16) & 255, value >>> 24);

type Text = (text: string) => string;

/** str (MessagePack): fixstr, str 8, str 16. */
const packed: Text = (text) => {
  if (text.length < 32) return byte(0xa0 | text.length) + text;
  return (text.length < 256 ? byte(0xd9, text.length) : byte(0xda) + big16(text.length)) + text;
};
/** bin 8 and bin 16. */
const packedBytes: Text = (text) =>
  (text.length < 256 ? byte(0xc4, text.length) : byte(0xc5) + big16(text.length)) + text;

/** Text of major type 3 (RFC 8949), or bytes of type 2. */
const cbor =
  (type: 0x60 | 0x40): Text =>
  (text) => {
    if (text.length < 24) return byte(type | text.length) + text;
    return (text.length < 256 ? byte(type | 24, text.length) : byte(type | 25) + big16(text.length)) + text;
  };
const cborText = cbor(0x60);

const bsonString = (name: string, value: string): string =>
  `${byte(2)}${name}\0${little32(value.length + 1)}${value}\0`;
const bson = (elements: string): string => `${little32(elements.length + 5)}${elements}\0`;

const varint = (value: number): string => (value < 128 ? byte(value) : byte((value & 127) | 128, value >> 7));
/** A field of wire type 2. */
const field = (number: number, text: string): string => byte((number << 3) | 2) + varint(text.length) + text;

const KEYS = ['password', 'api_key', 'DB_PASSWORD', 'clientSecret', 'authorization'];

const each = (make: (key: string, value: string) => string): [string, (m: Maker) => string][] =>
  KEYS.map((key) => [key, (m) => make(key, m.value())]);

const more = { bare: 'binary', looks: ALL_LOOKS, shows: ['user', 'ada', 'port'] } as const;

const MESSAGE_PACK = masked(
  'MessagePack',
  BINARY,
  [
    ...each(
      (key, value) =>
        byte(0x83) + packed('user') + packed('ada') + packed(key) + packed(value) + packed('port') + byte(1),
    ),
    [
      'bytes',
      (m) =>
        byte(0x83) +
        packed('user') +
        packed('ada') +
        packed('password') +
        packedBytes(m.value()) +
        packed('port') +
        byte(1),
    ],
    [
      'nested',
      (m) =>
        byte(0x83) +
        packed('user') +
        packed('ada') +
        packed('db') +
        byte(0x81) +
        packed('password') +
        packed(m.value()) +
        packed('port') +
        byte(1),
    ],
  ],
  more,
);

const CBOR = masked(
  'CBOR',
  BINARY,
  [
    ...each(
      (key, value) =>
        byte(0xa3) + cborText('user') + cborText('ada') + cborText(key) + cborText(value) + cborText('port') + byte(1),
    ),
    [
      'bytes',
      (m) =>
        byte(0xa3) +
        cborText('user') +
        cborText('ada') +
        cborText('password') +
        cbor(0x40)(m.value()) +
        cborText('port') +
        byte(1),
    ],
    [
      'map of no fixed length',
      (m) =>
        byte(0xbf) +
        cborText('user') +
        cborText('ada') +
        cborText('password') +
        cborText(m.value()) +
        cborText('port') +
        byte(1, 0xff),
    ],
  ],
  more,
);

/** A value in which a secret's word and what may be a length stand. */
const CBOR_WORDS = masked(
  'CBOR',
  BINARY,
  ['plvkinvhpwxu', 'mysecrethqwx'].map((value) => [
    value,
    (m) => byte(0xa2) + cborText('user') + cborText('ada') + cborText('api_key') + cborText(m.keep(value)),
  ]),
  { ...more, looks: ['word'], isFixed: true, shows: ['user', 'ada'] },
);

const BSON = masked(
  'BSON',
  BINARY,
  [
    ...each((key, value) => bson(bsonString('user', 'ada') + bsonString(key, value) + bsonString('port', '1'))),
    [
      'nested',
      (m) =>
        bson(
          `${bsonString('user', 'ada')}${byte(3)}db\0${bson(bsonString('password', m.value()))}${bsonString('port', '1')}`,
        ),
    ],
    [
      'binary',
      (m) => {
        const value = m.value();
        return bson(
          `${bsonString('user', 'ada')}${byte(5)}password\0${little32(value.length)}\0${value}${bsonString('port', '1')}`,
        );
      },
    ],
  ],
  more,
);

const entry = (key: string, value: string): string => field(3, field(1, key) + field(2, value));
const PROTOBUF = masked(
  'protobuf',
  BINARY,
  [
    ...each((key, value) => entry('user', 'ada') + entry(key, value) + entry('port', '1')),
    [
      'in a message',
      (m) => field(1, 'x') + field(2, entry('user', 'ada') + entry('password', m.value()) + entry('port', '1')),
    ],
    [
      'after the head of a gRPC message',
      (m) => {
        const message = entry('user', 'ada') + entry('api_key', m.value()) + entry('port', '1');
        return byte(0, 0, 0, message.length >> 8, message.length & 255) + message;
      },
    ],
  ],
  more,
);

export const BINARY_ROWS: readonly MaskedRow[] = [...MESSAGE_PACK, ...CBOR, ...CBOR_WORDS, ...BSON, ...PROTOBUF];

/** runtime.Unknown: the type, then the object. */
const kubernetes = (kind: string, object: string): string =>
  `k8s\0${field(1, field(1, 'v1') + field(2, kind))}${field(2, object)}${byte(0x1a, 0, 0x22, 0)}`;
const secret = (metadata: string, ...values: readonly string[]): string =>
  field(1, metadata) +
  values.map((value, at) => field(2, field(1, `conf${at}`) + field(2, value))).join('') +
  field(3, 'Opaque');

export const KUBERNETES_BINARY: readonly MaskedRow[] = masked(
  'Kubernetes in protobuf',
  BINARY,
  [
    ['Secret', (m) => kubernetes('Secret', secret(field(1, 'shop'), m.value(), m.value()))],
    [
      'stringData',
      (m) => kubernetes('Secret', field(1, 'shop') + field(4, field(1, 'conf0') + field(2, m.value())) + byte(0x28, 1)),
    ],
    [
      'SecretList',
      (m) =>
        kubernetes(
          'SecretList',
          field(1, 'x') + field(2, secret('shop', m.value())) + field(2, secret('shop', m.value(), m.value())),
        ),
    ],
  ],
  { bare: 'binary', looks: ALL_LOOKS, shows: ['shop', 'conf0'], whenLost: 'unknown' },
);
