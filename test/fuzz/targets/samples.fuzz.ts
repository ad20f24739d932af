// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import type { WallClock } from '../../../src/capture/boot-clock.ts';
import { decodeSample } from '../../../src/capture/decode.ts';
import { CallOrigins } from '../../../src/capture/decode-origin.ts';
import { CHUNK_BYTES, EVENT_BYTES } from '../../../src/capture/event-layout.ts';

const CLOCK: WallClock = { wallNanos: (boot) => boot, nowNanos: () => 0n };
const origins = new CallOrigins();

/** Samples of the ring. An event has bytes of its sample and no more, and its numbers are exact. */
export function fuzz(sample: Buffer): void {
  const event = decodeSample(sample, CLOCK, origins);
  if (event?.kind !== 'data') return;
  const { call, payload } = event;
  const bytes = payload.reveal();
  assert.ok(bytes.length <= CHUNK_BYTES && call.callOffset + bytes.length <= call.length);
  assert.deepEqual(bytes, sample.subarray(EVENT_BYTES, EVENT_BYTES + bytes.length));
  for (const number of [call.length, call.callOffset, call.streamOffset, call.missed])
    assert.ok(Number.isSafeInteger(number) && number >= 0);
}
