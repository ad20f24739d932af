// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { totalsOf } from '../support/workload.ts';
import { entriesOf, unreadBytes } from './support/bpf-objects.ts';

const STEPS = [5_000, 15_000];
const CONNECTIONS = STEPS.reduce((sum, step) => sum + step);
/** One message each way. */
const CALLS_EACH = 4;
const MEBIBYTE = 1024 * 1024;
/** What would be kept of each later connection: 240 bytes, for two ends and their four streams. */
const GROWTH_BYTES = 8 * MEBIBYTE;
const SETTINGS = {
  // Garbage is collected soon, so that it is not taken for growth.
  NODE_OPTIONS: '--max-semi-space-size=1',
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_PLAINTEXT_BYTES: '0',
  KTLS_RING_BYTES: String(64 * MEBIBYTE),
};

interface Round {
  parallel: number;
  calls: number;
  /** VmRSS of the service after each step. */
  rssBytes: number[];
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

function rssBytes(service: RunningService): number {
  const status = readFileSync(`/proc/${service.process.pid}/status`, 'utf8');
  return Number(/^VmRSS:\s*(\d+) kB$/m.exec(status)?.[1]) * 1024;
}

async function runRound(service: RunningService, parallel: number): Promise<Round> {
  let calls = 0;
  const rss: number[] = [];
  for (const connections of STEPS) {
    calls += await churn(connections, parallel);
    rss.push(rssBytes(service));
  }
  return { parallel, calls, rssBytes: rss, connectionsLeft: entriesOf('connections'), callsLeft: entriesOf('calls') };
}

describe(`${CONNECTIONS} connections, one after the other and 50 at once`, () => {
  const rounds: Round[] = [];
  let service: RunningService;
  let end: ServiceEnd;

  before(async () => {
    service = await startService(SETTINGS);
    for (const parallel of [1, 50]) rounds.push(await runRound(service, parallel));
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

  test('the memory of the service does not grow with them', () => {
    const measured = rounds.flatMap((round) => round.rssBytes);
    console.log(`MiB: ${measured.map((bytes) => (bytes / MEBIBYTE).toFixed(1)).join(', ')}`);
    const [first = 0] = measured;
    assert.ok((measured.at(-1) ?? Infinity) - first < GROWTH_BYTES, measured.join(' '));
  });
});
