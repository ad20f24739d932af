// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';
import { LIBC } from './libc.ts';

export const AF_NETLINK = 16;
export const SOCK_RAW_CLOEXEC = 0o2_000_003;
export const NETLINK_SOCK_DIAG = 4;
export const MSG_DONTWAIT = 0x40;
export const CLONE_NEWNET = 0x4000_0000;

/** The functions of libc that asking the kernel for its sockets takes, each with its C parameters beside it. */
export function openLibc() {
  return ffi.Library(LIBC, {
    // int socket(int domain, int type, int protocol)
    socket: ['int', ['int', 'int', 'int']],
    // ssize_t send(int sockfd, const void *buf, size_t len, int flags)
    send: ['long', ['int', 'pointer', 'size_t', 'int']],
    // ssize_t recv(int sockfd, void *buf, size_t len, int flags)
    recv: ['long', ['int', 'pointer', 'size_t', 'int']],
    // int setns(int fd, int nstype): of the calling thread, which is the main one
    setns: ['int', ['int', 'int']],
  } as const);
}

export type Libc = ReturnType<typeof openLibc>;
