// SPDX-License-Identifier: Apache-2.0
import { amqp, amqpMethod, isKafka, kafka, mqtt } from './logins/brokers.ts';
import { ldap, mysql, postgres, postgresPassword } from './logins/databases.ts';
import { brokenLine, firstLine, mayBeLine } from './logins/lines.ts';
import { LoginText, type Reader, type Steps } from './logins/login-text.ts';
import { redis } from './logins/redis.ts';
import { cassandra, isCassandra, memcached } from './logins/stores.ts';
import type { Spans } from './spans.ts';

/** Of Redis and LDAP a client may log in at any time. */
const endless = new Set<Reader | undefined>([redis, ldap]);
/** A login of any other has fewer: what goes on like one is none. */
const MAX_MESSAGES = 64;
const START_BYTES = 4;
const MYSQL_HEAD = 32;
const PASSWORD_MESSAGE = 0x70;
/** Of a packet of MySQL, up to where bytes that are reserved have to be 0. */
const RESERVED_FROM = 13;

/**
 * Finds the secrets in the login messages of protocols that are no HTTP, by their framing, from the first byte of what
 * a client sends. User names are shown. Behind missing bytes a login by lines goes on with the next one.
 */
export class Logins {
  readonly #text = new LoginText();
  #reader: Reader | undefined = start;
  #message: Steps<Reader | undefined> | undefined;
  #messages = 0;

  /** @param isBroken the first bytes are missing */
  constructor(isBroken = false) {
    if (!isBroken) return;
    this.#reader = brokenLine;
    this.#text.isBroken = true;
  }

  /** What is to be masked, and how far that is certain: the spans are taken before it is dropped. */
  get spans(): Spans {
    return this.#text.spans;
  }

  /** No login can come any more. */
  get isOver(): boolean {
    return this.#reader === undefined;
  }

  /** bytes[from, to) come next; bytes[0] stands at `base` in the text. */
  read(bytes: Uint8Array, from: number, to: number, base: number): void {
    this.#text.feed(bytes, from, to, base);
    this.#run();
    this.#text.drop();
    this.spans.reached(base + to);
  }

  /** The text is complete: a line without an end is judged as it stands. */
  end(offset: number): void {
    this.#text.complete();
    this.#run();
    this.#stop(offset);
  }

  /** Bytes are missing before this offset. */
  reset(offset: number): void {
    const { isOver } = this;
    this.#stop(offset);
    this.spans.reset(offset);
    this.#text.readAgain([]);
    this.#text.isBroken = true;
    if (!isOver) this.#reader = brokenLine;
  }

  #run(): void {
    while (this.#reader !== undefined) {
      this.#message ??= this.#reader(this.#text);
      const { done, value } = this.#message.next();
      if (!done) return;
      this.#messages += 1;
      // A message that is over leaves nothing behind but which reader comes next.
      this.#message = undefined;
      this.#reader = this.#messages < MAX_MESSAGES || endless.has(value) ? value : undefined;
      if (this.#text.isEmpty) return;
    }
  }

  #stop(offset: number): void {
    this.#reader = undefined;
    this.#message = undefined;
    this.spans.release();
    this.spans.reached(offset);
    this.spans.close(offset);
  }
}

/**
 * Whether a text that begins with bytes[from, to) may be a login: no for nearly all others, at once and without an
 * object. Where too few bytes are there to tell, it may be.
 */
export function mayBeLogin(bytes: Uint8Array, from: number, to: number): boolean {
  if (to - from < START_BYTES) return true;
  const reader = protocolOf(bytes.subarray(from, from + START_BYTES));
  return reader === firstLine ? mayBeLine(bytes, from, to) : reader !== undefined;
}

/** Which protocol it is shows in the first bytes, none of which is secret in any of them. */
const start: Reader = function* (text) {
  const bytes = yield* text.take(START_BYTES);
  text.readAgain(bytes);
  return protocolOf(bytes);
};

function protocolOf(bytes: ArrayLike<number>): Reader | undefined {
  const [first = 0, second = 0, third = 0, fourth = 0] = [bytes[0], bytes[1], bytes[2], bytes[3]];
  // The length of the first packet, lowest byte first, and its number: 1, or 2 after a request for TLS.
  if (third === 0 && (fourth === 1 || fourth === 2) && first + 256 * second >= MYSQL_HEAD) {
    return first === PASSWORD_MESSAGE && second === 0 ? mysqlOrPostgres : mysql;
  }
  switch (first) {
    case 0x00:
      return second === 0 ? afterLength : undefined;
    case 0x01:
      return second === 0 && third === 0 ? amqpMethod : undefined;
    case 0x10:
      return mqtt;
    case 0x2a:
      return redis;
    case 0x80:
      return memcached;
    case 0x30:
      if (second > 0x80 || third === 0x02) return ldap;
      break;
    case PASSWORD_MESSAGE:
      if (second === 0 && third === 0) return postgresPassword;
  }
  if (isCassandra(first, second)) return cassandra;
  if (first === 0x41 && second === 0x4d && third === 0x51 && fourth === 0x50) return amqp;
  return isText(first) && isText(second) && isText(third) && isText(fourth) ? firstLine : undefined;
}

const isText = (byte: number): boolean => byte === 0x0d || byte === 0x0a || (byte >= 0x20 && byte < 0x7f);

/** A length of at most 65,535, and what it is of. */
const afterLength: Reader = function* (text) {
  const bytes = yield* text.take(2 * START_BYTES);
  text.readAgain(bytes);
  return isKafka(bytes) ? kafka('') : postgres;
};

/** A packet of 112 bytes, or a password of 256 bytes and more: held until it shows which. */
const mysqlOrPostgres: Reader = function* (text) {
  text.spans.hold(text.offset);
  const bytes = yield* text.take(RESERVED_FROM + START_BYTES);
  text.spans.release();
  text.readAgain(bytes);
  return bytes.slice(RESERVED_FROM).every((byte) => byte === 0) ? mysql : postgresPassword;
};
