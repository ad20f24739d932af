// SPDX-License-Identifier: Apache-2.0
import { LIBBPF, type Libbpf } from '../ffi/libbpf.ts';
import { checkNegative } from '../ffi/native.ts';
import { PreparedCall } from '../ffi/prepared-call.ts';

/**
 * enum ktls_counter of bpf/ktls.h, in its order, up to the first KTLS_FILTERED_*; a test compares them with the object's
 * BTF.
 */
export const COUNTERS = [
  'captured',
  'unentered',
  'produced',
  'lost',
  'lostBytes',
  'lostShare',
  'lostShareBytes',
  'copiedBytes',
  'faultedReads',
  'unreadable',
  'connectionsFull',
  'closesLost',
] as const;

/**
 * The KTLS_FILTERED_* that follow, in their order: why a call was held back; from `pid` on, enum ktls_filter. A test
 * compares them likewise.
 */
export const FILTER_REASONS = [
  'self',
  'sample',
  'rate',
  'cgroup_rate',
  'pid',
  'uid',
  'netns',
  'local_port',
  'peer_port',
  'direction',
  'record_type',
  'owner',
  'comm',
  'local_address',
  'peer_address',
  'cgroup',
  'container',
] as const;

export type FilterReason = (typeof FILTER_REASONS)[number];

export interface KernelCounters extends Record<(typeof COUNTERS)[number], number> {
  filtered: Record<FilterReason, number>;
}

/** Why the ring had no room for a record: it was full, or its cgroup had its share of a ring that was half full. */
export type LossReason = 'ring' | 'cgroup';

/** The lost records by reason. */
export const lossesOf = ({
  lost,
  lostShare,
}: Pick<KernelCounters, 'lost' | 'lostShare'>): Record<LossReason, number> => ({
  // They are read one after the other, while they grow.
  ring: Math.max(lost - lostShare, 0),
  cgroup: lostShare,
});

/** Sums the per-CPU counters: one 64-bit value for each possible CPU (bpf_percpu_array_copy). */
export class CounterReader {
  readonly #key = Buffer.alloc(4);
  readonly #values: Buffer;
  readonly #lookup: PreparedCall;

  constructor(libbpf: Libbpf, mapFd: number) {
    const cpus = checkNegative('libbpf_num_possible_cpus', libbpf.libbpf_num_possible_cpus());
    this.#values = Buffer.alloc(8 * cpus);
    // int bpf_map_lookup_elem(int fd, const void *key, void *value)
    this.#lookup = new PreparedCall(LIBBPF, 'bpf_map_lookup_elem', [
      { type: 'int', value: mapFd },
      { type: 'pointer', value: this.#key },
      { type: 'pointer', value: this.#values },
    ]);
  }

  read(): KernelCounters {
    return { ...this.#readAll(COUNTERS, 0), filtered: this.#readAll(FILTER_REASONS, COUNTERS.length) };
  }

  #readAll<Name extends string>(names: readonly Name[], first: number): Record<Name, number> {
    return Object.fromEntries(names.map((name, index) => [name, this.#sum(first + index)])) as Record<Name, number>;
  }

  #sum(index: number): number {
    this.#key.writeUInt32LE(index);
    checkNegative('bpf_map_lookup_elem', this.#lookup.call());
    let sum = 0;
    for (let at = 0; at < this.#values.length; at += 8) sum += Number(this.#values.readBigUInt64LE(at));
    return sum;
  }
}
