// SPDX-License-Identifier: Apache-2.0
import { setTimeout as delay } from 'node:timers/promises';

const PAUSE_MILLIS = 2;

/** Has so many samples put a second for so long, whether or not anybody takes them; resolves to their number. */
export async function pace(put: (count: number) => void, samplesPerSecond: number, seconds: number): Promise<number> {
  const samples = Math.round(samplesPerSecond * seconds);
  const startMillis = performance.now();
  for (let produced = 0; produced < samples; await delay(PAUSE_MILLIS)) {
    const due = Math.min(samples, Math.floor(((performance.now() - startMillis) / 1000) * samplesPerSecond));
    put(due - produced);
    produced = due;
  }
  return samples;
}
