// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readdirSync, readFileSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { RunMarker } from '../../../src/run/run-marker.ts';
import { temporaryFolder } from '../export/spool/spooled.ts';

const [FIRST, SECOND] = [new Date(1_700_000_000_000), new Date(1_700_000_001_000)];

test('a run that ends leaves nothing, and one that does not leaves when it began', (t) => {
  const folder = temporaryFolder(t);
  const first = new RunMarker(folder, FIRST);
  assert.equal(first.unended, undefined);
  assert.equal(statSync(join(folder, 'run')).mode & 0o777, 0o600);
  const second = new RunMarker(folder, SECOND);
  assert.equal(second.unended, FIRST.toISOString());
  assert.equal(readFileSync(join(folder, 'run'), 'utf8'), SECOND.toISOString());
  second[Symbol.dispose]();
  assert.deepEqual(readdirSync(folder), []);
  second[Symbol.dispose]();
  assert.equal(new RunMarker(folder, SECOND).unended, undefined);
});

test('what is no time is not told, and a link is not followed', (t) => {
  const folder = temporaryFolder(t);
  for (const text of ['', 'x', `${FIRST.toISOString().slice(0, -1)}\n`]) {
    writeFileSync(join(folder, 'run'), text);
    assert.equal(new RunMarker(folder, SECOND)[Symbol.dispose](), undefined);
  }
  const elsewhere = join(temporaryFolder(t), 'file');
  writeFileSync(elsewhere, FIRST.toISOString());
  symlinkSync(elsewhere, join(folder, 'run'));
  const marker = new RunMarker(folder, SECOND);
  assert.equal(marker.unended, undefined);
  assert.equal(readFileSync(elsewhere, 'utf8'), FIRST.toISOString());
  assert.equal(readFileSync(join(folder, 'run'), 'utf8'), SECOND.toISOString());
});

test('a folder that is not there has no marker, and nothing is thrown', () => {
  const marker = new RunMarker('/nowhere/at/all');
  assert.equal(marker.unended, undefined);
  marker[Symbol.dispose]();
});
