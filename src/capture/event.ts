// SPDX-License-Identifier: Apache-2.0
import type { Sensitive } from './sensitive.ts';

export type Direction = 'TX' | 'RX';
export type Operation = 'sendmsg' | 'sendpage' | 'recvmsg' | 'splice_read' | 'read_sock';
type Offload = 'software' | 'device';

/** Under which name, and why by that. Both are without controls. */
export interface Service {
  readonly name: string;
  readonly namespace: string | undefined;
  /** A rule of the user's; what a socket of the kernel is for; or what is known of the process. */
  readonly by: 'rule' | 'kernel' | 'process';
}

/** Who did something, and on which connection. Nothing in it is sensitive. */
export interface Origin {
  /** tgid as the root pid namespace sees it, and tid. */
  readonly pid: number;
  readonly tid: number;
  readonly uid: number;
  /** With escapes in place of controls. */
  readonly comm: string;
  readonly cgroupId: bigint;
  /** False when the kernel could not tell who the process is: what is known of its pid may be of another. */
  readonly isProcessTold: boolean;
  /** The socket is no program's but the kernel's own: of a network file system, of a block device. */
  readonly isKernelSocket: boolean;
  /**
   * Of the process and of its cgroup, where they are known: src/process/ tells; decoding leaves them undefined. Name and
   * path have escapes in place of controls.
   */
  readonly executableName: string | undefined;
  readonly executablePath: string | undefined;
  /** The name of the user. */
  readonly owner: string | undefined;
  readonly containerId: string | undefined;
  /** Of its Kubernetes pod. */
  readonly podUid: string | undefined;
  /** src/process/ tells of everything whose it is. */
  readonly service: Service | undefined;
  /** Unique together with the boot id; undefined when the kernel's map had no room for the connection. */
  readonly connectionId: string | undefined;
  /** True when the connection was open before it could be seen. */
  readonly connectionPartial: boolean;
  /** Of the socket: its addresses and ports are those of this namespace. A cookie; before Linux 5.12 an inode number. */
  readonly networkNamespace: bigint;
  /** Where TCP's sequence numbers began: what this end sends, or one less, and what it receives. 32 bits. */
  readonly sentStart: number;
  readonly receivedStart: number;
  /** `1.2` or `1.3`; undefined when the socket no longer told. */
  readonly tlsVersion: string | undefined;
  /** The kernel's cipher, such as `AES-128-GCM`. */
  readonly cipher: string | undefined;
  /** The IANA suite, where version and cipher determine it. */
  readonly cipherSuite: string | undefined;
  readonly networkType: 'ipv4' | 'ipv6' | undefined;
  readonly localAddress: string;
  readonly localPort: number;
  readonly peerAddress: string;
  readonly peerPort: number;
}

/** Of calls, and of what kind: one object for all samples whose headers say the same. */
export interface CallOrigin extends Origin {
  readonly direction: Direction;
  readonly operation: Operation;
  /** `application_data`, `alert`, `handshake`; another TLS ContentType as `type_N`. */
  readonly recordType: string;
  readonly offload: Offload;
  /** True when the other direction of the connection does not go through the kernel's TLS, or not yet. */
  readonly isOneWay: boolean;
}

/** Wall clock, nanoseconds since the epoch: when the call returned, and when its sample was decoded. */
export interface Times {
  readonly timeUnixNanos: bigint;
  readonly observedTimeUnixNanos: bigint;
}

/** How long something takes is told by the boot clock alone, which nobody sets. */
interface CallTimes extends Times {
  /** When the call returned (CLOCK_BOOTTIME). */
  readonly bootNanos: bigint;
}

/** What is known of one sample of a captured call, its plaintext excepted. A long call has several, in order. */
export interface Call extends CallTimes {
  /** src/process/ puts another in its place, which has the names. */
  origin: CallOrigin;
  /** Bytes that the call moved. */
  readonly length: number;
  /** Bytes of the call in its samples before this one. */
  readonly callOffset: number;
  /** True of the call's last sample: it stands for the rest of the call, whether or not that was copied. */
  readonly isLast: boolean;
  /**
   * True where the rest of the call is left out, but for an end that redaction reads and nobody is shown: of the sample
   * before the rest, and of that end.
   */
  readonly isLeftOut: boolean;
  /** Where this sample's bytes start in their direction, counted from the first call seen. */
  readonly streamOffset: number;
  /** Calls of this direction that were missed so far: how many bytes they moved is not known. */
  readonly missed: number;
  /** True when another call of this direction was under way: the order of their bytes can't be known. */
  readonly isConcurrent: boolean;
}

/** Bytes of a call. `payload` holds what was copied of them: nothing where they can't be read. */
export interface DataEvent {
  kind: 'data';
  call: Call;
  payload: Sensitive;
}

/** The kernel has been handed the keys of a connection. */
interface OpenEvent extends Times {
  kind: 'open';
  origin: Origin;
}

/** How a connection ended, and what moved while it was seen. */
export interface ConnectionEnd {
  /** undefined when the connection's start is not known. */
  durationSeconds: number | undefined;
  bytes: Record<Direction, number>;
  calls: Record<Direction, number>;
  /** Calls that were missed, and so are not among the others. */
  missed: Record<Direction, number>;
  /** The socket's pending error, an errno; 0: none. */
  error: number;
  /** TCP_ESTABLISHED 1, ... (net/tcp_states.h). */
  state: number;
  /** Whether the peer had said that nothing more comes of it. */
  isFinReceived: boolean;
  /** Whether this end had said so by shutdown(), before or after the peer. */
  shutDown: 'first' | 'second' | undefined;
}

/** The connection's socket was closed; nothing of it follows. */
export interface CloseEvent extends Times {
  kind: 'close';
  origin: Origin;
  end: ConnectionEnd;
}

export type ConnectionEvent = OpenEvent | CloseEvent;

/** Comes before the first data of a process in a cgroup. */
export interface ProcessEvent {
  kind: 'process';
  /** When it was told, by CLOCK_BOOTTIME. */
  bootNanos: bigint;
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
