// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';
import { LIBC } from './libc.ts';
import { checkMinusOne, pointerTo } from './native.ts';
import { PreparedCall } from './prepared-call.ts';

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 0o2_000_002;
const MSG_DONTWAIT = 0x40;
const MSG_NOSIGNAL = 0x4000;
const FAMILY_BYTES = 2;

const openSocketCalls = () =>
  ffi.Library(LIBC, {
    // int socket(int domain, int type, int protocol)
    socket: ['int', ['int', 'int', 'int']],
    // int connect(int sockfd, const struct sockaddr *addr, socklen_t addrlen)
    connect: ['int', ['int', 'pointer', 'uint']],
  } as const);

/** A datagram socket of the file system, or of the abstract names when it begins with `@` (unix(7)): sd_notify(3). */
export class NotifySocket {
  readonly #fd: number;
  /** By what they send: few texts come again and again. */
  readonly #calls = new Map<string, PreparedCall>();

  /** Throws NativeError. */
  constructor(address: string) {
    const calls = openSocketCalls();
    this.#fd = checkMinusOne('socket', calls.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
    const name = Buffer.from(address.replace(/^@/, '\0'));
    const family = Buffer.alloc(FAMILY_BYTES);
    family.writeUInt16LE(AF_UNIX);
    const place = Buffer.concat([family, name]);
    checkMinusOne('connect', calls.connect(this.#fd, pointerTo(place), place.length));
  }

  /** A text that comes again, at once; one that nobody reads is lost. */
  send(text: string): void {
    const call = this.#calls.get(text) ?? this.#prepare(text);
    this.#calls.set(text, call);
    call.call();
  }

  /** A text that does not come again. */
  sendOnce(text: string): void {
    this.#prepare(text).call();
  }

  #prepare(text: string): PreparedCall {
    const bytes = Buffer.from(text);
    // ssize_t send(int sockfd, const void *buf, size_t len, int flags)
    return new PreparedCall(LIBC, 'send', [
      { type: 'int', value: this.#fd },
      { type: 'pointer', value: bytes },
      { type: 'address', value: BigInt(bytes.length) },
      { type: 'int', value: MSG_DONTWAIT | MSG_NOSIGNAL },
    ]);
  }
}
