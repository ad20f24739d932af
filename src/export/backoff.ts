// SPDX-License-Identifier: Apache-2.0

const INITIAL_MILLIS = 1000;
const MULTIPLIER = 1.5;
/** With the jitter on top, a Collector that is back is found within 5 s. */
const MAX_MILLIS = 4000;
const JITTER = 0.2;
/** setTimeout takes a longer delay than 2^31 - 1 ms for 1 ms; no server means to silence us for hours. */
const MAX_SERVER_DELAY_MILLIS = 300_000;

/**
 * How long to wait before the next attempt.
 * @param failures attempts that failed so far, at least 1
 * @param random 0 to 1
 */
export function backoffMillis(failures: number, random: number): number {
  const base = Math.min(INITIAL_MILLIS * MULTIPLIER ** (failures - 1), MAX_MILLIS);
  return Math.round(base * (1 - JITTER + 2 * JITTER * random));
}

/** A server's own delay, never shorter than it says within reason, and never a busy loop. */
export function serverDelayMillis(retryAfterMillis: number): number {
  return Math.min(Math.max(retryAfterMillis, 50), MAX_SERVER_DELAY_MILLIS);
}
