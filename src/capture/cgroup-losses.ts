// SPDX-License-Identifier: Apache-2.0
import { LIBBPF } from '../ffi/libbpf.ts';
import { checkNegative } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';

const NULL = 0n;
const ENOENT = 2;
const KEY_BYTES = 8;
/** The map's; an entry that is removed meanwhile makes the walk begin anew. */
const MOST_CGROUPS = 4096;

/** @internal struct ktls_cgroup_losses of bpf/ktls.h; a test compares it with the object's BTF. */
export const CGROUP_LOSSES_OFFSETS = { records: 0, bytes: 8, held: 16 } as const;
/** @internal */
export const CGROUP_LOSSES_BYTES = 24;

/** What its share of the ring and its rate have cost a cgroup, as long as the kernel remembers it. */
export interface CgroupLosses {
  /** Lost, and the bytes of their calls. */
  readonly records: number;
  readonly bytes: number;
  /** Calls beyond KTLS_CGROUP_RATE. */
  readonly held: number;
}

/** Reads the map `cgroup_losses`. */
export class CgroupLossReader {
  readonly #key = Buffer.alloc(KEY_BYTES);
  readonly #value = Buffer.alloc(CGROUP_LOSSES_BYTES);
  readonly #first: PreparedCall;
  readonly #next: PreparedCall;
  readonly #lookup: PreparedCall;

  constructor(mapFd: number) {
    const map = { type: 'int', value: mapFd } as const;
    const key = { type: 'pointer', value: this.#key } as const;
    // int bpf_map_get_next_key(int fd, const void *key, void *next_key): of NULL the first. The key is read before.
    this.#first = new PreparedCall(LIBBPF, 'bpf_map_get_next_key', [map, { type: 'address', value: NULL }, key]);
    this.#next = new PreparedCall(LIBBPF, 'bpf_map_get_next_key', [map, key, key]);
    // int bpf_map_lookup_elem(int fd, const void *key, void *value)
    this.#lookup = new PreparedCall(LIBBPF, 'bpf_map_lookup_elem', [map, key, { type: 'pointer', value: this.#value }]);
  }

  /** By the cgroup's id. Throws NativeError. */
  read(): ReadonlyMap<bigint, CgroupLosses> {
    const losses = new Map<bigint, CgroupLosses>();
    let found = this.#first.call();
    for (let step = 0; found === 0 && step < 2 * MOST_CGROUPS; step += 1) {
      const looked = this.#lookup.call();
      if (looked !== -ENOENT) {
        checkNegative('bpf_map_lookup_elem', looked);
        losses.set(this.#key.readBigUInt64LE(), this.#decode());
      }
      found = this.#next.call();
    }
    if (found !== 0 && found !== -ENOENT) checkNegative('bpf_map_get_next_key', found);
    return losses;
  }

  #decode(): CgroupLosses {
    const number = (offset: number): number => Number(this.#value.readBigUInt64LE(offset));
    const at = CGROUP_LOSSES_OFFSETS;
    return { records: number(at.records), bytes: number(at.bytes), held: number(at.held) };
  }
}
