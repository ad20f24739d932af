// SPDX-License-Identifier: Apache-2.0
import { NativeError } from '../ffi/native.ts';
import { encodeMessage, MalformedReply, type Message, messagesOf } from './netlink.ts';
import { decodeSocket, STATES_MASK, type TlsSocket } from './tls-socket.ts';

/** A socket of NETLINK_SOCK_DIAG. */
export interface DiagChannel extends Disposable {
  send(request: Buffer): void;
  /** The next datagram; undefined when the kernel had to throw some away. */
  receive(): Buffer | undefined;
}

export interface Dump {
  readonly sockets: readonly TlsSocket[];
  /** Whether the kernel told of all sockets. */
  readonly isComplete: boolean;
  /** Whether it told all of them, which it does to CAP_NET_ADMIN alone. */
  readonly isTold: boolean;
}

export const AF_INET = 2;
export const AF_INET6 = 10;

const NLMSG_ERROR = 2;
const NLMSG_DONE = 3;
const NLMSG_OVERRUN = 4;
const SOCK_DIAG_BY_FAMILY = 20;
const NLM_F_REQUEST = 1;
const NLM_F_DUMP_INTR = 0x10;
const NLM_F_DUMP = 0x300;
const IPPROTO_TCP = 6;
const INET_DIAG_INFO = 2;
const SEQUENCE = 1;
/** Of a dump that connections come and go under. */
const ATTEMPTS = 3;
/** 32 KiB each: far more than what the sockets of a host fill. */
const MAX_DATAGRAMS = 100_000;

/** The TLS sockets of a family in the network namespace of the channel. Throws NativeError and MalformedReply. */
export function dumpTlsSockets(open: () => DiagChannel, family: number): Dump {
  let dump = dumpOnce(open, family);
  for (let attempt = 1; attempt < ATTEMPTS && !dump.isComplete; attempt++) dump = dumpOnce(open, family);
  return dump;
}

function dumpOnce(open: () => DiagChannel, family: number): Dump {
  using channel = open();
  channel.send(request(family));
  const reading = new Reading();
  for (let count = 0; count < MAX_DATAGRAMS && !reading.isOver; count++) reading.take(channel.receive());
  return reading.result();
}

/**
 * struct inet_diag_req_v2: __u8 family, protocol, extensions, padding; __u32 states; struct inet_diag_sockid of 48
 * bytes, which a dump does not look at.
 */
function request(family: number): Buffer {
  const payload = Buffer.alloc(56);
  payload.writeUInt8(family);
  payload.writeUInt8(IPPROTO_TCP, 1);
  // The ULP is told with INET_DIAG_INFO only.
  payload.writeUInt8(1 << (INET_DIAG_INFO - 1), 2);
  payload.writeUInt32LE(STATES_MASK, 4);
  return encodeMessage({
    type: SOCK_DIAG_BY_FAMILY,
    flags: NLM_F_REQUEST | NLM_F_DUMP,
    sequence: SEQUENCE,
    payload,
  });
}

/** A dump that comes in parts. */
class Reading {
  readonly #sockets = new Map<bigint, TlsSocket>();
  #isInterrupted = false;
  #isDone = false;
  #isTold = true;

  get isOver(): boolean {
    return this.#isDone || this.#isInterrupted;
  }

  take(datagram: Buffer | undefined): void {
    if (datagram === undefined) {
      this.#isInterrupted = true;
      return;
    }
    for (const message of messagesOf(datagram)) {
      if (message.sequence === SEQUENCE) this.#takeMessage(message);
    }
  }

  #takeMessage({ type, flags, payload }: Message): void {
    if (type === NLMSG_OVERRUN || (flags & NLM_F_DUMP_INTR) !== 0) this.#isInterrupted = true;
    if (type === NLMSG_ERROR || type === NLMSG_DONE) {
      throwIfFailed(payload);
      this.#isDone = true;
    }
    if (type !== SOCK_DIAG_BY_FAMILY) return;
    const { cookie, isTold, tls } = decodeSocket(payload);
    if (!isTold) this.#isTold = false;
    if (tls !== undefined) this.#sockets.set(cookie, tls);
  }

  result(): Dump {
    const isComplete = this.#isDone && !this.#isInterrupted;
    return { sockets: [...this.#sockets.values()], isComplete, isTold: this.#isTold };
  }
}

/** Both begin with an int: 0, or -errno. */
function throwIfFailed(payload: Buffer): void {
  if (payload.length < 4) throw new MalformedReply('the end of a dump is too short');
  const result = payload.readInt32LE();
  if (result < 0) throw new NativeError('sock_diag', -result);
}
