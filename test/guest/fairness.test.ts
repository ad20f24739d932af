// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { CapturedCall } from '../support/captured-calls.ts';
import { consoleCalls, consoleLosses, consoleRecords } from '../support/console-calls.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { workerOf } from '../support/worker-of.ts';
import type { TrueCall } from '../support/workload.ts';
import { entriesOf, unreadBytes } from './support/bpf-objects.ts';
import { holdReceivers } from './support/held-receivers.ts';
import { holdWorkload } from './support/held-workload.ts';

const RING_BYTES = 262_144;
const SETTINGS = {
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_CONSOLE: 'json',
  KTLS_CAPTURE_BYTES: '16384',
  KTLS_PLAINTEXT_BYTES: '16384',
};
const NOISY = '/system.slice/noisy.service';
const QUIET = '/system.slice/quiet.service';
const QUIET_CALLS = 40;

interface Observed {
  noisy: TrueCall[];
  quiet: TrueCall[];
  end: ServiceEnd;
  calls: CapturedCall[];
}

/** What each of two cgroups does, one after the other, and what came of it. */
async function observe(
  env: Record<string, string>,
  load: readonly string[],
  around: (service: RunningService, work: () => Promise<TrueCall[]>) => Promise<TrueCall[]>,
): Promise<Observed> {
  const service = await startService({ ...SETTINGS, ...env });
  try {
    const quiet = await holdWorkload(['small'], { cgroup: QUIET });
    const noisy = await holdWorkload([...load, 'load'], { cgroup: NOISY });
    let noisyCalls: TrueCall[] = [];
    const quietCalls = await around(service, async () => {
      noisyCalls = await noisy.release();
      return quiet.release();
    });
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    console.log(JSON.stringify(end.summary));
    return { noisy: noisyCalls, quiet: quietCalls, end, calls: consoleCalls(consoleRecords(end.stdout)) };
  } finally {
    service.process.kill('SIGKILL');
  }
}

const of = (calls: readonly CapturedCall[], truth: readonly TrueCall[]): CapturedCall[] =>
  calls.filter(({ pid }) => pid === truth[0]?.pid);
const shown = (calls: readonly TrueCall[]): string[] =>
  calls.map(({ direction, localPort, bytes }) => `${direction} ${localPort} ${bytes.toString('base64')}`);
const bytesOf = (calls: readonly TrueCall[]): number => calls.reduce((sum, { bytes }) => sum + bytes.length, 0);

/** What the stream tells of one reason, all of it the loss of the noisy cgroup. */
function lossOfNoisy({ end }: Observed, reason: string): { count: number; bytes: number } {
  const losses = consoleLosses(end.stdout).filter((loss) => loss['ktls.loss.reason'] === reason);
  assert.ok(losses.length > 0);
  for (const loss of losses) {
    assert.equal(loss['ktls.cgroup.path'], NOISY);
    assert.match(String(loss['ktls.cgroup.id']), /^\d+$/);
  }
  const sum = (name: string): number => losses.reduce((total, loss) => total + Number(loss[name] ?? 0), 0);
  return { count: sum('ktls.loss.count'), bytes: sum('ktls.loss.bytes') };
}

function assertAllOfQuiet({ calls, quiet }: Observed): void {
  assert.equal(quiet.length, QUIET_CALLS);
  assert.deepEqual(shown(of(calls, quiet)).sort(), shown(quiet).sort());
}

test('a cgroup that floods a ring which nobody reads loses records, and another none', async () => {
  let used: number[] = [];
  const env = { KTLS_RING_BYTES: String(RING_BYTES) };
  const observed = await observe(env, ['--count', '4000', '--bytes', '200'], async (service, work) => {
    process.kill(workerOf(service.process), 'SIGSTOP');
    try {
      return await work();
    } finally {
      used = [unreadBytes('ring')];
      process.kill(workerOf(service.process), 'SIGCONT');
    }
  });
  const { noisy, quiet, end, calls } = observed;
  assertAllOfQuiet(observed);
  const { calls: all, missed, filtered, produced = 0, lost = 0, lost_by, lost_bytes, unshown = 0 } = end.summary;
  const { dropped = 0, exported = 0 } = end.summary;
  const captured = of(calls, noisy);
  assert.equal(noisy.length, 8000);
  assert.deepEqual({ all, missed, filtered }, { all: noisy.length + quiet.length, missed: 0, filtered: 0 });
  assert.equal(produced, all);
  assert.equal(produced, lost + unshown + dropped + exported);
  // None for want of room in the ring itself.
  assert.deepEqual(lost_by, { cgroup: lost });
  assert.equal(lost, noisy.length - captured.length);
  assert.equal(lost_bytes, bytesOf(noisy) - bytesOf(captured));
  assert.deepEqual(lossOfNoisy(observed, 'cgroup'), { count: lost, bytes: lost_bytes });
  // Half, a half of the rest, and what the quiet one did.
  const [bytes = 0] = used;
  assert.ok(bytes > 0.7 * RING_BYTES && bytes < 0.85 * RING_BYTES, `${bytes} of ${RING_BYTES} bytes in use`);
  assert.match(end.stderr, /\d+ records lost: their cgroup had its share of the ring/);
});

const RATE = 50;

test('KTLS_CGROUP_RATE holds back the calls of a cgroup that makes more, and none of another', async () => {
  const startMillis = performance.now();
  const observed = await observe({ KTLS_CGROUP_RATE: String(RATE) }, ['--count', '1000'], (_, work) => work());
  const seconds = Math.ceil((performance.now() - startMillis) / 1000) + 1;
  const { noisy, quiet, end, calls } = observed;
  assertAllOfQuiet(observed);
  const captured = of(calls, noisy).length;
  assert.ok(captured >= RATE && captured <= RATE * seconds, `${captured} calls`);
  const { calls: all, missed, filtered_by, produced, lost } = end.summary;
  const held = noisy.length - captured;
  assert.deepEqual(
    { all, missed, filtered_by, produced, lost },
    {
      all: noisy.length + quiet.length,
      missed: 0,
      filtered_by: { cgroup_rate: held },
      produced: captured + 40,
      lost: 0,
    },
  );
  assert.deepEqual(lossOfNoisy(observed, 'cgroup_rate'), { count: held, bytes: 0 });
});

const MAX_CALLS = 256;
const MAX_CONNECTIONS = 1024;
/** Each has two ends here, and a thread that is blocked in recv. */
const RECEIVERS = 300;

test('a cgroup has half of the calls under way and half of the connections, and another has room for its own', async () => {
  const env = { KTLS_MAX_CALLS: String(MAX_CALLS), KTLS_MAX_CONNECTIONS: String(MAX_CONNECTIONS) };
  const service = await startService({ ...SETTINGS, ...env });
  try {
    const noisy = await holdReceivers(RECEIVERS, NOISY);
    assert.deepEqual([entriesOf('calls'), entriesOf('connections')], [MAX_CALLS / 2, MAX_CONNECTIONS / 2]);
    const held = await holdWorkload(['small'], { cgroup: QUIET });
    const quiet = await held.release();
    assert.deepEqual([entriesOf('calls'), entriesOf('connections')], [MAX_CALLS / 2, MAX_CONNECTIONS / 2]);
    await noisy.release();
    assert.deepEqual([entriesOf('calls'), entriesOf('connections')], [0, 0]);
    // What was given back can be taken again.
    const again = await holdReceivers(RECEIVERS, NOISY);
    assert.deepEqual([entriesOf('calls'), entriesOf('connections')], [MAX_CALLS / 2, MAX_CONNECTIONS / 2]);
    await again.release();
    assert.deepEqual([entriesOf('calls'), entriesOf('connections')], [0, 0]);
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    const records = consoleRecords(end.stdout);
    const calls = consoleCalls(records);
    assertAllOfQuiet({ noisy: [], quiet, end, calls });
    const idsOf = (pid: number | undefined): unknown[] =>
      records.filter((record) => record['process.pid'] === pid).map((record) => record['ktls.connection.id']);
    assert.equal(idsOf(quiet[0]?.pid).filter((id) => id === undefined).length, 0);
    for (const { pid } of [noisy, again]) {
      const ids = idsOf(pid);
      assert.ok(ids.includes(undefined));
      assert.ok(new Set(ids.filter((id) => id !== undefined)).size <= MAX_CONNECTIONS / 2);
    }
    const { calls: all, missed = 0, filtered, produced, lost } = end.summary;
    console.log(JSON.stringify(end.summary));
    assert.deepEqual({ all, filtered, lost }, { all: 4 * RECEIVERS + QUIET_CALLS, filtered: 0, lost: 0 });
    assert.equal(produced, calls.length);
    assert.equal(missed, 4 * RECEIVERS + QUIET_CALLS - calls.length);
    const losses = consoleLosses(end.stdout).filter((loss) => loss['ktls.loss.reason'] === 'missed');
    assert.equal(
      losses.reduce((sum, loss) => sum + Number(loss['ktls.loss.count']), 0),
      missed,
    );
    assert.ok(missed >= 2 * (RECEIVERS - MAX_CALLS / 2), `${missed} missed`);
    assert.match(end.stderr, /calls of connections beyond KTLS_MAX_CONNECTIONS, or half of it for a cgroup/);
  } finally {
    service.process.kill('SIGKILL');
  }
});
