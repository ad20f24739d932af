// SPDX-License-Identifier: Apache-2.0
import { MAX_MESSAGE, MAX_SECRET, type Reader } from './login-text.ts';

const PLAIN = 'PLAIN';
const MAX_MECHANISM = 64;
const MEMCACHED_REQUEST = 0x80;
/** Of a request's head: what stands behind the length of the body. */
const OPAQUE_AND_CAS = 12;
const SASL_AUTH = 0x21;
const SASL_STEP = 0x22;
/** Requests that may come before a login, or in it: noop, version, the list of mechanisms. */
const MEMCACHED_REQUESTS = new Set([0x0a, 0x0b, 0x20, SASL_AUTH, SASL_STEP]);

/**
 * memcached's binary protocol (https://github.com/memcached/memcached/wiki/BinaryProtocolRevamped): a head of 24 bytes,
 * extras, key, value. The key is the mechanism of SASL, and the value its message. Any other request ends the login.
 */
export const memcached: Reader = function* (text) {
  const [magic, opcode = 0] = yield* text.take(2);
  if (magic !== MEMCACHED_REQUEST || !MEMCACHED_REQUESTS.has(opcode)) return undefined;
  const key = yield* text.number(2);
  const extras = yield* text.byte();
  yield* text.skip(3);
  const value = (yield* text.number(4)) - key - extras;
  yield* text.skip(OPAQUE_AND_CAS + extras);
  if (value < 0 || value > MAX_SECRET || key > MAX_MECHANISM) return undefined;
  const mechanism = yield* text.ascii(key);
  if (opcode !== SASL_AUTH && opcode !== SASL_STEP) yield* text.skip(value);
  else yield* mechanism === PLAIN ? text.maskPlain(value) : text.mask(value);
  return memcached;
};

const STARTUP = 0x01;
const OPTIONS = 0x05;
const AUTH_RESPONSE = 0x0f;
const CASSANDRA_REQUESTS = new Set([STARTUP, OPTIONS, AUTH_RESPONSE]);

/** Whether a text that begins with these bytes may be of Cassandra, in a version that is in use. */
export const isCassandra = (version: number, flags: number): boolean => version >= 3 && version <= 5 && flags < 0x20;

/**
 * Cassandra's frames (native protocol v4, 2): version, flags, stream, opcode, length, body. AUTH_RESPONSE has a message of
 * SASL behind its length. Any other request ends the login, and so do the segments that version 5 has behind STARTUP.
 */
export const cassandra: Reader = function* (text) {
  const [version = 0, flags = 0] = yield* text.take(2);
  yield* text.skip(2);
  const opcode = yield* text.byte();
  const length = yield* text.number(4);
  if (!isCassandra(version, flags) || !CASSANDRA_REQUESTS.has(opcode) || length > MAX_MESSAGE) return undefined;
  if (opcode !== AUTH_RESPONSE) yield* text.skip(length);
  else {
    const secret = yield* text.number(4);
    if (secret > length - 4) return undefined;
    yield* text.maskPlain(secret);
    yield* text.skip(length - 4 - secret);
  }
  return cassandra;
};
