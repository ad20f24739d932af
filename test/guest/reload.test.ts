// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import type { AttributeValue } from '../backends/collector/otlp-attributes.ts';
import { consoleRecords } from '../support/console-calls.ts';
import { callsOf, RAW, type TrueCall, type TrueTotals, totalsOf } from '../support/workload.ts';
import { type ReloadableEnd, ReloadableService } from './support/reloadable-service.ts';

/** The ring holds all of it: two loads at full speed are faster than one of two emulated CPUs reads them. */
const ENVIRONMENT = {
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_CONSOLE: 'json',
  KTLS_CAPTURE_BYTES: '0',
  KTLS_PLAINTEXT_BYTES: '0',
  KTLS_RING_BYTES: String(256 * 1024 * 1024),
  KTLS_SHUTDOWN_TIMEOUT: '300000',
};
const BOTH_WANT = 20_443;
const ONE_WANTS = 20_444;
const SWITCHES = 20;
const RECORD_BYTES = 200;
const FILTERS = [{ filter_peer_port: BOTH_WANT }, { filter_peer_port: [`${BOTH_WANT}`, `${ONE_WANTS}`] }];

type Passes = (call: TrueCall) => boolean;
const FILES: readonly (readonly [string, RegExp, Passes])[] = [
  ['wrong', /error: SIGHUP: nothing was changed: 1 setting is wrong: .*filter_peer_port.* is '70000'/, () => true],
  ['broken', /error: SIGHUP: nothing was changed: 1 setting is wrong: \S*settings\.yaml: /, () => true],
  ['unreadable', /error: SIGHUP: nothing was changed: .*: \S*settings\.yaml: cannot be read \(EISDIR\)/, () => true],
  [
    'right, with other settings',
    /info: SIGHUP: .*\n.*warn: changed, and waiting for the next start: KTLS_ATTACH, KTLS_MAX_CALLS\n/,
    ({ direction }) => direction === 'TX',
  ],
];

describe('SIGHUP', () => {
  const loads = new Map<number, TrueTotals[]>();
  /** What was sent and received after each of the files that end the test. */
  const small = new Map<string, TrueCall[]>();
  let service: ReloadableService;
  let end: ReloadableEnd;
  let records: Record<string, AttributeValue>[];
  let isSwitching = true;

  async function loadUntilSwitched(port: number): Promise<void> {
    const options = ['--port', String(port), '--count', '100', '--rate', '100', '--bytes', String(RECORD_BYTES)];
    const totals: TrueTotals[] = [];
    while (isSwitching) totals.push(...(await totalsOf([...options, 'load'])));
    loads.set(port, totals);
  }

  async function switchFilters(): Promise<void> {
    for (let i = 1; i <= SWITCHES; i++) await service.apply(FILTERS[i % 2] ?? {});
    isSwitching = false;
  }

  async function runSmall(name: string): Promise<void> {
    small.set(name, await callsOf(RAW, ['--port', String(BOTH_WANT), 'small']));
  }

  before(async () => {
    service = await ReloadableService.start(ENVIRONMENT, FILTERS[0] ?? {});
    await Promise.all([loadUntilSwitched(BOTH_WANT), loadUntilSwitched(ONE_WANTS), switchFilters()]);

    await service.apply({ filter_peer_port: 70_000, filter_direction: 'RX' });
    await runSmall('wrong');
    writeFileSync(service.file, 'ktls: [');
    await service.hangUp();
    await runSmall('broken');
    rmSync(service.file);
    mkdirSync(service.file);
    await service.hangUp();
    await runSmall('unreadable');
    rmSync(service.file, { recursive: true });
    // Of the ring's size the environment says another, as before: it has not changed.
    const others = { max_calls: 256, attach: 'kprobe', ring_bytes: 65_536 };
    await service.apply({ ...others, filter_peer_port: BOTH_WANT, filter_direction: 'TX' });
    await runSmall('right, with other settings');
    end = await service.stop();
    records = consoleRecords(end.stdout);
  });

  // What a failure left running would keep this process from ending.
  after(() => service?.kill());

  const callsTo = (port: number): TrueTotals[] => (loads.get(port) ?? []).filter(({ direction }) => direction === 'TX');
  const sum = (totals: readonly TrueTotals[]): number => totals.reduce((count, { calls }) => count + calls, 0);
  const recordsOf = (pids: readonly number[], port: number): Record<string, AttributeValue>[] => {
    const known = new Set(pids);
    return records.filter((one) => known.has(Number(one['process.pid'])) && one['network.peer.port'] === port);
  };

  test('what both filters want is captured without a gap while they take turns', () => {
    assert.equal(end.answers.length, SWITCHES + FILES.length);
    for (const answer of end.answers.slice(0, SWITCHES))
      assert.match(answer, /info: SIGHUP: the filters were read again/);
    const truth = callsTo(BOTH_WANT);
    for (const { pid, calls } of truth) {
      const offsets = recordsOf([pid], BOTH_WANT).map((record) => record['ktls.stream.offset']);
      assert.deepEqual(
        offsets,
        Array.from({ length: calls }, (_, i) => i * RECORD_BYTES),
      );
    }
    console.log(`${SWITCHES} switches during ${sum(truth)} calls that both want`);
    assert.ok(sum(truth) > 0);
  });

  test('what one of them wants is captured in part', () => {
    const truth = callsTo(ONE_WANTS);
    const found = recordsOf(
      truth.map(({ pid }) => pid),
      ONE_WANTS,
    ).length;
    console.log(`${found} of ${sum(truth)} calls that one wants`);
    assert.ok(found > 0 && found < sum(truth), `${found} of ${sum(truth)}`);
  });

  FILES.forEach(([name, message, passes], index) => {
    test(`a file that is ${name}: what it says, and which filters then hold`, () => {
      assert.match(end.answers[SWITCHES + index] ?? '', message);
      const truth = small.get(name) ?? [];
      const toServer = truth.filter((call) => call.peerPort === BOTH_WANT && passes(call));
      assert.equal(toServer.length, index === FILES.length - 1 ? 10 : 20);
      const found = recordsOf(
        truth.map(({ pid }) => pid),
        BOTH_WANT,
      );
      const shown = (direction: unknown, length: unknown): string => `${direction} ${length}`;
      const expected = toServer.map(({ direction, bytes }) => shown(direction, bytes.length));
      assert.deepEqual(
        found.map((record) => shown(record['ktls.direction'], record['ktls.length'])),
        expected,
      );
    });
  });

  test('every call is captured or counted as held back', () => {
    const totals = sum([...loads.values()].flat()) + [...small.values()].flat().length;
    const { calls, missed, lost, filtered, filtered_by: filteredBy } = end.account;
    assert.deepEqual(
      { code: end.code, calls, missed, lost },
      { code: 0, calls: totals, missed: 0, lost: 0 },
      end.stderr,
    );
    assert.equal(filtered, totals - records.length);
    // Of the last file, 10 received calls of the client.
    assert.deepEqual(filteredBy, { peer_port: filtered - 10, direction: 10 });
  });
});
