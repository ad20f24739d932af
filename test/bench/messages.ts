// SPDX-License-Identifier: Apache-2.0

/** The two pipelines that are compared. */
export type Kind = 'ours' | 'stock';

/** To a pipeline's process: so many records will come now; measure until they are exported or known to be lost. */
export type Request = { kind: 'expect'; records: number } | { kind: 'lost'; records: number };

/** From it: it has started; it measures from now on; what it has measured. */
export type Reply = { kind: 'ready' } | { kind: 'expecting' } | ({ kind: 'measured' } & Measurement);

export interface Measurement {
  /** Acknowledged by the Collector, and given up. */
  exported: number;
  dropped: number;
  /** From the first record read to the last acknowledged. */
  seconds: number;
  /** Of the whole process: user and system, all threads. */
  cpuMicros: number;
  /** The most memory that the process has had so far, the ring's pages included. */
  maxRssBytes: number;
}
