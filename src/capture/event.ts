// SPDX-License-Identifier: Apache-2.0
import type { Sensitive } from './sensitive.ts';

export type Direction = 'TX' | 'RX';
export type Operation = 'sendmsg' | 'sendpage' | 'recvmsg' | 'splice_read' | 'read_sock';
type Offload = 'software' | 'device';

/** When something happened, who did it, and on which connection. Nothing in it is sensitive. */
export interface Origin {
  /** When the call returned: CLOCK_BOOTTIME, nanoseconds. */
  bootTimeNanos: bigint;
  /** Wall clock, nanoseconds since the epoch: when the call returned, and when its sample was decoded. */
  timeUnixNanos: bigint;
  observedTimeUnixNanos: bigint;
  /** tgid as the root pid namespace sees it, and tid. */
  pid: number;
  tid: number;
  uid: number;
  comm: string;
  cgroupId: bigint;
  /** False when the kernel could not tell who the process is: what is known of its pid may be of another. */
  isProcessTold: boolean;
  /** Of the process and of its cgroup, where they are known: src/process/ tells; decoding leaves them undefined. */
  executableName: string | undefined;
  containerId: string | undefined;
  /** Unique together with the boot id; undefined when the kernel's map had no room for the connection. */
  connectionId: string | undefined;
  /** True when the connection was open before it could be seen. */
  connectionPartial: boolean;
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

/** What is known of one sample of a captured call, its plaintext excepted. A long call has several, in order. */
export interface Call extends Origin {
  direction: Direction;
  operation: Operation;
  /** `application_data`, `alert`, `handshake`; another TLS ContentType as `type_N`. */
  recordType: string;
  /** Bytes that the call moved. */
  length: number;
  /** Bytes of the call in its samples before this one. */
  callOffset: number;
  /** True of the call's last sample: it stands for the rest of the call, whether or not that was copied. */
  isLast: boolean;
  /** Where this sample's bytes start in their direction, counted from the first call seen. */
  streamOffset: number;
  /** Calls of this direction that were missed right before: how many bytes they moved is not known. */
  missed: number;
  /** True when another call of this direction was under way: the order of their bytes can't be known. */
  isConcurrent: boolean;
  offload: Offload;
}

/** Bytes of a call. `payload` holds what was copied of them: nothing where they can't be read. */
export interface DataEvent {
  kind: 'data';
  call: Call;
  payload: Sensitive;
}

/** The kernel has been handed the keys of a connection. */
interface OpenEvent {
  kind: 'open';
  origin: Origin;
}

/** How a connection ended, and what moved while it was seen. */
export interface ConnectionEnd {
  /** undefined when the connection's start is not known. */
  durationSeconds: number | undefined;
  bytes: Record<Direction, number>;
  calls: Record<Direction, number>;
  /** The socket's pending error, an errno; 0: none. */
  error: number;
  /** TCP_ESTABLISHED 1, ... (net/tcp_states.h). */
  state: number;
}

/** The connection's socket was closed; nothing of it follows. */
export interface CloseEvent {
  kind: 'close';
  origin: Origin;
  end: ConnectionEnd;
}

export type ConnectionEvent = OpenEvent | CloseEvent;

/** Comes before the first data of a process in a cgroup. */
export interface ProcessEvent {
  kind: 'process';
  pid: number;
  cgroupId: bigint;
  /** Empty for a kernel thread. */
  executableName: string;
  /** In the cgroup v2 hierarchy, from the host's root. */
  cgroupPath: string;
}

export type CapturedEvent = DataEvent | ConnectionEvent | ProcessEvent;

/** Whether the kernel has counted a sample among the records that it produced; undefined: a malformed one. */
export function isRecord(event: CapturedEvent | undefined, connectionRecords: boolean): boolean {
  switch (event?.kind) {
    case 'process':
      return false;
    case 'open':
    case 'close':
      return connectionRecords;
    default:
      return true;
  }
}
