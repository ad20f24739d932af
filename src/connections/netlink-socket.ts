// SPDX-License-Identifier: Apache-2.0
import { closeSync } from 'node:fs';
import { constants } from 'node:os';
import { checkMinusOne, errno, pointerTo } from '../ffi/native.ts';
import { AF_NETLINK, type Libc, MSG_DONTWAIT, NETLINK_SOCK_DIAG, SOCK_RAW_CLOEXEC } from '../ffi/socket-calls.ts';
import type { DiagChannel } from './dump.ts';

/** The kernel makes no datagram of a dump longer than 32 KiB. */
const BUFFER_BYTES = 65_536;

/** Of the network namespace that the calling thread is in. Its calls throw NativeError. */
export function openDiagChannel(libc: Libc): DiagChannel {
  const fd = checkMinusOne('socket', libc.socket(AF_NETLINK, SOCK_RAW_CLOEXEC, NETLINK_SOCK_DIAG));
  const buffer = Buffer.alloc(BUFFER_BYTES);
  return {
    send(request) {
      checkMinusOne('send', Number(libc.send(fd, pointerTo(request), request.length, 0)));
    },
    receive() {
      // Each part of a dump is made before the one before it is handed out: there is nothing to wait for.
      const received = Number(libc.recv(fd, pointerTo(buffer), buffer.length, MSG_DONTWAIT));
      if (received === -1 && errno() === constants.errno.ENOBUFS) return undefined;
      return Buffer.from(buffer.subarray(0, checkMinusOne('recv', received)));
    },
    [Symbol.dispose]: () => closeSync(fd),
  };
}
