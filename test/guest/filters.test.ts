// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import type { FilterReason } from '../../src/capture/counters.ts';
import type { AttributeValue } from '../backends/collector/otlp-attributes.ts';
import { byStream, type CapturedCall, streamKey } from '../support/captured-calls.ts';
import { consoleCalls, consoleRecords } from '../support/console-calls.ts';
import { callsOf, RAW, type TrueCall } from '../support/workload.ts';
import { type FilterCase, type Judge, nothing } from './support/filter-case.ts';
import { FILTER_CASES } from './support/filter-cases.ts';
import { FIRST_CASE, FIRST_FILTERS } from './support/filter-cases-process.ts';
import { holdWorkload } from './support/held-workload.ts';
import { type ReloadableEnd, ReloadableService } from './support/reloadable-service.ts';

/** All that is copied is shown. */
const ENVIRONMENT = {
  OTEL_LOGS_EXPORTER: 'none',
  KTLS_CONSOLE: 'json',
  KTLS_CAPTURE_BYTES: '16384',
  KTLS_PLAINTEXT_BYTES: '16384',
};
const CONNECTIONS = 200;
const RATE_LIMIT = 10;
const LOADED_CALLS = 1000;

/** What a part of a case did, and which of it is captured. */
interface Done {
  truth: TrueCall[];
  judge: Judge;
}

/** Calls with their places in their streams, as comparable text. */
const described = (call: TrueCall, offset: number): string =>
  `${streamKey(call)} at ${offset}: ${call.recordType} ${call.bytes.toString('base64')}`;

function expectedOf({ truth, judge }: Done): string[] {
  return [...byStream(truth).values()].flatMap((stream) => {
    let end = 0;
    return stream.flatMap((call) => {
      const offset = end;
      // What is held back counts too.
      end += call.bytes.length;
      return judge(call) === undefined ? [described(call, offset)] : [];
    });
  });
}

/** Each of them is a call of the truth in its place, and none is there twice. */
function assertAmong(found: readonly CapturedCall[], truth: TrueCall[]): void {
  const left = new Set(expectedOf({ truth, judge: nothing }));
  for (const call of found) assert.ok(left.delete(described(call, call.offset)), streamKey(call));
}

async function runCase(service: ReloadableService, filterCase: FilterCase): Promise<Done[]> {
  const { filters, parts } = filterCase;
  if (typeof filters !== 'function' && filterCase !== FIRST_CASE) await service.apply(filters);
  const held = await Promise.all(parts.map(({ args, options }) => holdWorkload(args, options)));
  if (typeof filters === 'function') await service.apply(filters(held.map(({ pid }) => pid)));
  const done: Done[] = [];
  for (const [index, { judge }] of parts.entries()) done.push({ truth: (await held[index]?.release()) ?? [], judge });
  return done;
}

describe('what passes the filters of a running service', () => {
  const done = new Map<FilterCase, Done[]>();
  let service: ReloadableService;
  let end: ReloadableEnd;
  let records: Record<string, AttributeValue>[];
  let captured: CapturedCall[];
  let sampled: TrueCall[];
  let limited: TrueCall[];
  let limitedMillis: number;

  before(async () => {
    service = await ReloadableService.start(ENVIRONMENT, FIRST_FILTERS);
    for (const filterCase of FILTER_CASES) done.set(filterCase, await runCase(service, filterCase));
    await service.apply({ sample_ratio: 0.5 });
    sampled = await callsOf(RAW, ['--connections', String(CONNECTIONS), 'churn']);
    await service.apply({ rate_limit: RATE_LIMIT });
    const startMillis = performance.now();
    limited = await callsOf(RAW, ['--count', String(LOADED_CALLS / 2), 'load']);
    limitedMillis = performance.now() - startMillis;
    end = await service.stop();
    records = consoleRecords(end.stdout);
    captured = consoleCalls(records);
  });

  // What a failure left running would keep this process from ending.
  after(() => service?.kill());

  const capturedOf = (truth: readonly TrueCall[]): CapturedCall[] => {
    const pids = new Set(truth.map(({ pid }) => pid));
    return captured.filter(({ pid }) => pids.has(pid));
  };

  for (const filterCase of FILTER_CASES) {
    test(filterCase.name, () => {
      const parts = done.get(filterCase) ?? [];
      assert.equal(parts.length, filterCase.parts.length);
      for (const part of parts) {
        assert.ok(part.truth.length > 0);
        const found = capturedOf(part.truth).map((call) => described(call, call.offset));
        assert.deepEqual(found.sort(), expectedOf(part).sort());
      }
    });
  }

  test('about half of the connections, each whole or not at all', () => {
    assert.equal(sampled.length, 4 * CONNECTIONS);
    const found = capturedOf(sampled);
    assertAmong(found, sampled);
    const byConnection = new Map<string, string[]>();
    for (const { connectionId, direction } of found) {
      byConnection.set(connectionId, [...(byConnection.get(connectionId) ?? []), direction].sort());
    }
    for (const [id, directions] of byConnection) assert.deepEqual(directions, ['RX', 'TX'], id);
    // 400 ends; of a fair choice 60 are six standard deviations.
    assert.ok(byConnection.size >= 140 && byConnection.size <= 260, `${byConnection.size} of ${2 * CONNECTIONS} ends`);
  });

  test('ten calls a second of a thousand, with their places in their streams', () => {
    assert.equal(limited.length, LOADED_CALLS);
    const found = capturedOf(limited);
    assertAmong(found, limited);
    const seconds = Math.ceil(limitedMillis / 1000) + 1;
    assert.ok(found.length >= RATE_LIMIT && found.length <= RATE_LIMIT * seconds, `${found.length} calls`);
  });

  test('every call that is held back is counted under its reason', () => {
    const expected: Partial<Record<FilterReason, number>> = {};
    const add = (reason: FilterReason, count: number): void => {
      expected[reason] = (expected[reason] ?? 0) + count;
    };
    for (const { truth, judge } of [...done.values()].flat()) {
      for (const reason of truth.map(judge)) if (reason !== undefined) add(reason, 1);
    }
    add('sample', sampled.length - capturedOf(sampled).length);
    add('rate', limited.length - capturedOf(limited).length);
    assert.deepEqual(end.account.filtered_by, expected);
    const truth = [...done.values()].flat().flatMap((part) => part.truth);
    const calls = truth.length + sampled.length + limited.length;
    const { filtered, missed, lost } = end.account;
    assert.equal(end.code, 0, end.stderr);
    assert.deepEqual({ calls: end.account.calls, missed, lost }, { calls, missed: 0, lost: 0 });
    assert.equal(filtered, calls - captured.length);
    console.log(`${calls} calls: ${JSON.stringify(end.account)}`);
  });

  test('nothing of a call that is held back is copied', () => {
    const shown = records.reduce((sum, record) => sum + Number(record['ktls.captured_length']), 0);
    assert.equal(end.account.copied_bytes, shown);
  });
});
