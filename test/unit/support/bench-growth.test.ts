// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { type GrowthResult, isGrowthWorse } from '../../bench/growth/result.ts';
import { boundsTable, isGuestKept } from '../../bench/guest/bounds.ts';
import { type GuestResult, type GuestRow, isGuestWorse } from '../../bench/guest/result.ts';

const row = (values: Partial<GuestRow>): GuestResult => ({
  guest: { rows: [{ workload: 'nginx, small JSON', tracer: 'default', ...values }] },
});

test('in a guest, what costs more than 1.3 times as much beside bpftrace, or slows 1.3 times as much, is worse', () => {
  const before = row({ cpuToBpftrace: 1, bpfToBpftrace: 0.5, throughputKept: 0.91 });
  assert.deepEqual(isGuestWorse(row({ cpuToBpftrace: 1.3, bpfToBpftrace: 0.65, throughputKept: 0.71 }), before), []);
  assert.deepEqual(isGuestWorse(row({ cpuToBpftrace: 1.31, bpfToBpftrace: 0.66, throughputKept: 0.69 }), before), [
    "nginx, small JSON, default: 1.31 of bpftrace's CPU, where it was 1.00",
    "nginx, small JSON, default: 0.66 of bpftrace's BPF time, where it was 0.50",
    'nginx, small JSON, default: 1.45 times slower, where it was 1.10',
  ]);
  assert.deepEqual(isGuestWorse(row({ cpuToBpftrace: 9 }), { guest: { rows: [] } }), []);
});

test('in a guest, a bound is kept up to its value, and is no bound where nothing was measured', () => {
  const result = row({ throughputKept: 0.7 });
  assert.equal(isGuestKept(result), true);
  assert.equal(isGuestKept(row({ throughputKept: 0.699 })), false);
  assert.equal(isGuestKept({ guest: { rows: [], idleShare: 0.0051 } }), false);
  assert.deepEqual(boundsTable(result).split('\n').length, 3);
});

test('growth is worse when the ratio to the first count is more than 1.3 times what it was', () => {
  const growth = (ratio: number): GrowthResult => ({
    growth: { costs: [{ grows: 'connections', count: 1024, cpuMicrosPerRecord: 1, ratio }], idleConnections: [] },
  });
  assert.deepEqual(isGrowthWorse(growth(1.3), growth(1)), []);
  assert.deepEqual(isGrowthWorse(growth(1.4), growth(1)), [
    'connections, 1024: 1.40 times the first, where it was 1.00',
  ]);
});
