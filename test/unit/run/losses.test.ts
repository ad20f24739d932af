// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { beforeEach, test } from 'node:test';
import fc from 'fast-check';
import type { CaptureCounts } from '../../../src/capture/capture.ts';
import type { CgroupLosses } from '../../../src/capture/cgroup-losses.ts';
import { NativeError } from '../../../src/ffi/native.ts';
import type { Loss } from '../../../src/records/event-records.ts';
import { Losses } from '../../../src/run/losses.ts';
import { countsOf } from '../counts.ts';

const START_MILLIS = 1_700_000_000_000;

let seconds: number;
let counts: CaptureCounts;
let ofCgroups: Map<bigint, CgroupLosses>;
let cgroupLosses: () => ReadonlyMap<bigint, CgroupLosses>;
let dropped: Record<string, number>;
let told: Loss[];
let losses: Losses;

beforeEach(() => {
  seconds = 0;
  counts = countsOf();
  ofCgroups = new Map();
  cgroupLosses = () => new Map(ofCgroups);
  dropped = {};
  told = [];
  losses = new Losses({
    capture: { counts: () => counts, cgroupLosses: () => cgroupLosses() },
    dropped: () => dropped,
    cgroupPath: (id) => (id === 2n ? '/known' : undefined),
    tell: (loss) => told.push(loss),
    now: () => START_MILLIS + 1000 * seconds,
    steadyMillis: () => 1000 * seconds,
  });
});

const secondsOf = (nanos: bigint): number => Number(nanos / 1_000_000n - BigInt(START_MILLIS)) / 1000;

/** What is told at that second, each with its span of time. */
function look(atSeconds: number, isLast = false): unknown[] {
  seconds = atSeconds;
  losses.look(counts, isLast);
  return told
    .splice(0)
    .map(({ reason, count, bytes, cgroup, startUnixNanos, endUnixNanos }) => [
      reason,
      count,
      bytes,
      ...(cgroup === undefined ? [] : [`${cgroup.id} ${cgroup.path}`]),
      [secondsOf(startUnixNanos), secondsOf(endUnixNanos)],
    ]);
}

test('nothing is told while nothing is lost, not at the end either', () => {
  counts = countsOf({ captured: 9, produced: 9, copiedBytes: 9, closesLost: 1, unreadable: 1 }, { self: 3, rate: 2 });
  assert.deepEqual([look(1), look(1000), look(2000, true)], [[], [], []]);
});

test('the first is told at once, others once a minute, and what is left at the end; spans of time follow each other', () => {
  assert.deepEqual(look(10), []);
  counts = countsOf({ lost: 3, lostBytes: 300 });
  assert.deepEqual(look(20), [['ring', 3, 300, [10, 20]]]);
  assert.deepEqual(look(30), []);
  counts = countsOf({ lost: 4, lostBytes: 400 });
  assert.deepEqual([look(40), look(79)], [[], []]);
  counts = countsOf({ lost: 9, lostBytes: 450 });
  assert.deepEqual(look(80), [['ring', 6, 150, [30, 80]]]);
  counts = countsOf({ lost: 10, lostBytes: 450 });
  assert.deepEqual(look(81), []);
  assert.deepEqual(look(82, true), [['ring', 1, 0, [80, 82]]]);
  assert.deepEqual(look(83, true), []);
});

test('each reason is told by itself: what is dropped too, but not what goes nowhere by a setting', () => {
  counts = countsOf({ lost: 5, lostBytes: 50, lostShare: 2, lostShareBytes: 20, missed: 7 }, { cgroup_rate: 11 });
  dropped = { rejected: 1, grpc_unavailable: 4, exporter_none: 100 };
  assert.deepEqual(look(5), [
    ['ring', 3, 30, [0, 5]],
    ['cgroup', 2, 20, [0, 5]],
    ['missed', 7, undefined, [0, 5]],
    ['cgroup_rate', 11, undefined, [0, 5]],
    ['rejected', 1, undefined, [0, 5]],
    ['grpc_unavailable', 4, undefined, [0, 5]],
  ]);
  dropped = { ...dropped, shutdown: 8 };
  assert.deepEqual(look(6), [['shutdown', 8, undefined, [0, 6]]]);
});

test('of a share it is told whose it was; what the kernel has forgotten is told without a cgroup', () => {
  ofCgroups.set(2n, { records: 5, bytes: 50, held: 0 }).set(3n, { records: 6, bytes: 6, held: 1 });
  counts = countsOf({ lost: 20, lostBytes: 100, lostShare: 20, lostShareBytes: 100 }, { cgroup_rate: 1 });
  assert.deepEqual(look(1), [
    ['cgroup', 6, 6, '3 undefined', [0, 1]],
    ['cgroup', 5, 50, '2 /known', [0, 1]],
    ['cgroup', 9, 44, [0, 1]],
    ['cgroup_rate', 1, undefined, '3 undefined', [0, 1]],
  ]);
  // 3 was forgotten, and is there again.
  ofCgroups.set(2n, { records: 9, bytes: 90, held: 0 }).set(3n, { records: 1, bytes: 2, held: 0 });
  counts = countsOf({ lost: 26, lostBytes: 145, lostShare: 26, lostShareBytes: 145 }, { cgroup_rate: 1 });
  assert.deepEqual(look(61), [
    ['cgroup', 4, 40, '2 /known', [1, 61]],
    ['cgroup', 1, 2, '3 undefined', [1, 61]],
    ['cgroup', 1, 3, [1, 61]],
  ]);
});

test('what the kernel does not say by cgroup is told without one', () => {
  cgroupLosses = () => {
    throw new NativeError('bpf_map_lookup_elem', 1);
  };
  counts = countsOf({ lost: 3, lostBytes: 300, lostShare: 3, lostShareBytes: 300 });
  assert.deepEqual(look(1), [['cgroup', 3, 300, [0, 1]]]);
});

test('of many cgroups those that have lost most are told, the others together', () => {
  for (let id = 1; id <= 100; id++) ofCgroups.set(BigInt(id), { records: id, bytes: 0, held: 0 });
  counts = countsOf({ lost: 5050, lostShare: 5050 });
  const all = look(1) as [string, number][];
  assert.deepEqual(
    all.map(([, count]) => count),
    [...Array.from({ length: 16 }, (_, index) => 100 - index), 5050 - 16 * 92.5],
  );
  assert.deepEqual(look(2, true), []);
});

test('a clock that is set back an hour delays nothing', () => {
  counts = countsOf({ missed: 1 });
  losses = new Losses({
    capture: { counts: () => counts, cgroupLosses: () => ofCgroups },
    dropped: () => dropped,
    cgroupPath: () => undefined,
    tell: (loss) => told.push(loss),
    now: () => START_MILLIS - 3_600_000,
    steadyMillis: () => 1000 * seconds,
  });
  for (const missed of [1, 2]) {
    counts = countsOf({ missed });
    seconds += 60;
    losses.look(counts);
  }
  assert.deepEqual(
    told.map(({ count }) => count),
    [1, 1],
  );
});

test('whatever is lost and whenever it is looked: the sums are what was lost', () => {
  const step = fc.record({
    seconds: fc.nat(100),
    ring: fc.nat(5),
    ofCgroup: fc.array(fc.tuple(fc.bigInt(1n, 40n), fc.nat(5)), { maxLength: 30 }),
    forgotten: fc.array(fc.bigInt(1n, 40n), { maxLength: 5 }),
    dropped: fc.nat(3),
  });
  fc.assert(
    fc.property(fc.array(step, { maxLength: 12 }), (steps) => {
      const [known, all] = [new Map<bigint, CgroupLosses>(), { ring: 0, cgroup: 0, error: 0 }];
      const sums: Record<string, number> = {};
      const bytes: Record<string, number> = {};
      let now = 0;
      const countsNow = () =>
        countsOf({
          lost: all.ring + all.cgroup,
          lostBytes: 10 * (all.ring + all.cgroup),
          lostShare: all.cgroup,
          lostShareBytes: 10 * all.cgroup,
        });
      const each = new Losses({
        capture: { counts: countsNow, cgroupLosses: () => new Map(known) },
        dropped: () => ({ error: all.error }),
        cgroupPath: () => undefined,
        tell: ({ reason, count, bytes: of = 0 }) => {
          sums[reason] = (sums[reason] ?? 0) + count;
          bytes[reason] = (bytes[reason] ?? 0) + of;
        },
        now: () => now,
        steadyMillis: () => now,
      });
      for (const { seconds: passed, ring, ofCgroup, forgotten, dropped: more } of steps) {
        now += 1000 * passed;
        all.ring += ring;
        all.error += more;
        for (const id of forgotten) known.delete(id);
        for (const [id, records] of ofCgroup) {
          all.cgroup += records;
          const before = known.get(id) ?? { records: 0, bytes: 0, held: 0 };
          known.set(id, { records: before.records + records, bytes: before.bytes + 10 * records, held: 0 });
        }
        each.look(countsNow());
      }
      each.look(countsNow(), true);
      for (const [reason, count] of Object.entries(all)) {
        assert.equal(sums[reason] ?? 0, count);
        assert.equal(bytes[reason] ?? 0, reason === 'error' ? 0 : 10 * count);
      }
    }),
  );
});
