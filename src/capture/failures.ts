// SPDX-License-Identifier: Apache-2.0

import { LIBBPF } from '../ffi/libbpf.ts';
import { checkNegative } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';
import { errnoName } from './errno-name.ts';
import type { Operation } from './event.ts';
import { ERRNOS, OPERATIONS } from './event-layout.ts';

/** How many calls of an operation have failed with an error. */
export interface FailedCalls {
  operation: Operation;
  /** The errno's name, or `_OTHER`. */
  error: string;
  calls: number;
}

/**
 * Errors that are a part of the protocol: a control record, as an orderly close_notify is one, where data was asked for. The
 * record stays, to be read by another call (tls_sw_recvmsg, tls_sw_splice_read, tls_sw_read_sock).
 */
const OF_THE_PROTOCOL: Readonly<Partial<Record<Operation, string>>> = {
  recvmsg: 'EIO',
  splice_read: 'EINVAL',
  read_sock: 'EINVAL',
};

/** Reads the map `failures`: for each operation, a struct ktls_failures. */
export class FailureReader {
  readonly #key = Buffer.alloc(4);
  readonly #calls = Buffer.alloc(8 * ERRNOS);
  readonly #lookup: PreparedCall;

  constructor(mapFd: number) {
    // int bpf_map_lookup_elem(int fd, const void *key, void *value)
    this.#lookup = new PreparedCall(LIBBPF, 'bpf_map_lookup_elem', [
      { type: 'int', value: mapFd },
      { type: 'pointer', value: this.#key },
      { type: 'pointer', value: this.#calls },
    ]);
  }

  /** Those that there were: each operation and error once. */
  read(): FailedCalls[] {
    return OPERATIONS.flatMap((operation, index) => {
      this.#key.writeUInt32LE(index);
      checkNegative('bpf_map_lookup_elem', this.#lookup.call());
      const failed = Array.from(this.#byName(), ([error, calls]) => ({ operation, error, calls }));
      return failed.filter(({ error }) => error !== OF_THE_PROTOCOL[operation]);
    });
  }

  #byName(): Map<string, number> {
    const sums = new Map<string, number>();
    for (let errno = 0; errno < ERRNOS; errno++) {
      const calls = Number(this.#calls.readBigUInt64LE(8 * errno));
      if (calls === 0) continue;
      const name = errnoName(errno);
      sums.set(name, (sums.get(name) ?? 0) + calls);
    }
    return sums;
  }
}
