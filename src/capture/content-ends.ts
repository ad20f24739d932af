// SPDX-License-Identifier: Apache-2.0
import { LIBBPF } from '../ffi/libbpf.ts';
import { checkNegative } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';
import { connectionKey } from './decode-origin.ts';
import type { Direction } from './event.ts';
import { DIRECTIONS } from './event-layout.ts';

const BPF_ANY = 0n;

/** @internal struct ktls_stream; a test compares it with the object's BTF. */
export const STREAM_OFFSETS = { connection_ns: 0, connection_cpu: 8, direction: 12 } as const;
const STREAM_BYTES = 16;
const END_BYTES = 8;

/**
 * Tells the kernel up to which offset a direction of a connection is content of which nobody sees more than a call's
 * start: from then on it copies no more of calls that lie in it.
 */
export class ContentEnds {
  readonly #key = Buffer.alloc(STREAM_BYTES);
  readonly #end = Buffer.alloc(END_BYTES);
  readonly #update: PreparedCall;

  constructor(mapFd: number) {
    // int bpf_map_update_elem(int fd, const void *key, const void *value, __u64 flags)
    this.#update = new PreparedCall(LIBBPF, 'bpf_map_update_elem', [
      { type: 'int', value: mapFd },
      { type: 'pointer', value: this.#key },
      { type: 'pointer', value: this.#end },
      { type: 'address', value: BPF_ANY },
    ]);
  }

  /** `offset`: in the stream, as samples have it. Throws NativeError. */
  tell(connectionId: string, direction: Direction, offset: number): void {
    const { ns, cpu } = connectionKey(connectionId);
    this.#key.writeBigUInt64LE(ns, STREAM_OFFSETS.connection_ns);
    this.#key.writeUInt32LE(cpu, STREAM_OFFSETS.connection_cpu);
    this.#key.writeUInt32LE(DIRECTIONS.indexOf(direction), STREAM_OFFSETS.direction);
    this.#end.writeBigUInt64LE(BigInt(offset));
    checkNegative('bpf_map_update_elem', this.#update.call());
  }
}
