// SPDX-License-Identifier: Apache-2.0
import { closeSync, writeSync } from 'node:fs';
import { EPOLL_CTL_ADD, EPOLLIN, LIBC, type Libc } from '../ffi/libc.ts';
import { checkMinusOne, pointerTo } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';

/** Room for a struct epoll_event, which is packed on x86-64 (12 bytes) and aligned elsewhere (16). */
const EVENT_BYTES = 16;
const MAX_EVENTS = 2;
/** The place of epoll_wait's timeout among its arguments. */
const TIMEOUT = 3;
const EPOLL_CLOEXEC = 0o2000000;
const EFD_CLOEXEC = 0o2000000;

/**
 * Sleeps until the ring has samples, in one of libuv's threads (epoll_wait is level-triggered: samples that came
 * before the wait end it at once). `wake()` ends a wait early.
 */
export class RingWait implements Disposable {
  readonly #epollFd: number;
  readonly #wakeFd: number;
  readonly #epollWait: PreparedCall;
  readonly #wakeAtExit = (): void => this.wake();
  #open = true;

  constructor(libc: Libc, ringFd: number) {
    this.#epollFd = checkMinusOne('epoll_create1', libc.epoll_create1(EPOLL_CLOEXEC));
    this.#wakeFd = checkMinusOne('eventfd', libc.eventfd(0, EFD_CLOEXEC));
    for (const fd of [ringFd, this.#wakeFd]) {
      const event = Buffer.alloc(EVENT_BYTES);
      event.writeUInt32LE(EPOLLIN, 0);
      checkMinusOne('epoll_ctl', libc.epoll_ctl(this.#epollFd, EPOLL_CTL_ADD, fd, pointerTo(event)));
    }
    // int epoll_wait(int epfd, struct epoll_event *events, int maxevents, int timeout)
    this.#epollWait = new PreparedCall(LIBC, 'epoll_wait', [
      { type: 'int', value: this.#epollFd },
      { type: 'pointer', value: Buffer.alloc(MAX_EVENTS * EVENT_BYTES) },
      { type: 'int', value: MAX_EVENTS },
      { type: 'int', value: -1 },
    ]);
    // An exit joins libuv's threads: a crash would hang in the wait.
    process.on('exit', this.#wakeAtExit);
  }

  /** Resolves when there is something to read, when `wake()` was called, or after `timeoutMillis`. One at a time. */
  async wait(timeoutMillis: number): Promise<void> {
    this.#epollWait.setInt(TIMEOUT, timeoutMillis);
    // An interrupted wait (EINTR) is a wake-up like any other.
    await this.#epollWait.callAsync();
  }

  wake(): void {
    const one = Buffer.alloc(8);
    one.writeBigUInt64LE(1n);
    writeSync(this.#wakeFd, one);
  }

  /** Only once no wait is under way. */
  [Symbol.dispose](): void {
    if (!this.#open) return;
    this.#open = false;
    process.off('exit', this.#wakeAtExit);
    closeSync(this.#epollFd);
    closeSync(this.#wakeFd);
  }
}
