// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { consoleCalls, consoleRecords } from '../support/console-calls.ts';
import { dataLines, linesOf } from '../support/console-records.ts';
import { missingBytes, seenStreams } from '../support/seen-streams.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { workerOf } from '../support/worker-of.ts';
import { callsOf, RAW, type TrueCall } from '../support/workload.ts';

const MEBIBYTE = 1024 * 1024;
const SETTINGS = { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json', KTLS_RING_BYTES: '65536' };

/** Does something while the service reads nothing. */
async function unread<T>(service: RunningService, work: () => Promise<T>): Promise<T> {
  process.kill(workerOf(service.process), 'SIGSTOP');
  try {
    return await work();
  } finally {
    process.kill(workerOf(service.process), 'SIGCONT');
  }
}

/** More than the small ring holds: small calls whose reading stops twice, and calls of up to a MiB. */
async function overflow(service: RunningService): Promise<TrueCall[]> {
  const load = callsOf(RAW, ['--count', '4000', '--rate', '800', 'load']);
  for (let hold = 0; hold < 2; hold++) {
    await sleep(1000);
    await unread(service, () => sleep(1000));
  }
  const unreadCalls = await unread(service, async () => [
    ...(await callsOf(RAW, ['random'])),
    ...(await callsOf(RAW, ['big'])),
  ]);
  return [...(await load), ...unreadCalls, ...(await callsOf(RAW, ['random'])), ...(await callsOf(RAW, ['big']))];
}

async function observe(env: Record<string, string>): Promise<{ truth: TrueCall[]; end: ServiceEnd }> {
  const service = await startService({ ...SETTINGS, ...env });
  try {
    const truth = await overflow(service);
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
    console.log(
      `${name}: ${JSON.stringify(end.summary)}, ${seen.reduce((sum, { gapBytes }) => sum + gapBytes, 0)} bytes before records`,
    );
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual({ calls, missed }, { calls: truth.length, missed: 0 });
    assert.ok(lost > 0 && lost < produced);
    assert.ok(seen.some(({ gapBytes }) => gapBytes > 0));
    assert.equal(produced, lost + unshown + dropped + exported);
    assert.equal(missingBytes(truth, seen), lost_bytes);
  });
}

/** Of `raw gone`: how much of each send lies before the page that has left the memory. */
const BEFORE_PAGE = [0, 8192, 12_188, 1, 20_480, 28_572];

test('a call of which a page has left the memory is shown up to that page', async () => {
  const sizes = { KTLS_CAPTURE_BYTES: '32768', KTLS_PLAINTEXT_BYTES: '32768', KTLS_RING_BYTES: '16777216' };
  const service = await startService({ ...SETTINGS, ...sizes, KTLS_FILTER_DIRECTION: 'TX' });
  try {
    const truth = (await callsOf(RAW, ['gone'])).filter(({ direction }) => direction === 'TX');
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    const shown = consoleCalls(consoleRecords(end.stdout)).map(({ bytes, length }) => ({ bytes, length }));
    assert.deepEqual(
      shown,
      truth.map(({ bytes }, index) => ({ bytes: bytes.subarray(0, BEFORE_PAGE[index]), length: bytes.length })),
    );
    const cut = end.stderr.matchAll(/(\d+) calls cut short: a page of the buffer was not in memory/g);
    assert.equal(
      [...cut].reduce((sum, [, count]) => sum + Number(count), 0),
      BEFORE_PAGE.length,
    );
  } finally {
    service.process.kill('SIGKILL');
  }
});
