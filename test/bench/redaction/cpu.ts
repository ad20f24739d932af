// SPDX-License-Identifier: Apache-2.0

/** CPU time of this process, all threads: others on the machine do not count. */
export function cpuNanosOf(work: () => void): number {
  const before = process.cpuUsage();
  work();
  const { user, system } = process.cpuUsage(before);
  return 1000 * (user + system);
}

/** CPU that the compilers need to have seen of the work, and that one measurement takes about. */
interface Effort {
  readonly warmUpNanos: number;
  readonly measureNanos: number;
}

/** What is too short for the clock counts as so much. */
const LEAST_NANOS = 1000;

/** Nanoseconds of CPU that the work takes once: each call measures it as often as fills the time. */
export function measurerOf(work: () => void, { warmUpNanos, measureNanos }: Effort): () => number {
  let once = 0;
  for (let spent = 0; spent < warmUpNanos; spent += once) once = cpuNanosOf(work);
  const times = Math.max(1, Math.round(measureNanos / Math.max(once, LEAST_NANOS)));
  return () =>
    cpuNanosOf(() => {
      for (let i = 0; i < times; i++) work();
    }) / times;
}

export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}
