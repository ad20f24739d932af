// SPDX-License-Identifier: Apache-2.0
import ffi from 'ffi-napi';
import { checkMinusOne, pointerTo } from '../../src/ffi/native.ts';

const AF_UNIX = 1;
const SOCK_DGRAM_CLOEXEC = 0o2_000_002;
const MSG_DONTWAIT = 0x40;
const MOST_BYTES = 4096;

/** A service manager's end of the socket of sd_notify(3), at a path or, with `@`, an abstract name. */
export class Notified {
  readonly #calls = ffi.Library('libc.so.6', {
    socket: ['int', ['int', 'int', 'int']],
    bind: ['int', ['int', 'pointer', 'uint']],
    recv: ['long', ['int', 'pointer', 'size_t', 'int']],
  });
  readonly #fd: number;

  constructor(address: string) {
    this.#fd = checkMinusOne('socket', this.#calls.socket(AF_UNIX, SOCK_DGRAM_CLOEXEC, 0));
    const place = Buffer.concat([Buffer.of(AF_UNIX, 0), Buffer.from(address.replace(/^@/, '\0'))]);
    checkMinusOne('bind', this.#calls.bind(this.#fd, pointerTo(place), place.length));
  }

  /** All that has come since. */
  read(): string[] {
    const texts: string[] = [];
    for (;;) {
      const bytes = Buffer.alloc(MOST_BYTES);
      const length = Number(this.#calls.recv(this.#fd, pointerTo(bytes), bytes.length, MSG_DONTWAIT));
      if (length < 0) return texts;
      texts.push(bytes.toString('utf8', 0, length));
    }
  }
}
