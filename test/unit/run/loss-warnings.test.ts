// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LossWarnings } from '../../../src/run/loss-warnings.ts';
import { countsOf } from '../counts.ts';

test('nothing is said while nothing is lost', () => {
  const counts = countsOf({ captured: 9, produced: 9, lostBytes: 1, copiedBytes: 9, unentered: 1 }, { self: 3 });
  assert.deepEqual(new LossWarnings().next(counts), []);
});

for (const [counter, says] of [
  ['lost', 'records lost: the ring was full; a larger KTLS_RING_BYTES holds more'],
  ['missed', 'calls missed: their hooks did not run; see KTLS_ATTACH and KTLS_MAX_CALLS, of which a cgroup has half'],
  ['closesLost', 'ends of connections lost: the ring was full; each is told of late'],
  ['connectionsFull', 'calls of connections beyond KTLS_MAX_CONNECTIONS, or half of it for a cgroup: no id, no offset'],
  ['faultedReads', 'calls cut short: a page of the buffer was not in memory'],
] as const) {
  test(`${counter}: each increase is told of once, and at most once a minute`, () => {
    let seconds = 1000;
    const losses = new LossWarnings(() => seconds * 1000);
    const said = [
      [0, 1],
      [0, 3],
      [59, 6],
      [60, 6],
      [60, 7],
      [119, 8],
      [300, 8],
      [300, 9],
      [370, 9],
    ].map(([atSeconds = 0, count]) => {
      seconds = 1000 + atSeconds;
      return losses.next(countsOf({ [counter]: count }));
    });
    assert.deepEqual(said, [[`1 ${says}`], [], [], [`5 ${says}`], [], [], [`2 ${says}`], [], [`1 ${says}`]]);
  });
}

test('records are lost for want of room in the ring or in the share of their cgroup, and each reason is told of', () => {
  let minutes = 0;
  const losses = new LossWarnings(() => 60_000 * minutes++);
  const said = [
    { lost: 5, lostShare: 5 },
    { lost: 9, lostShare: 6 },
  ].map((counts) => losses.next(countsOf(counts)));
  const share = 'records lost: their cgroup had its share of the ring; KTLS_CGROUP_RATE holds a noisy one back';
  const full = 'records lost: the ring was full; a larger KTLS_RING_BYTES holds more';
  assert.deepEqual(said, [[`5 ${share}`], [`3 ${full}`, `1 ${share}`]]);
});

test('calls that can not be read: their cause is told of once', () => {
  const losses = new LossWarnings();
  const said = [0, 3, 3, 9].map((unreadable) => losses.next(countsOf({ unreadable })));
  const warning =
    "calls without plaintext: their bytes can't be read: page addresses need /proc/kallsyms, so CAP_SYSLOG";
  assert.deepEqual(said, [[], [warning], [], []]);
});

test('several at once are all told of', () => {
  assert.equal(new LossWarnings().next(countsOf({ lost: 1, missed: 1, unreadable: 1 })).length, 3);
});
