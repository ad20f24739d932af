// SPDX-License-Identifier: Apache-2.0
import type { Owner } from '../../../src/connections/owners.ts';
import type { TlsSocket } from '../../../src/connections/tls-socket.ts';

export const ID = '0123456789abcdef'.repeat(4);

/** From 10.1.2.3:443 to [2001:db8::5]:40000, in software both ways. */
export const aSocket = (changes: Partial<TlsSocket> = {}): TlsSocket => ({
  state: 'established',
  localAddress: Buffer.from('00000000000000000000ffff0a010203', 'hex'),
  peerAddress: Buffer.from('20010db8000000000000000000000005', 'hex'),
  localPort: 443,
  peerPort: 40_000,
  inode: 77,
  tx: 'software',
  rx: 'software',
  version: 0x0304,
  cipher: 52,
  ...changes,
});

/** Process 1200 of user 33, in a container. */
export const nginx = ({ pid = 1200, comms = ['nginx'] } = {}): Owner => ({
  pid,
  uid: 33,
  comm: Buffer.from('nginx'),
  threadComms: comms.map((comm) => Buffer.from(comm)),
  cgroup: `/docker/${ID}`,
});
