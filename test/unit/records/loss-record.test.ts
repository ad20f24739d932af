// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type Loss, lossRecord } from '../../../src/records/event-records.ts';

const SPAN = { startUnixNanos: 1_000_000_000n, endUnixNanos: 61_250_000_000n };

test('a loss of which all is known', () => {
  const cgroup = { id: 2n ** 63n, path: '/system.slice/noisy.service' };
  assert.deepEqual(lossRecord({ reason: 'cgroup', count: 12, bytes: 3400, cgroup, ...SPAN }), {
    eventName: 'ktls.loss',
    severity: 'WARN',
    timeUnixNanos: 61_250_000_000n,
    observedTimeUnixNanos: 61_250_000_000n,
    body: 'LOSS cgroup 12 records, 3400 B, 60.250 s, /system.slice/noisy.service',
    attributes: {
      'ktls.loss.reason': 'cgroup',
      'ktls.loss.count': 12,
      'ktls.loss.duration': 60.25,
      'ktls.loss.bytes': 3400,
      'ktls.cgroup.id': '9223372036854775808',
      'ktls.cgroup.path': '/system.slice/noisy.service',
    },
    span: undefined,
    events: 0,
  });
});

const CASES: [what: string, loss: Loss, body: string, attributes: Record<string, unknown>][] = [
  ['calls', { reason: 'missed', count: 3, ...SPAN }, 'LOSS missed 3 calls, 60.250 s', {}],
  [
    'a cgroup without a path',
    { reason: 'cgroup_rate', count: 3, cgroup: { id: 7n, path: undefined }, ...SPAN },
    'LOSS cgroup_rate 3 calls, 60.250 s, cgroup 7',
    { 'ktls.cgroup.id': '7' },
  ],
  [
    'a path that could steer a terminal',
    { reason: 'cgroup', count: 1, bytes: 0, cgroup: { id: 7n, path: '/a\n\u202eb' }, ...SPAN },
    'LOSS cgroup 1 records, 0 B, 60.250 s, /a\\u{a}\\u{202e}b',
    { 'ktls.loss.bytes': 0, 'ktls.cgroup.id': '7', 'ktls.cgroup.path': '/a\\u{a}\\u{202e}b' },
  ],
  [
    'no more than so many',
    { reason: 'killed', count: 512, isAtMost: true, ...SPAN },
    'LOSS killed at most 512 records, 60.250 s',
    { 'ktls.loss.at_most': true },
  ],
  ['just so many', { reason: 'killed', count: 5, isAtMost: false, ...SPAN }, 'LOSS killed 5 records, 60.250 s', {}],
];

for (const [what, loss, body, more] of CASES) {
  test(what, () => {
    const record = lossRecord(loss);
    const { reason, count } = loss;
    const expected = { 'ktls.loss.reason': reason, 'ktls.loss.count': count, 'ktls.loss.duration': 60.25, ...more };
    assert.deepEqual([record.body, record.attributes], [body, expected]);
  });
}

test('a clock that was set back makes no negative span of time', () => {
  const { attributes } = lossRecord({ reason: 'ring', count: 1, startUnixNanos: 2n, endUnixNanos: 1n });
  assert.equal(attributes['ktls.loss.duration'], 0);
});
