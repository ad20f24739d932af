// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import type { LedgerEntry } from '../../../src/capture/ledger.ts';
import type { LeftRun } from '../../../src/capture/pinned-run.ts';
import type { Loss } from '../../../src/records/event-records.ts';
import { missingOf, tellKilledRuns } from '../../../src/run/killed-runs.ts';
import { runKey } from '../../../src/run/run-maps.ts';
import { countsOf } from '../counts.ts';

const STARTED = 1_700_000_000_000_000_000n;
const REST = STARTED + 5_000_000_000n;
const NOW = STARTED + 60_000_000_000n;

type Numbers = Partial<Omit<LedgerEntry, 'startedUnixNanos' | 'restUnixNanos'>> & { produced?: number; lost?: number };

function accountOf({ produced = 0, lost = 0, ...fates }: Numbers): NonNullable<LeftRun['account']> {
  const none = { takenOver: 0, unshown: 0, dropped: 0, exported: 0, sending: 0, unmarked: 0 };
  const ledger = { startedUnixNanos: STARTED, restUnixNanos: REST, ...none, ...fates };
  return { counters: countsOf({ produced, lost }), ledger };
}

const CASES: [what: string, numbers: Numbers, takenOver: number, count: number, isAtMost: boolean][] = [
  ['nothing was captured', {}, 0, 0, false],
  ['everything had its fate', { produced: 10, lost: 1, unshown: 2, dropped: 3, exported: 4 }, 0, 0, false],
  ['some had none', { produced: 20, lost: 1, unshown: 2, dropped: 3, exported: 4 }, 0, 10, false],
  ['all of these are in the spool', { produced: 20, exported: 10 }, 10, 0, false],
  ['some of these are', { produced: 20, exported: 10 }, 7, 3, false],
  ['it had taken over as well', { produced: 20, takenOver: 5, exported: 10 }, 7, 8, false],
  ['some were being sent', { produced: 20, exported: 10, sending: 6 }, 0, 10, true],
  ['some of the spool are exported', { produced: 20, exported: 15, unmarked: 5 }, 5, 5, true],
  ['the spool has more', { produced: 20, exported: 15 }, 9, 0, false],
];

for (const [what, numbers, takenOver, count, isAtMost] of CASES) {
  test(`what is missing of a run: ${what}`, () => {
    assert.deepEqual(missingOf(accountOf(numbers), takenOver), { count, isAtMost });
  });
}

/** What is said and told of these. */
function tell(left: readonly LeftRun[], takenOver = 0, unended?: string) {
  const [warnings, infos, losses]: [string[], string[], Loss[]] = [[], [], []];
  const killed = tellKilledRuns({
    left,
    takenOver,
    unended,
    onWarning: (message) => warnings.push(message),
    onInfo: (message) => infos.push(message),
    tell: (loss) => losses.push(loss),
    nowUnixNanos: NOW,
  });
  return { killed, warnings, infos, losses };
}

const RUN = 'the run that began at 2023-11-14T22:13:20.000Z was killed';

test('nothing is said where no run was killed', () => {
  assert.deepEqual(tell([], 5), { killed: 0, warnings: [], infos: [], losses: [] });
});

test('what is missing is one warning and one loss, from when nothing was under way to now', () => {
  const account = accountOf({ produced: 20, lost: 2, dropped: 1, exported: 7, sending: 1 });
  assert.deepEqual(tell([{ startedUnixNanos: STARTED, account }], 3), {
    killed: 7,
    warnings: [
      `${RUN}: at most 7 records were neither exported, dropped nor spooled; 20 produced, 2 lost, 1 dropped, 7 exported`,
    ],
    infos: [],
    losses: [{ reason: 'killed', count: 7, isAtMost: true, startUnixNanos: REST, endUnixNanos: NOW }],
  });
});

test('of several runs the spool is what the first has left', () => {
  const run = { startedUnixNanos: STARTED, account: accountOf({ produced: 4 }) };
  const { killed, losses } = tell([run, run], 3);
  assert.deepEqual([killed, losses.map(({ count }) => count)], [5, [1, 4]]);
});

test('a run of which nothing is missing is no loss', () => {
  const account = accountOf({ produced: 20, exported: 20 });
  const infos = [`${RUN}: nothing of it is missing`];
  assert.deepEqual(tell([{ startedUnixNanos: STARTED, account }]), { killed: 0, warnings: [], infos, losses: [] });
});

test('what can not be known is said', () => {
  assert.deepEqual(tell([{ startedUnixNanos: STARTED }]).warnings, [
    `${RUN}, and it was of another version, whose counters can't be read: what it lost is not known`,
  ]);
  const unended = '2023-11-14T22:13:20.000Z';
  assert.deepEqual(tell([], 0, unended).warnings, [
    `a run that began at ${unended} did not end, and its counters are gone: what it lost is not known`,
  ]);
  const account = accountOf({});
  assert.deepEqual(tell([{ startedUnixNanos: STARTED, account }], 0, unended).warnings, []);
});

test('the key is that of the folder, whatever its path is; without a spool it is another one', (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-key-'));
  t.after(() => rmSync(folder, { recursive: true }));
  mkdirSync(join(folder, 'a'));
  mkdirSync(join(folder, 'b'));
  const [a, b, none] = [runKey(join(folder, 'a')), runKey(join(folder, 'b')), runKey(undefined)];
  assert.equal(runKey(join(folder, 'b', '..', 'a')), a);
  assert.equal(new Set([a, b, none]).size, 3);
  // The BPF file system takes no dots, and a dash ends the key.
  for (const key of [a, b, none]) assert.match(key, /^[a-z0-9_]+$/);
});
