// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { dataLines, linesOf } from '../support/console-records.ts';
import { missingBytes, seenStreams } from '../support/seen-streams.ts';
import type { ServiceEnd } from '../support/service.ts';
import type { TrueCall } from '../support/workload.ts';
import { type RingService, startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const MEBIBYTE = 1024 * 1024;
const SETTINGS = { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json', KTLS_RING_BYTES: '65536' };

/** More than the small ring holds: small calls whose reading stops twice, and calls of up to a MiB. */
async function overflow({ ring, process }: RingService, captureBytes: number): Promise<TrueCall[]> {
  const wire = new Wire(ring, { captureBytes });
  const calls: TrueCall[] = [];
  const small = wire.connect();
  for (let record = 0; record < 4000; record++) {
    if (record % 1600 === 800) process.kill('SIGSTOP');
    if (record % 1600 === 1500) process.kill('SIGCONT');
    if (record % 100 === 0) await sleep(5);
    calls.push(...small.move('client', randomBytes(200)));
  }
  const big = (): void => {
    const pair = wire.connect();
    for (const bytes of [1, 16_384, 100_000, MEBIBYTE]) {
      calls.push(...pair.move('client', randomBytes(bytes), { receive: 65_536 }));
      calls.push(...pair.move('server', randomBytes(bytes), { receive: 65_536 }));
    }
    pair.close();
  };
  process.kill('SIGSTOP');
  big();
  process.kill('SIGCONT');
  await sleep(100);
  big();
  small.close();
  return calls;
}

async function observe(env: Record<string, string>): Promise<{ truth: TrueCall[]; end: ServiceEnd }> {
  const service = await startRingService({ ...SETTINGS, ...env });
  try {
    const truth = await overflow(service, Number(env.KTLS_CAPTURE_BYTES));
    return { truth, end: await service.stop() };
  } finally {
    service.process.kill('SIGKILL');
  }
}

const SIZES = {
  'calls shown whole, in several records each': {
    KTLS_CAPTURE_BYTES: String(MEBIBYTE),
    KTLS_PLAINTEXT_BYTES: String(MEBIBYTE),
  },
  'calls cut to 1,024 bytes, of which 256 are shown': { KTLS_CAPTURE_BYTES: '1024', KTLS_PLAINTEXT_BYTES: '256' },
};

for (const [name, sizes] of Object.entries(SIZES)) {
  test(`${name}: the gaps between records are, to the byte, what the ring had no room for`, async () => {
    const { truth, end } = await observe(sizes);
    const seen = seenStreams(dataLines(linesOf(end.stdout)));
    const { calls, missed, produced = 0, lost = 0, lost_bytes, unshown = 0, dropped = 0, exported = 0 } = end.summary;
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual({ calls, missed }, { calls: truth.length, missed: 0 });
    assert.ok(lost > 0 && lost < produced);
    assert.ok(seen.some(({ gapBytes }) => gapBytes > 0));
    assert.equal(produced, lost + unshown + dropped + exported);
    assert.equal(missingBytes(truth, seen), lost_bytes);
  });
}
