// SPDX-License-Identifier: Apache-2.0
import type { Libbpf } from './libbpf.ts';
import { checkNegative, pointerTo } from './native.ts';

/** enum ktls_counter of bpf/ktls.h, in its order. */
export const COUNTERS = [
  'captured',
  'filteredSelf',
  'unentered',
  'produced',
  'lost',
  'lostBytes',
  'faultedReads',
  'connectionsFull',
  'closesLost',
] as const;

export type KernelCounters = Record<(typeof COUNTERS)[number], number>;

/** Sums the per-CPU counters: one 64-bit value for each possible CPU (bpf_percpu_array_copy). */
export function readCounters(libbpf: Libbpf, mapFd: number): KernelCounters {
  const cpus = checkNegative('libbpf_num_possible_cpus', libbpf.libbpf_num_possible_cpus());
  const key = Buffer.alloc(4);
  const values = Buffer.alloc(8 * cpus);
  const counters = {} as KernelCounters;
  COUNTERS.forEach((name, index) => {
    key.writeUInt32LE(index);
    const result = libbpf.bpf_map_lookup_elem(mapFd, pointerTo(key), pointerTo(values));
    checkNegative('bpf_map_lookup_elem', result);
    let sum = 0;
    for (let cpu = 0; cpu < cpus; cpu++) sum += Number(values.readBigUInt64LE(8 * cpu));
    counters[name] = sum;
  });
  return counters;
}
