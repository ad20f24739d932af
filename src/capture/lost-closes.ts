// SPDX-License-Identifier: Apache-2.0
import { LIBBPF } from '../ffi/libbpf.ts';
import { checkNegative } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';
import { connectionIdOf } from './decode-origin.ts';
import type { RingBuffer } from './ring-buffer.ts';

const NULL = 0n;
const ENOENT = 2;

/** @internal struct ktls_connection_key of bpf/ktls.h; a test compares it with the object's BTF. */
export const CONNECTION_KEY_OFFSETS = { connection_ns: 0, connection_cpu: 8, padding: 12 } as const;
const KEY_BYTES = 16;

/**
 * Reads the map `lost_closes`: connections that have ended and for whose close mark the ring had no room. The kernel keeps
 * the last 4,096 of them.
 */
export class LostCloses {
  readonly #ring: Pick<RingBuffer, 'produced' | 'consumed'>;
  readonly #key = Buffer.alloc(KEY_BYTES);
  readonly #take: PreparedCall;
  /** Their samples came before this place of the ring. */
  #before = 0;
  #ids: string[] = [];

  constructor(mapFd: number, ring: Pick<RingBuffer, 'produced' | 'consumed'>) {
    this.#ring = ring;
    // int bpf_map_lookup_and_delete_elem(int fd, const void *key, void *value): of a queue, its oldest (5.0)
    this.#take = new PreparedCall(LIBBPF, 'bpf_map_lookup_and_delete_elem', [
      { type: 'int', value: mapFd },
      { type: 'address', value: NULL },
      { type: 'pointer', value: this.#key },
    ]);
  }

  /** The ids of those of which all samples have been read. Each is told once. Throws NativeError. */
  next(): readonly string[] {
    if (this.#ids.length === 0) this.#read();
    if (this.#ring.consumed < this.#before) return [];
    const ids = this.#ids;
    this.#ids = [];
    return ids;
  }

  #read(): void {
    for (;;) {
      const result = this.#take.call();
      if (result === -ENOENT) break;
      checkNegative('bpf_map_lookup_and_delete_elem', result);
      const at = CONNECTION_KEY_OFFSETS;
      this.#ids.push(
        connectionIdOf(this.#key.readBigUInt64LE(at.connection_ns), this.#key.readUInt32LE(at.connection_cpu)),
      );
    }
    this.#before = this.#ring.produced;
  }
}
