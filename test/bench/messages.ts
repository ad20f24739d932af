// SPDX-License-Identifier: Apache-2.0

/**
 * What reads the ring. Of ktls-otel: `default`, as it is shipped, and the other modes of KTLS_PAYLOAD, all with spans;
 * `raw, no spans` turns off all that can be. `stock`: records as of that, by OpenTelemetry's own pipeline. `floor`: no
 * ring at all, batches that are encoded already, by the same gRPC client.
 */
export const MODES = ['default', 'headers', 'metadata', 'raw', 'raw, no spans', 'stock', 'floor'] as const;
export type Mode = (typeof MODES)[number];

/** To a pipeline's process: so many samples will come now; measure until their records are exported or known to be lost. */
export type Request = { kind: 'expect'; samples: number } | { kind: 'lost'; samples: number };

/** From it: it has started; it measures from now on; what it has measured. */
export type Reply = { kind: 'ready' } | { kind: 'expecting' } | ({ kind: 'measured' } & Measurement);

export interface Measurement {
  /** Log records that the Collector acknowledged, and that were given up. */
  exported: number;
  dropped: number;
  /** Samples that make no record: their calls have been shown as far as is asked for. */
  unshown: number;
  /** From the first sample read to the last record acknowledged. */
  seconds: number;
  /** Of the whole process: user and system, all threads. */
  cpuMicros: number;
  /** The most memory that the process had meanwhile, the ring's pages included. */
  maxRssBytes: number;
}
