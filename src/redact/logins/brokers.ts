// SPDX-License-Identifier: Apache-2.0
import { type LoginText, MAX_MESSAGE, MAX_SECRET, type Reader, type Steps } from './login-text.ts';

const PLAIN = 'PLAIN';
const MAX_MECHANISM = 64;
const CONNECT = 0x10;
const AUTH = 0xf0;
const HAS_USER = 0x80;
const HAS_PASSWORD = 0x40;
const HAS_WILL = 0x04;
const VERSION_5 = 5;
const AUTHENTICATION_DATA = 0x16;
/** Properties of CONNECT, of its will and of AUTH (MQTT 5, 2.2.2.2): bytes that follow, or texts with a length of 2. */
const fixedProperties = new Map([
  [0x01, 1],
  [0x02, 4],
  [0x11, 4],
  [0x17, 1],
  [0x18, 4],
  [0x19, 1],
  [0x21, 2],
  [0x22, 2],
  [0x27, 4],
]);
const textProperties = new Map([
  [0x03, 1],
  [0x08, 1],
  [0x09, 1],
  [0x15, 1],
  [AUTHENTICATION_DATA, 1],
  [0x1f, 1],
  [0x26, 2],
]);

/** MQTT's CONNECT, 3.1 in each version: protocol, flags, keep alive, client, will, user, password. */
export const mqtt: Reader = function* (text) {
  if ((yield* text.byte()) !== CONNECT) return undefined;
  const length = yield* varint(text);
  const end = text.offset + length;
  const name = yield* text.number(2);
  if (length > MAX_MESSAGE || (name !== 4 && name !== 6)) return undefined;
  const protocol = yield* text.ascii(name);
  if (protocol !== 'MQTT' && protocol !== 'MQIsdp') return undefined;
  const [version = 0, flags = 0] = yield* text.take(2);
  yield* text.skip(2);
  const isGood = yield* payload(text, version, flags, end);
  if (!isGood || text.offset > end) return undefined;
  yield* text.skip(end - text.offset);
  return version === VERSION_5 ? mqttAuth : undefined;
};

function* payload(text: LoginText, version: number, flags: number, end: number): Steps<boolean> {
  if (version === VERSION_5 && !(yield* properties(text, end))) return false;
  let fields = 1;
  if ((flags & HAS_WILL) !== 0) {
    if (!(yield* field(text, end))) return false;
    if (version === VERSION_5 && !(yield* properties(text, end))) return false;
    fields = 2;
  }
  if ((flags & HAS_USER) !== 0) fields += 1;
  for (; fields > 0; fields -= 1) if (!(yield* field(text, end))) return false;
  return (flags & HAS_PASSWORD) === 0 || (yield* field(text, end, true));
}

/** Steps of an authentication of more than one. Any other packet ends the login. */
const mqttAuth: Reader = function* (text) {
  if ((yield* text.byte()) !== AUTH) return undefined;
  const length = yield* varint(text);
  const end = text.offset + length;
  if (length > MAX_MESSAGE) return undefined;
  if (length > 1) {
    yield* text.skip(1);
    if (!(yield* properties(text, end))) return undefined;
  }
  yield* text.skip(end - text.offset);
  return mqttAuth;
};

/** Two bytes of length, and what they tell of; false where it is too long. */
function* field(text: LoginText, end: number, isSecret = false): Steps<boolean> {
  const length = yield* text.number(2);
  if (text.offset + length > end) return false;
  yield* isSecret ? text.mask(length) : text.skip(length);
  return true;
}

function* properties(text: LoginText, end: number): Steps<boolean> {
  const propertiesEnd = (yield* varint(text)) + text.offset;
  if (propertiesEnd > end) return false;
  while (text.offset < propertiesEnd) {
    const id = yield* text.byte();
    const fixed = fixedProperties.get(id);
    if (fixed !== undefined) yield* text.skip(fixed);
    let texts = textProperties.get(id) ?? 0;
    if (fixed === undefined && texts === 0) return false;
    for (; texts > 0; texts -= 1) if (!(yield* field(text, propertiesEnd, id === AUTHENTICATION_DATA))) return false;
  }
  return text.offset === propertiesEnd;
}

/** Seven bits a byte, the lowest first, in four bytes at most. */
function* varint(text: LoginText): Steps<number> {
  let value = 0;
  for (let shift = 0; shift < 28; shift += 7) {
    const byte = yield* text.byte();
    value += (byte & 0x7f) << shift;
    if (byte < 0x80) return value;
  }
  return Infinity;
}

const SASL_HANDSHAKE = 17;
const API_VERSIONS = 18;
const SASL_AUTHENTICATE = 36;
const KAFKA_REQUESTS = new Set([SASL_HANDSHAKE, API_VERSIONS, SASL_AUTHENTICATE]);
/** From this version of SaslAuthenticate on a length takes as many bytes as it needs, and is one too large. */
const FLEXIBLE = 2;
const NO_CLIENT = 0xffff;

/** Whether these first eight bytes of a text are a request of Kafka that may come before or at a login. */
export const isKafka = (bytes: readonly number[]): boolean =>
  bytes[4] === 0 && KAFKA_REQUESTS.has(bytes[5] ?? 0) && bytes[6] === 0 && (bytes[7] ?? 0) < 16;

/**
 * Kafka's requests: size, kind, version, correlation, client. SaslHandshake names the mechanism; SaslAuthenticate carries
 * its bytes, which after a handshake of version 0 come without such a head. Any other request ends the login.
 */
export const kafka = (mechanism: string): Reader =>
  function* (text) {
    const size = yield* text.number(4);
    const end = text.offset + size;
    const [kind, version] = [yield* text.number(2), yield* text.number(2)];
    yield* text.skip(4);
    const client = yield* text.number(2);
    if (size > MAX_MESSAGE || !KAFKA_REQUESTS.has(kind)) return undefined;
    if (client !== NO_CLIENT) yield* text.skip(client);
    let next = kafka(mechanism);
    if (kind === SASL_HANDSHAKE) {
      const length = yield* text.number(2);
      if (length > MAX_MECHANISM) return undefined;
      const named = yield* text.ascii(length);
      next = version === 0 ? kafkaBytes(named) : kafka(named);
    }
    if (kind === SASL_AUTHENTICATE) {
      // Behind the client's name stand no tagged fields.
      if (version >= FLEXIBLE && (yield* text.byte()) !== 0) return undefined;
      const length = version >= FLEXIBLE ? (yield* varint(text)) - 1 : yield* text.number(4);
      if (length > MAX_SECRET || text.offset + length > end) return undefined;
      yield* mechanism === PLAIN ? text.maskPlain(length) : text.mask(length);
    }
    if (text.offset > end) return undefined;
    yield* text.skip(end - text.offset);
    return next;
  };

const kafkaBytes = (mechanism: string): Reader =>
  function* (text) {
    const length = yield* text.number(4);
    if (length > MAX_SECRET) return undefined;
    yield* mechanism === PLAIN ? text.maskPlain(length) : text.mask(length);
    // Of PLAIN there is one message; others' are told from requests by no more than their kind.
    return mechanism === PLAIN ? undefined : kafkaBytes(mechanism);
  };

/** Protocol headers after `AMQP`: 0-9-1, 0-9, 0-8, and the SASL layer of 1.0. */
const FRAMES_0 = new Set(['0,0,9,1', '1,1,0,9', '1,1,8,0']);
const SASL_1 = '3,1,0,0';
const METHOD_FRAME = 1;
const CONNECTION = 10;
const START_OK = 11;
const SECURE_OK = 21;

export const amqp: Reader = function* (text) {
  if ((yield* text.ascii(4)) !== 'AMQP') return undefined;
  const version = (yield* text.take(4)).join();
  if (FRAMES_0.has(version)) return amqpMethod;
  return version === SASL_1 ? amqpSasl : undefined;
};

/** A frame of AMQP 0-9-1: type, channel, size, payload and an end. Only Start-Ok and Secure-Ok carry a secret. */
export const amqpMethod: Reader = function* (text) {
  const type = yield* text.byte();
  const channel = yield* text.number(2);
  const size = yield* text.number(4);
  const end = text.offset + size;
  if (type !== METHOD_FRAME || channel !== 0 || size < 4 || size > MAX_MESSAGE) return undefined;
  const [from, method] = [yield* text.number(2), yield* text.number(2)];
  if (from !== CONNECTION || (method !== START_OK && method !== SECURE_OK)) return undefined;
  let mechanism = '';
  if (method === START_OK) {
    const table = yield* text.number(4);
    if (text.offset + table > end) return undefined;
    yield* text.skip(table);
    const length = yield* text.byte();
    if (text.offset + length > end) return undefined;
    mechanism = yield* text.ascii(length);
  }
  const response = yield* text.number(4);
  if (response > MAX_SECRET || text.offset + response > end) return undefined;
  yield* mechanism === PLAIN ? text.maskPlain(response) : text.mask(response);
  yield* text.skip(end - text.offset + 1);
  return amqpMethod;
};

const SASL_FRAME = 1;
const SASL_INIT = 0x41;
const SASL_RESPONSE = 0x43;
const LIST_8 = 0xc0;
const LIST_32 = 0xd0;
const SYMBOL_8 = 0xa3;
const SYMBOL_32 = 0xb3;
const BINARY_8 = 0xa0;
const BINARY_32 = 0xb0;

/** A frame of AMQP 1.0's SASL layer (part 5.3): size, offset of the body, type, and a described list. */
const amqpSasl: Reader = function* (text) {
  const start = text.offset;
  const size = yield* text.number(4);
  const end = start + size;
  const [words = 0, type] = yield* text.take(2);
  if (type !== SASL_FRAME || words < 2 || size < 4 * words || size > MAX_MESSAGE) return undefined;
  yield* text.skip(4 * words - 6);
  const [described, small, descriptor] = yield* text.take(3);
  const isLogin = descriptor === SASL_INIT || descriptor === SASL_RESPONSE;
  if (described !== 0 || small !== 0x53 || !isLogin) return undefined;
  const list = yield* text.byte();
  if (list !== LIST_8 && list !== LIST_32) return undefined;
  yield* text.skip(list === LIST_8 ? 2 : 8);
  let mechanism = '';
  if (descriptor === SASL_INIT) {
    const length = yield* variable(text, SYMBOL_8, SYMBOL_32);
    if (length === undefined || length > MAX_MECHANISM) return undefined;
    mechanism = yield* text.ascii(length);
  }
  if (text.offset < end) {
    const length = (yield* variable(text, BINARY_8, BINARY_32)) ?? 0;
    if (length > MAX_SECRET || text.offset + length > end) return undefined;
    yield* mechanism === PLAIN ? text.maskPlain(length) : text.mask(length);
  }
  if (text.offset > end) return undefined;
  yield* text.skip(end - text.offset);
  return amqpSasl;
};

/** The length of a value with one byte of it, or with four. */
function* variable(text: LoginText, one: number, four: number): Steps<number | undefined> {
  const type = yield* text.byte();
  if (type === one) return yield* text.byte();
  return type === four ? yield* text.number(4) : undefined;
}
