// SPDX-License-Identifier: Apache-2.0
import type { Sensitive } from './sensitive.ts';

export type Direction = 'TX' | 'RX';
export type Operation = 'sendmsg' | 'recvmsg';
export type Offload = 'software' | 'device';

/** What is known of one captured call, its plaintext excepted. Nothing in it is sensitive. */
export interface Call {
  /** When the call returned: CLOCK_BOOTTIME, nanoseconds. */
  bootTimeNanos: bigint;
  /** Wall clock, nanoseconds since the epoch: when the call returned, and when its sample was decoded. */
  timeUnixNanos: bigint;
  observedTimeUnixNanos: bigint;
  direction: Direction;
  operation: Operation;
  /** `application_data`, `alert`, `handshake`; another TLS ContentType as `type_N`. */
  recordType: string;
  /** tgid as the root pid namespace sees it, and tid. */
  pid: number;
  tid: number;
  uid: number;
  comm: string;
  cgroupId: bigint;
  /** Bytes that the call moved. */
  length: number;
  /** Unique together with the boot id; undefined when the kernel's map had no room for the connection. */
  connectionId: string | undefined;
  /** True when the connection was open before it could be seen. */
  connectionPartial: boolean;
  /** Where these bytes start in their direction, counted from the first call seen. */
  streamOffset: number;
  offload: Offload;
  /** `1.2` or `1.3`; undefined when the socket no longer told. */
  tlsVersion: string | undefined;
  /** The kernel's cipher, such as `AES-128-GCM`. */
  cipher: string | undefined;
  /** The IANA suite, where version and cipher determine it. */
  cipherSuite: string | undefined;
  networkType: 'ipv4' | 'ipv6' | undefined;
  localAddress: string;
  localPort: number;
  peerAddress: string;
  peerPort: number;
}

/** A call that moved bytes. `payload` holds the first of them, at most the capture size, fewer after a faulted read. */
export interface DataEvent {
  kind: 'data';
  call: Call;
  payload: Sensitive;
}

/** The connection's socket was closed; nothing of it follows. */
export interface CloseEvent {
  kind: 'close';
  connectionId: string;
}

export type CapturedEvent = DataEvent | CloseEvent;
