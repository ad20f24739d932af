// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { EVENT_OFFSETS } from '../../../src/capture/event-layout.ts';
import { RingBuffer } from '../../../src/capture/ring-buffer.ts';
import { openLibc, pageBytes } from '../../../src/ffi/libc.ts';
import { encodeSample } from '../../unit/capture/sample.ts';
import { ExpectedSamples, pattern } from './expected-sample.ts';
import { Filler } from './filler.ts';

const RING_BYTES = 16 * 1024 * 1024;
const FILL = { minBytes: 16_000, spread: 45_001, stamped: true };
const SAMPLES = 112_640;
/** At most 7.9 MB, which half of the ring has room for. */
const SAMPLES_A_RUN = 128;
const HANG_MILLIS = 600_000;

test('more than 4 GiB go through one ring, written by one thread while another reads', {
  timeout: HANG_MILLIS,
}, async (t) => {
  const startMillis = performance.now();
  using filler = new Filler(RING_BYTES);
  filler.setSample(encodeSample({}, pattern(65_535)));
  using ring = new RingBuffer(openLibc(), filler.ringFd, RING_BYTES, pageBytes());
  const expected = new ExpectedSamples(FILL);
  let count = 0;
  let bytes = 0;
  let filling = true;
  const filled = (async () => {
    for (let started = 0; started < SAMPLES; ) {
      if (ring.pendingBytes > RING_BYTES / 2) await nextTurn();
      else {
        await filler.fillBeside(SAMPLES_A_RUN, FILL);
        started += SAMPLES_A_RUN;
      }
    }
  })().finally(() => {
    filling = false;
  });
  const check = (sample: Buffer): boolean => {
    const wanted = expected.next();
    sample.copy(wanted, EVENT_OFFSETS.ktime_boot_ns, EVENT_OFFSETS.ktime_boot_ns, EVENT_OFFSETS.ktime_boot_ns + 8);
    if (!sample.equals(wanted)) assert.deepEqual(sample.subarray(0, 256), wanted.subarray(0, 256), `sample ${count}`);
    assert.ok(sample.equals(wanted), `sample ${count}`);
    count += 1;
    bytes += sample.length;
    return count % 32 !== 0;
  };
  while (filling || ring.pendingBytes > 0) {
    ring.drain(check);
    await nextTurn();
  }
  await filled;
  assert.equal(count, SAMPLES);
  assert.ok(bytes > 2 ** 32);
  const { produced, lost } = filler.counters();
  assert.deepEqual([produced, lost], [SAMPLES, 0]);
  t.diagnostic(`${(bytes / 2 ** 30).toFixed(1)} GiB in ${((performance.now() - startMillis) / 1000).toFixed(1)} s`);
});
