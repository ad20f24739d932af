// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';

export const PROT_READ = 1;
export const PROT_WRITE = 2;
export const MAP_SHARED = 1;
export const CLOCK_REALTIME = 0;
export const CLOCK_BOOTTIME = 7;
export const EPOLL_CTL_ADD = 1;
export const EPOLLIN = 1;

/** perf_event_open(2), which has no wrapper in libc: its number on this architecture. */
export const SYS_PERF_EVENT_OPEN = process.arch === 'arm64' ? 241 : 298;

export const LIBC = 'libc.so.6';

/** The functions of libc that the service calls now and then, each with its C parameters beside it. */
export function openLibc() {
  return ffi.Library(LIBC, {
    // void *mmap(void *addr, size_t length, int prot, int flags, int fd, off_t offset)
    mmap: ['pointer', ['pointer', 'size_t', 'int', 'int', 'int', 'int64']],
    // int munmap(void *addr, size_t length)
    munmap: ['int', ['pointer', 'size_t']],
    // int epoll_create1(int flags)
    epoll_create1: ['int', ['int']],
    // int epoll_ctl(int epfd, int op, int fd, struct epoll_event *event)
    epoll_ctl: ['int', ['int', 'int', 'int', 'pointer']],
    // int eventfd(unsigned int initval, int flags)
    eventfd: ['int', ['uint', 'int']],
    // long syscall(long number, ...), here: perf_event_open(attr, pid, cpu, group_fd, flags)
    syscall: ['long', ['long', 'pointer', 'int', 'int', 'int', 'ulong']],
    // int vsnprintf(char *str, size_t size, const char *format, va_list ap)
    vsnprintf: ['int', ['pointer', 'size_t', 'pointer', 'pointer']],
    // int flock(int fd, int operation)
    flock: ['int', ['int', 'int']],
    // void _exit(int status)
    _exit: ['void', ['int']],
    // long sysconf(int name)
    sysconf: ['long', ['int']],
  } as const);
}

export type Libc = ReturnType<typeof openLibc>;

/** Ends the process at once. process.exit() waits for threads of libuv's, however long their calls take. */
export function exitAtOnce(code: number): void {
  openLibc()._exit(code);
}

const SC_PAGESIZE = 30;

/** Bytes of a memory page, the unit in which a ring buffer is mapped. */
export function pageBytes(): number {
  return Number(openLibc().sysconf(SC_PAGESIZE));
}
