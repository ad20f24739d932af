// SPDX-License-Identifier: Apache-2.0
import type { Libbpf } from './libbpf.ts';
import { checkNegative, pointerTo } from './native.ts';

/** enum ktls_counter of bpf/ktls.h, in its order, up to the first KTLS_FILTERED_*. */
export const COUNTERS = [
  'captured',
  'unentered',
  'produced',
  'lost',
  'lostBytes',
  'copiedBytes',
  'faultedReads',
  'unreadable',
  'connectionsFull',
  'closesLost',
] as const;

/** The KTLS_FILTERED_* that follow, in their order: why a call was held back; from `pid` on, enum ktls_filter. */
export const FILTER_REASONS = [
  'self',
  'sample',
  'rate',
  'pid',
  'uid',
  'netns',
  'local_port',
  'peer_port',
  'direction',
  'record_type',
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

/** Sums the per-CPU counters: one 64-bit value for each possible CPU (bpf_percpu_array_copy). */
export function readCounters(libbpf: Libbpf, mapFd: number): KernelCounters {
  const cpus = checkNegative('libbpf_num_possible_cpus', libbpf.libbpf_num_possible_cpus());
  const key = Buffer.alloc(4);
  const values = Buffer.alloc(8 * cpus);
  const read = (index: number): number => {
    key.writeUInt32LE(index);
    const result = libbpf.bpf_map_lookup_elem(mapFd, pointerTo(key), pointerTo(values));
    checkNegative('bpf_map_lookup_elem', result);
    let sum = 0;
    for (let cpu = 0; cpu < cpus; cpu++) sum += Number(values.readBigUInt64LE(8 * cpu));
    return sum;
  };
  const readAll = <Name extends string>(names: readonly Name[], first: number): Record<Name, number> =>
    Object.fromEntries(names.map((name, index) => [name, read(first + index)])) as Record<Name, number>;
  return { ...readAll(COUNTERS, 0), filtered: readAll(FILTER_REASONS, COUNTERS.length) };
}
