// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { summarise } from '../../../src/run/summary.ts';
import { countsOf } from '../counts.ts';

test('a run in which nothing happened', () => {
  assert.deepEqual(
    summarise(countsOf(), { killed: 0, takenOver: 0, unshown: 0, dropped: {}, exported: 0, inFlight: 0 }),
    {
      calls: 0,
      missed: 0,
      filtered: 0,
      filtered_by: {},
      copied_bytes: 0,
      produced: 0,
      taken_over: 0,
      lost: 0,
      lost_by: {},
      lost_bytes: 0,
      unshown: 0,
      dropped: 0,
      exported: 0,
      in_flight: 0,
      killed: 0,
    },
  );
});

test('calls are those captured, missed and filtered; records have one fate each', () => {
  const kernel = {
    captured: 100,
    missed: 7,
    copiedBytes: 5000,
    produced: 130,
    lost: 10,
    lostBytes: 4096,
    lostShare: 3,
  };
  const counts = countsOf(kernel, { self: 1, peer_port: 20, rate: 300 });
  const fates = { unshown: 30, dropped: { shutdown: 4, malformed: 1 }, exported: 85, inFlight: 20 };
  const summary = summarise(counts, { killed: 6, takenOver: 20, ...fates });
  assert.deepEqual(summary, {
    calls: 428,
    missed: 7,
    filtered: 321,
    filtered_by: { self: 1, rate: 300, peer_port: 20 },
    copied_bytes: 5000,
    produced: 130,
    taken_over: 20,
    lost: 10,
    lost_by: { ring: 7, cgroup: 3 },
    lost_bytes: 4096,
    unshown: 30,
    dropped: 5,
    exported: 85,
    in_flight: 20,
    killed: 6,
  });
  const { produced, taken_over, lost, unshown, dropped, exported, in_flight } = summary;
  assert.equal(produced + taken_over, lost + unshown + dropped + exported + in_flight);
});
