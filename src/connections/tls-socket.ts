// SPDX-License-Identifier: Apache-2.0
import { attributesOf, MalformedReply, readU16 } from './netlink.ts';

export type Offload = 'none' | 'software' | 'device' | 'hw-record' | 'unknown';

/** A TCP socket with the TLS ULP. */
export interface TlsSocket {
  readonly state: string;
  /** 16 bytes, of IPv4 as mapped IPv6 (RFC 4291, section 2.5.5.2). */
  readonly localAddress: Buffer;
  readonly peerAddress: Buffer;
  readonly localPort: number;
  readonly peerPort: number;
  readonly inode: number;
  readonly tx: Offload;
  readonly rx: Offload;
  /** ProtocolVersion, and TLS_CIPHER_* of linux/tls.h: those of the keys that were set last. */
  readonly version: number | undefined;
  readonly cipher: number | undefined;
}

/** A socket of a dump. */
export interface SeenSocket {
  /** The kernel's, by which a socket that comes twice is known. */
  readonly cookie: bigint;
  /** Whether the kernel tells of it what it tells to CAP_NET_ADMIN alone. */
  readonly isTold: boolean;
  readonly tls: TlsSocket | undefined;
}

/** Of net/tcp_states.h: before a connection is established it has no ULP, and none in TIME_WAIT. */
const ESTABLISHED = 1;
const STATES = new Map([
  [ESTABLISHED, 'established'],
  [4, 'fin-wait-1'],
  [5, 'fin-wait-2'],
  [8, 'close-wait'],
  [9, 'last-ack'],
  [11, 'closing'],
]);
export const STATES_MASK = [...STATES.keys()].reduce((mask, state) => mask | (1 << state), 0);

/** TLS_CONF_* of linux/tls.h. */
const OFFLOADS = new Map<number | undefined, Offload>([
  [1, 'none'],
  [2, 'software'],
  [3, 'device'],
  [4, 'hw-record'],
]);

const AF_INET6 = 10;
const ADDRESS_BYTES = 16;
const MAPPED_PREFIX = Buffer.from('00000000000000000000ffff', 'hex');

/**
 * struct inet_diag_msg: __u8 family, state, timer, retrans; __be16 local port, peer port; 16 bytes of local and of peer
 * address (IPv4 in the first four); __u32 interface; __u32 cookie[2]; __u32 expires, rqueue, wqueue, uid, inode.
 */
const BYTES = 72;
const LOCAL_PORT_AT = 4;
const PEER_PORT_AT = 6;
const LOCAL_ADDRESS_AT = 8;
const PEER_ADDRESS_AT = 24;
const COOKIE_AT = 44;
const INODE_AT = 68;

/** Of each socket that has more than a state. What is left of a closed one, in FIN_WAIT_2, has no attributes. */
const INET_DIAG_MARK = 15;
const INET_DIAG_ULP_INFO = 19;
const INET_ULP_INFO_NAME = 1;
const INET_ULP_INFO_TLS = 2;
const TLS_INFO_VERSION = 1;
const TLS_INFO_CIPHER = 2;
const TLS_INFO_TXCONF = 3;
const TLS_INFO_RXCONF = 4;

/** Throws MalformedReply. */
export function decodeSocket(payload: Buffer): SeenSocket {
  if (payload.length < BYTES) throw new MalformedReply('a socket is too short');
  const attributes = attributesOf(payload.subarray(BYTES));
  return {
    cookie: payload.readBigUInt64LE(COOKIE_AT),
    isTold: attributes.has(INET_DIAG_MARK) || payload.readUInt8(1) !== ESTABLISHED,
    tls: decodeTls(payload, attributes.get(INET_DIAG_ULP_INFO)),
  };
}

function decodeTls(payload: Buffer, ulpInfo: Buffer | undefined): TlsSocket | undefined {
  if (ulpInfo === undefined) return undefined;
  const ulp = attributesOf(ulpInfo);
  const name = ulp.get(INET_ULP_INFO_NAME)?.toString('latin1').split('\0')[0];
  const info = ulp.get(INET_ULP_INFO_TLS);
  if (name !== 'tls' || info === undefined) return undefined;
  const tls = attributesOf(info);
  const offload = (type: number): Offload => OFFLOADS.get(readU16(tls, type)) ?? 'unknown';
  return {
    state: STATES.get(payload.readUInt8(1)) ?? 'unknown',
    localAddress: addressAt(payload, LOCAL_ADDRESS_AT),
    peerAddress: addressAt(payload, PEER_ADDRESS_AT),
    localPort: payload.readUInt16BE(LOCAL_PORT_AT),
    peerPort: payload.readUInt16BE(PEER_PORT_AT),
    inode: payload.readUInt32LE(INODE_AT),
    tx: offload(TLS_INFO_TXCONF),
    rx: offload(TLS_INFO_RXCONF),
    version: readU16(tls, TLS_INFO_VERSION),
    cipher: readU16(tls, TLS_INFO_CIPHER),
  };
}

/** A copy: what is kept does not keep the datagram. */
function addressAt(payload: Buffer, at: number): Buffer {
  if (payload.readUInt8() === AF_INET6) return Buffer.from(payload.subarray(at, at + ADDRESS_BYTES));
  return Buffer.concat([MAPPED_PREFIX, payload.subarray(at, at + 4)]);
}
