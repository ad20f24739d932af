// SPDX-License-Identifier: Apache-2.0
import { escapeInJson } from '../base/steering.ts';
import type { Listed } from './listing.ts';

/** One object a line. What could steer a terminal is escaped, that which JSON leaves as it is too. */
export const socketLines = (sockets: readonly Listed[]): string =>
  sockets.map((socket) => `${escapeInJson(JSON.stringify(asJson(socket)))}\n`).join('');

const asJson = ({ local, peer, state, networkNamespace, inode, version, cipher, tx, rx, callers }: Listed) => ({
  local,
  peer,
  state,
  network_namespace: networkNamespace,
  inode,
  tls_version: version ?? null,
  cipher: cipher ?? null,
  tx,
  rx,
  processes: callers.map(({ owner, tx: sent, rx: received }) => ({
    pid: owner?.pid ?? null,
    comm: owner?.comm.toString('utf8') ?? null,
    uid: owner?.uid ?? null,
    tx: sent,
    rx: received,
  })),
});
