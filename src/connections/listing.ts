// SPDX-License-Identifier: Apache-2.0
import type { FilterRules } from '../../config/filters.ts';
import { addressText } from '../capture/addresses.ts';
import { cipherName, tlsVersionName } from '../capture/tls-names.ts';
import { AF_INET6 } from './dump.ts';
import { judge, type Verdict } from './judge.ts';
import type { Owner, Owners } from './owners.ts';
import type { Offload, TlsSocket } from './tls-socket.ts';

export interface Endpoint {
  readonly address: string;
  readonly port: number;
}

export interface Caller {
  /** Undefined: no process has a descriptor of the socket, or none that may be seen. */
  readonly owner: Owner | undefined;
  readonly tx: Verdict;
  readonly rx: Verdict;
}

/** A socket as it is shown. */
export interface Listed {
  readonly local: Endpoint;
  readonly peer: Endpoint;
  readonly state: string;
  readonly networkNamespace: number;
  readonly inode: number;
  readonly tx: Offload;
  readonly rx: Offload;
  /** Undefined until the kernel has keys. */
  readonly version: string | undefined;
  readonly cipher: string | undefined;
  /** One at least. */
  readonly callers: readonly Caller[];
}

/** By namespace, in their order, and port. */
export function listSockets(
  namespaces: ReadonlyMap<number, readonly TlsSocket[]>,
  { byInode }: Owners,
  rules: FilterRules,
): Listed[] {
  return Array.from(namespaces, ([networkNamespace, sockets]) =>
    sockets
      .toSorted((a, b) => a.localPort - b.localPort || a.peerPort - b.peerPort)
      .map((socket) => listSocket(socket, networkNamespace, byInode.get(socket.inode) ?? [undefined], rules)),
  ).flat();
}

function listSocket(
  socket: TlsSocket,
  networkNamespace: number,
  owners: readonly (Owner | undefined)[],
  rules: FilterRules,
): Listed {
  const { state, inode, tx, rx, version, cipher } = socket;
  const judged = { ...socket, networkNamespace };
  return {
    local: { address: addressText(AF_INET6, socket.localAddress, 0), port: socket.localPort },
    peer: { address: addressText(AF_INET6, socket.peerAddress, 0), port: socket.peerPort },
    state,
    networkNamespace,
    inode,
    tx,
    rx,
    version: version === undefined ? undefined : (tlsVersionName(version) ?? hexadecimal(version)),
    cipher: cipher === undefined ? undefined : (cipherName(cipher) ?? hexadecimal(cipher)),
    callers: owners.map((owner) => ({
      owner,
      tx: judge(rules, judged, 'tx', owner),
      rx: judge(rules, judged, 'rx', owner),
    })),
  };
}

const hexadecimal = (number: number): string => `0x${number.toString(16)}`;
