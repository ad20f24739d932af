// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';
import { LIBC } from './libc.ts';

/** The functions of libc that change what a process may do, each with its C parameters beside it. */
export function openProcessCalls() {
  return ffi.Library(LIBC, {
    // int prctl(int option, unsigned long arg2, unsigned long arg3, unsigned long arg4, unsigned long arg5)
    prctl: ['int', ['int', 'ulong', 'ulong', 'ulong', 'ulong']],
    // int capset(cap_user_header_t header, const cap_user_data_t data): of the calling thread
    capset: ['int', ['pointer', 'pointer']],
    // int setgroups(size_t size, const gid_t *list), setgid(gid_t gid), setuid(uid_t uid)
    setgroups: ['int', ['size_t', 'pointer']],
    setgid: ['int', ['uint']],
    setuid: ['int', ['uint']],
    // int setrlimit(int resource, const struct rlimit *limit)
    setrlimit: ['int', ['int', 'pointer']],
    // int fcntl(int fd, int cmd, int arg)
    fcntl: ['int', ['int', 'int', 'int']],
    // int fexecve(int fd, char *const argv[], char *const envp[])
    fexecve: ['int', ['int', 'pointer', 'pointer']],
  } as const);
}

export type ProcessCalls = ReturnType<typeof openProcessCalls>;
