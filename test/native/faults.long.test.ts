// SPDX-License-Identifier: Apache-2.0
// The short forms of npm run faults, but for those that delivery.long.test.ts and spool.long.test.ts have.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { COLLECTOR_ROWS } from '../faults/collector-rows.ts';
import { HOST_ROWS } from '../faults/host-rows.ts';

for (const { name, run } of COLLECTOR_ROWS.map((row) => ({ ...row, name: `the Collector ${row.name}` })).concat(
  HOST_ROWS,
)) {
  test(`${name}: the account is balanced to the record`, async () => {
    const { wrong, ...counts } = await run('short');
    assert.deepEqual(wrong, [], JSON.stringify(counts));
    assert.ok(counts.produced > 0);
  });
}
