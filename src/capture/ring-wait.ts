// SPDX-License-Identifier: Apache-2.0
import { closeSync, writeSync } from 'node:fs';
import { EPOLL_CTL_ADD, EPOLLIN, type Libc } from './libc.ts';
import { checkMinusOne, pointerTo } from './native.ts';

/** struct epoll_event is packed on x86-64 (12 bytes), aligned elsewhere (16). */
const EVENT_BYTES = process.arch === 'x64' ? 12 : 16;
const EPOLL_CLOEXEC = 0o2000000;
const EFD_CLOEXEC = 0o2000000;

/**
 * Sleeps until the ring has samples, in one of libuv's threads (epoll_wait is level-triggered: samples that came
 * before the wait end it at once). `wake()` ends a wait early.
 */
export class RingWait implements Disposable {
  readonly #libc: Libc;
  readonly #epollFd: number;
  readonly #wakeFd: number;
  readonly #wakeAtExit = (): void => this.wake();
  #open = true;

  constructor(libc: Libc, ringFd: number) {
    this.#libc = libc;
    this.#epollFd = checkMinusOne('epoll_create1', libc.epoll_create1(EPOLL_CLOEXEC));
    this.#wakeFd = checkMinusOne('eventfd', libc.eventfd(0, EFD_CLOEXEC));
    for (const fd of [ringFd, this.#wakeFd]) {
      const event = Buffer.alloc(EVENT_BYTES);
      event.writeUInt32LE(EPOLLIN, 0);
      checkMinusOne('epoll_ctl', libc.epoll_ctl(this.#epollFd, EPOLL_CTL_ADD, fd, pointerTo(event)));
    }
    // An exit joins libuv's threads: a crash would hang in the wait.
    process.on('exit', this.#wakeAtExit);
  }

  /** Resolves when there is something to read, when `wake()` was called, or after `timeoutMillis`. */
  wait(timeoutMillis: number): Promise<void> {
    const events = Buffer.alloc(2 * EVENT_BYTES);
    return new Promise((resolve, reject) => {
      // An interrupted wait (EINTR) is a wake-up like any other.
      this.#libc.epoll_wait.async(this.#epollFd, pointerTo(events), 2, timeoutMillis, (error: unknown) => {
        // `events` is referred to here so that it outlives the call.
        if (error && events) reject(error);
        else resolve();
      });
    });
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
