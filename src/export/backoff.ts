// SPDX-License-Identifier: Apache-2.0

const INITIAL_MILLIS = 1000;
const MULTIPLIER = 1.5;
/** A Collector that is back is found within 5 s. */
const MAX_MILLIS = 5000;
/** Never a busy loop. */
const MIN_MILLIS = 50;
/** setTimeout takes a longer delay than 2^31 - 1 ms for 1 ms; no server means to silence us for hours. */
const MAX_SERVER_DELAY_MILLIS = 300_000;

/**
 * How long to wait before the next attempt: anything up to a bound that grows (full jitter), so that many who lost the
 * same Collector don't come back together.
 * @param failures attempts that failed so far, at least 1
 * @param random 0 to 1
 */
export function backoffMillis(failures: number, random: number): number {
  const bound = Math.min(INITIAL_MILLIS * MULTIPLIER ** (failures - 1), MAX_MILLIS);
  return Math.max(MIN_MILLIS, Math.round(bound * random));
}

/** A server's own delay, never shorter than it says within reason, and never a busy loop. */
export function serverDelayMillis(retryAfterMillis: number): number {
  return Math.min(Math.max(retryAfterMillis, MIN_MILLIS), MAX_SERVER_DELAY_MILLIS);
}
