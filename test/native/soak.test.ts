// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { build } from '../backends/build.ts';
import { growthOf, soak } from '../soak/soak.ts';

const MAX_BYTES = 250e6;

test('at 70 % of what the machine holds no record is lost, and no descriptor is left open', async () => {
  const { samples, looks, summary, accepted } = await soak({ binary: build('collector'), seconds: 15, lookSeconds: 5 });
  assert.ok(samples > 1000, `${samples} samples`);
  const { produced = 0, exported = 0, unshown = 0, dropped, lost } = summary;
  assert.deepEqual([lost, dropped, produced, accepted], [0, 0, exported + unshown, exported]);
  assert.equal(new Set(looks.map(({ descriptors }) => descriptors)).size, 1);
  assert.ok(Math.max(...looks.map(({ rssBytes }) => rssBytes)) < MAX_BYTES);
});

test('growth is the slope of what was seen', () => {
  const looks = [10, 20, 30].map((seconds) => ({ seconds, rssBytes: 1000 + 5 * seconds, descriptors: 20 }));
  assert.equal(growthOf(looks), 18_000);
});
