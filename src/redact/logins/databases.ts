// SPDX-License-Identifier: Apache-2.0
import { type LoginText, MAX_MESSAGE, MAX_SECRET, type Reader, type Steps } from './login-text.ts';

const PASSWORD_MESSAGE = 0x70;
const STARTUP_HEAD = 8;
/** The server takes no longer StartupMessage. */
const MAX_STARTUP = 10_000;
const PROTOCOL_3 = 3;
/** SSLRequest and GSSENCRequest: a length of 8, and 1234 with 5679 or 5680 in place of the version. */
const NO_PROTOCOL = 1_234;

/** PostgreSQL's StartupMessage: length, version, names and values. The user's name is one of them and shown. */
export const postgres: Reader = function* (text) {
  const length = yield* text.number(4);
  const [major, minor] = [yield* text.number(2), yield* text.number(2)];
  if (length < STARTUP_HEAD || length > MAX_STARTUP) return undefined;
  if (major === NO_PROTOCOL && (minor === 5_679 || minor === 5_680) && length === STARTUP_HEAD) return postgres;
  if (major !== PROTOCOL_3) return undefined;
  yield* text.skip(length - STARTUP_HEAD);
  return postgresPassword;
};

/** PasswordMessage, SASLInitialResponse, SASLResponse and GSSResponse have one type. Any other ends the login. */
export const postgresPassword: Reader = function* (text) {
  if ((yield* text.byte()) !== PASSWORD_MESSAGE) return undefined;
  const length = yield* text.number(4);
  if (length < 4 || length > MAX_SECRET) return undefined;
  yield* text.mask(length - 4);
  return postgresPassword;
};

const CLIENT_SSL = 0x800;
/** CLIENT_PROTOCOL_41 and CLIENT_SECURE_CONNECTION, which every client since 4.1 has. */
const NEEDED = 0x8200;
const LENGTH_ENCODED_AUTH = 0x20_0000;
/** Capabilities, the largest packet, the character set and the reserved bytes. SSLRequest has no more. */
const MYSQL_HEAD = 32;
const RESERVED = 19;
const MAX_USER = 512;

/** MySQL's HandshakeResponse41: the fixed head, the user's name, the authentication's response, more. */
export const mysql: Reader = function* (text) {
  const { length, sequence } = yield* packetHead(text);
  const end = text.offset + length;
  if (length < MYSQL_HEAD || length > MAX_SECRET) return undefined;
  const capabilities = little(yield* text.take(4));
  yield* text.skip(5);
  const reserved = yield* text.take(RESERVED);
  if ((capabilities & NEEDED) !== NEEDED || reserved.some((byte) => byte !== 0)) return undefined;
  // MariaDB has capabilities of its own in the last four bytes of the head.
  yield* text.skip(4);
  if (length === MYSQL_HEAD) return (capabilities & CLIENT_SSL) !== 0 ? mysql : undefined;
  for (let count = 0; (yield* text.byte()) !== 0; count += 1) if (count === MAX_USER) return undefined;
  const secret = yield* authLength(text, capabilities);
  if (text.offset + secret > end) return undefined;
  yield* text.mask(secret);
  yield* text.skip(end - text.offset);
  return mysqlMore(sequence);
};

/** What follows as long as the numbers of the packets go on is part of the login: a command begins with 0 again. */
const mysqlMore = (before: number): Reader =>
  function* (text) {
    const { length, sequence } = yield* packetHead(text);
    if (sequence <= before || sequence > before + 4 || length > MAX_SECRET) return undefined;
    yield* text.mask(length);
    return mysqlMore(sequence);
  };

/** One byte, or 0xfc and two; infinite for what is longer than any response. */
function* authLength(text: LoginText, capabilities: number): Steps<number> {
  const first = yield* text.byte();
  if ((capabilities & LENGTH_ENCODED_AUTH) === 0 || first < 0xfb) return first;
  return first === 0xfc ? little(yield* text.take(2)) : Infinity;
}

function* packetHead(text: LoginText): Steps<{ length: number; sequence: number }> {
  const length = little(yield* text.take(3));
  return { length, sequence: yield* text.byte() };
}

const little = (bytes: readonly number[]): number => bytes.reduceRight((value, byte) => 256 * value + byte, 0);

const SEQUENCE = 0x30;
const INTEGER = 0x02;
const OCTETS = 0x04;
const BIND = 0x60;
const EXTENDED = 0x77;
const SIMPLE = 0x80;
const SASL = 0xa3;
const EXTENDED_NAME = 0x80;
const EXTENDED_VALUE = 0x81;
const PASSWORD_MODIFY = '1.3.6.1.4.1.4203.1.11.1';
/** Requests of RFC 4511, 4.2 to 4.14: bind, unbind, search, modify, add, delete, rename, compare, abandon, extended. */
const REQUESTS = new Set([BIND, 0x42, 0x63, 0x66, 0x68, 0x4a, 0x6c, 0x6e, 0x50, EXTENDED]);
const MAX_NAME = 64;

/** LDAP's messages. A client may bind anew at any time, so they are followed to the end. */
export const ldap: Reader = function* (text) {
  text.pass(endOfOther);
  if (text.isEmpty) return ldap;
  if ((yield* text.byte()) !== SEQUENCE) return undefined;
  const length = yield* berLength(text);
  const end = text.offset + length;
  if (length > MAX_MESSAGE || (yield* text.byte()) !== INTEGER) return undefined;
  const idLength = yield* berLength(text);
  if (idLength > 4) return undefined;
  yield* text.skip(idLength);
  const request = yield* text.byte();
  if (!REQUESTS.has(request)) return undefined;
  const requestEnd = (yield* berLength(text)) + text.offset;
  if (requestEnd > end) return undefined;
  if (request === BIND) yield* bind(text, requestEnd);
  if (request === EXTENDED) yield* passwordModify(text, requestEnd);
  if (text.offset > end) return undefined;
  yield* text.skip(end - text.offset);
  return ldap;
};

/** The end of a message that is there as a whole and carries no password, else where it begins: nearly all are such. */
function endOfOther(bytes: Uint8Array, start: number, to: number): number {
  const end = elementEnd(bytes, start);
  const id = contentStart(bytes, start);
  if (bytes[start] !== SEQUENCE || end > to || bytes[id] !== INTEGER) return start;
  const request = elementEnd(bytes, id);
  if (request - contentStart(bytes, id) > 4 || elementEnd(bytes, request) > end) return start;
  const kind = bytes[request] ?? 0;
  return REQUESTS.has(kind) && kind !== BIND && kind !== EXTENDED ? end : start;
}

/** Where the content of the element at an index begins: behind its tag and its length. */
function contentStart(bytes: Uint8Array, at: number): number {
  return at + 2 + Math.max(0, (bytes[at + 1] ?? 0) - 0x80);
}

/** Where it ends; infinite where it has no length that `berLength` takes. */
function elementEnd(bytes: Uint8Array, at: number): number {
  const from = contentStart(bytes, at);
  const first = bytes[at + 1] ?? 0;
  if (first < 0x80) return from + first;
  if (first === 0x80 || first > 0x84) return Infinity;
  let length = 0;
  for (let index = at + 2; index < from; index += 1) length = 256 * length + (bytes[index] ?? 0);
  return from + length;
}

/** Version, name, and the password or a SASL mechanism with its credentials. */
function* bind(text: LoginText, end: number): Steps<void> {
  if ((yield* element(text, INTEGER, end)) === undefined) return;
  yield* text.skip(1);
  const name = yield* element(text, OCTETS, end);
  if (name === undefined) return;
  yield* text.skip(name);
  const choice = yield* text.peek();
  const length = (yield* element(text, choice, end)) ?? 0;
  if (choice === SIMPLE) yield* text.mask(length);
  if (choice !== SASL) return;
  const mechanism = yield* element(text, OCTETS, end);
  if (mechanism === undefined || mechanism > MAX_NAME) return;
  const isPlain = (yield* text.ascii(mechanism)) === 'PLAIN';
  if (text.offset === end) return;
  const credentials = (yield* element(text, OCTETS, end)) ?? 0;
  yield* isPlain ? text.maskPlain(credentials) : text.mask(credentials);
}

/** The old and the new password (RFC 3062). */
function* passwordModify(text: LoginText, end: number): Steps<void> {
  const name = yield* element(text, EXTENDED_NAME, end);
  if (name === undefined || name > MAX_NAME || (yield* text.ascii(name)) !== PASSWORD_MODIFY) return;
  if (text.offset < end) yield* text.mask((yield* element(text, EXTENDED_VALUE, end)) ?? 0);
}

/** The length of an element of this tag that ends in time. */
function* element(text: LoginText, tag: number, end: number): Steps<number | undefined> {
  if ((yield* text.byte()) !== tag) return undefined;
  const length = yield* berLength(text);
  return length <= MAX_SECRET && text.offset + length <= end ? length : undefined;
}

/** One byte, or 0x81 to 0x84 and so many bytes; infinite where it is neither. */
function* berLength(text: LoginText): Steps<number> {
  const first = yield* text.byte();
  if (first < 0x80) return first;
  return first >= 0x81 && first <= 0x84 ? yield* text.number(first - 0x80) : Infinity;
}
