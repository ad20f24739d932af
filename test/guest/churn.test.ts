// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { LostCloses } from '../../src/capture/lost-closes.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { workerOf } from '../support/worker-of.ts';
import { totalsOf } from '../support/workload.ts';
import { entriesOf, lookAtMap, unreadBytes } from './support/bpf-objects.ts';

const CONNECTIONS = 2_000;
/** One message each way. */
const CALLS_EACH = 4;
const MEBIBYTE = 1024 * 1024;
const SETTINGS = {
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_PLAINTEXT_BYTES: '0',
  KTLS_RING_BYTES: String(64 * MEBIBYTE),
};

interface Round {
  parallel: number;
  calls: number;
  /** In the kernel's maps, once all connections are closed. */
  connectionsLeft: number;
  callsLeft: number;
}

/** Makes connections and resolves, once the service has read all there is of them, to their calls. */
async function churn(connections: number, parallel: number): Promise<number> {
  const totals = await totalsOf(['--connections', String(connections), '--parallel', String(parallel), 'churn']);
  while (unreadBytes('ring') > 0) await sleep(100);
  return totals.reduce((sum, { calls }) => sum + calls, 0);
}

async function runRound(parallel: number): Promise<Round> {
  const calls = await churn(CONNECTIONS, parallel);
  return { parallel, calls, connectionsLeft: entriesOf('connections'), callsLeft: entriesOf('calls') };
}

describe(`${CONNECTIONS} connections, one after the other and 50 at once`, () => {
  const rounds: Round[] = [];
  let service: RunningService;
  let end: ServiceEnd;

  before(async () => {
    service = await startService(SETTINGS);
    for (const parallel of [1, 50]) rounds.push(await runRound(parallel));
    end = await service.stop();
  });

  // What a failure left running would keep this process from ending.
  after(() => void service?.process.kill('SIGKILL'));

  test('every call is counted', () => {
    const calls = CONNECTIONS * CALLS_EACH;
    assert.deepEqual(
      rounds.map((round) => round.calls),
      [calls, calls],
    );
    const { calls: counted, missed, filtered, lost, produced, dropped } = end.summary;
    assert.deepEqual({ counted, missed, filtered, lost }, { counted: 2 * calls, missed: 0, filtered: 0, lost: 0 });
    assert.deepEqual({ produced, dropped }, { produced: 2 * calls, dropped: 2 * calls });
    assert.equal(end.code, 0, end.stderr);
  });

  test("nothing is left of them in the kernel's maps", () => {
    const left = rounds.map(({ connectionsLeft, callsLeft }) => ({ connectionsLeft, callsLeft }));
    const none = { connectionsLeft: 0, callsLeft: 0 };
    assert.deepEqual(left, [none, none]);
  });
});

test('ends of connections that the ring has no room for are kept apart, and told of', async () => {
  const service = await startService({ ...SETTINGS, KTLS_RING_BYTES: '65536' });
  try {
    process.kill(workerOf(service.process), 'SIGSTOP');
    await totalsOf(['--connections', '500', '--parallel', '50', 'churn']);
    const none = { produced: 0, consumed: 0 };
    const lost = lookAtMap('lost_closes', (fd) => new LostCloses(fd, none).next());
    process.kill(workerOf(service.process), 'SIGCONT');
    const { code, stderr } = await service.stop();
    assert.equal(code, 0, stderr);
    assert.ok(lost.length > 0 && lost.length < 2 * 500, `${lost.length}`);
    assert.equal(new Set(lost).size, lost.length);
    assert.match(stderr, new RegExp(`\\b${lost.length} ends of connections lost: the ring was full`));
  } finally {
    service.process.kill('SIGKILL');
  }
});
