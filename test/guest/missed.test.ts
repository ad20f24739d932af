// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { readPreemption } from '../../src/check/preemption.ts';
import { type DataLine, dataLines, linesOf } from '../support/console-records.ts';
import { seenStreams } from '../support/seen-streams.ts';
import { type ServiceEnd, startService } from '../support/service.ts';
import { type TrueTotals, totalsOf } from '../support/workload.ts';
import { entriesOf } from './support/bpf-objects.ts';

/** The ring holds all of it. */
const SETTINGS = {
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_CONSOLE: 'json',
  KTLS_PLAINTEXT_BYTES: '0',
  KTLS_RING_BYTES: String(128 * 1024 * 1024),
};

interface Observed {
  truth: TrueTotals[];
  lines: DataLine[];
  end: ServiceEnd;
  /** In the kernel's map, once the programs have ended: the service runs yet. */
  callsLeft: number;
}

async function observe(env: Record<string, string>, scenario: readonly string[]): Promise<Observed> {
  const service = await startService({ ...SETTINGS, ...env });
  try {
    const truth = await totalsOf(scenario);
    const callsLeft = entriesOf('calls');
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    return { truth, lines: dataLines(linesOf(end.stdout)), end, callsLeft };
  } finally {
    service.process.kill('SIGKILL');
  }
}

const THREADS = 300;
const MAX_CALLS = 256;
const MESSAGE_BYTES = 64;

test('300 calls under way and room for 256: the next record tells of the missed one, and its offset of the bytes', async () => {
  const scenario = ['--threads', String(THREADS), '--again', 'threads-recv'];
  const { truth, lines, end, callsLeft } = await observe({ KTLS_MAX_CALLS: String(MAX_CALLS) }, scenario);
  assert.equal(callsLeft, 0);
  const { calls, missed = 0, lost } = end.summary;
  console.log(JSON.stringify(end.summary));
  assert.deepEqual({ calls, lost }, { calls: truth.reduce((sum, total) => sum + total.calls, 0), lost: 0 });
  assert.ok(missed >= THREADS - MAX_CALLS, `${missed} missed`);
  const seen = seenStreams(lines);
  assert.equal(seen.length, 2 * THREADS);
  for (const stream of seen) {
    assert.equal(stream.end, 2 * MESSAGE_BYTES);
    assert.equal(stream.gapBytes, stream.missed * MESSAGE_BYTES);
  }
  assert.equal(
    seen.reduce((sum, stream) => sum + stream.missed, 0),
    missed,
  );
  assert.equal(lines.filter((line) => line['ktls.stream.concurrent']).length, 0);
});

const SENT_BYTES = 16384;

/** A kernel without BTF of its modules has kprobes alone. */
if ((process.env.TEST_WAYS ?? 'fentry').includes('fentry')) forced();

function forced(): void {
  test('fentry, forced: the gaps are the missed calls that a hook ran of, and the account has the others too', async () => {
    const { truth, lines, end, callsLeft } = await observe({ KTLS_ATTACH: 'fentry' }, ['pinned']);
    // Of a thread whose last return was missed, too.
    assert.equal(callsLeft, 0);
    const seen = seenStreams(lines);
    assert.equal(seen.length, truth.length);
    let untold = 0;
    for (const { pid, direction, calls, bytes } of truth) {
      const stream = seen.find((one) => one.pid === pid && one.direction === direction);
      assert.ok(stream);
      const { coveredBytes, gapBytes, missed } = stream;
      assert.equal(coveredBytes + gapBytes, stream.end);
      // A send moves what it was asked to; of a receive whose end was missed, that is the most it can have been.
      if (direction === 'TX') assert.equal(gapBytes, missed * SENT_BYTES);
      else assert.ok(gapBytes <= missed * SENT_BYTES);
      const told =
        lines.filter((line) => line['process.pid'] === pid && line['ktls.direction'] === direction).length + missed;
      // After the last record, or of neither hook.
      untold += calls - told;
      if (direction === 'TX') assert.equal(stream.end, bytes - (calls - told) * SENT_BYTES);
    }
    const told = seen.reduce((sum, { missed }) => sum + missed, 0);
    console.log(`${end.summary.missed} missed: ${told} told of by records, ${untold} not`);
    assert.equal(told + untold, end.summary.missed);
    // With the other models no program stands still while another task calls.
    if (!['none', 'voluntary'].includes(readPreemption('/'))) assert.ok(told > 0);
  });
}
