// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import fc from 'fast-check';
import { findEntry, HEAD_BYTES } from '../../../../src/export/spool/entry.ts';
import { append, eventsOf, filesOf, openSpool, readAll, temporaryFolder } from './spooled.ts';

const TEXTS = ['first', 'the second one', 'c', '', 'the last'];
const EVENTS = 3;
const FIRST = '0000000001.v1';

/** The file of a spool of these batches, all of three events, the second of which is done. */
async function damageable(t: Parameters<typeof temporaryFolder>[0]): Promise<Buffer> {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder);
  await append(spool, TEXTS[0] ?? '', EVENTS);
  await append(spool, TEXTS[1] ?? '', EVENTS);
  await spool.next();
  const second = await spool.next();
  await spool.done(second?.place as NonNullable<typeof second>['place']);
  for (const text of TEXTS.slice(2)) await append(spool, text, EVENTS);
  return readFileSync(join(folder, FIRST));
}

/** What a spool makes of a file. */
async function takeOver(t: Parameters<typeof temporaryFolder>[0], bytes: Buffer) {
  const folder = temporaryFolder(t);
  writeFileSync(join(folder, FIRST), bytes);
  const { spool, warnings } = await openSpool(folder);
  const counts = eventsOf(spool);
  const { texts, places } = await readAll(spool);
  for (const place of places) await spool.done(place);
  assert.deepEqual([filesOf(folder), spool.live.events, spool.errors.size], [{}, 0, 0]);
  return { texts, counts, warnings };
}

/** Where each entry ends: those of batches, and that of the mark. */
function entriesOf(bytes: Buffer): { kind: number; start: number; end: number }[] {
  const entries: { kind: number; start: number; end: number }[] = [];
  for (let found = findEntry(bytes, 0); found !== undefined; found = findEntry(bytes, found.end)) entries.push(found);
  return entries;
}

test('a file that ends at any byte holds what was written whole; of the rest, what its head says is dropped', async (t) => {
  const bytes = await damageable(t);
  const entries = entriesOf(bytes);
  assert.deepEqual(
    entries.map(({ kind }) => kind),
    [1, 1, 2, 1, 1, 1],
  );
  for (let length = 0; length <= bytes.length; length++) {
    const whole = entries.filter(({ end }) => end <= length);
    const texts = TEXTS.slice(0, whole.filter(({ kind }) => kind === 1).length);
    const isMarked = whole.some(({ kind }) => kind === 2);
    const torn = entries.find(({ start, end }) => start < length && length < end);
    const isHeadWhole = torn !== undefined && torn.kind === 1 && length - torn.start >= HEAD_BYTES;
    const lost = isHeadWhole ? EVENTS : 0;
    const left = isMarked ? texts.filter((_, index) => index !== 1) : texts;
    const { texts: found, counts, warnings } = await takeOver(t, bytes.subarray(0, length));
    assert.deepEqual(found, left, `${length} bytes`);
    assert.deepEqual(counts, {
      live: EVENTS * left.length,
      unread: EVENTS * left.length,
      takenOver: EVENTS * left.length + lost,
      dropped: lost === 0 ? {} : { spool_corrupt: lost },
    });
    const unreadable = torn === undefined ? 0 : length - torn.start;
    const warning = `${unreadable} bytes of the spool can't be read: dropped ${lost} events in them`;
    assert.deepEqual(warnings, unreadable === 0 ? [] : [warning]);
  }
});

test('a byte that is changed anywhere costs the batch that it belongs to, and no other', async (t) => {
  const bytes = await damageable(t);
  const entries = entriesOf(bytes);
  for (let at = 0; at < bytes.length; at++) {
    const changed = Buffer.from(bytes);
    changed[at] = (changed[at] ?? 0) ^ (1 + (at % 255));
    const index = entries.findIndex(({ end }) => at < end);
    const entry = entries[index];
    const { texts, counts } = await takeOver(t, changed);
    if (entry?.kind === 2) {
      // Without its mark the second one is sent again.
      assert.deepEqual([texts, counts.dropped], [TEXTS, {}], `byte ${at}`);
      continue;
    }
    const batch = entries.slice(0, index).filter(({ kind }) => kind === 1).length;
    assert.deepEqual(
      texts,
      TEXTS.filter((_, each) => each !== batch && each !== 1),
      `byte ${at}`,
    );
    // What the first and the last one held is told by their heads alone; the second one is done.
    const isHead = at - (entry?.start ?? 0) < HEAD_BYTES;
    const isUnknown = batch === 1 || (isHead && (batch === 0 || batch === TEXTS.length - 1));
    assert.deepEqual(counts.dropped, isUnknown ? {} : { spool_corrupt: EVENTS }, `byte ${at}`);
    assert.equal(counts.takenOver, counts.live + (isUnknown ? 0 : EVENTS));
  }
});

test('files of any bytes, and files damaged at random, are survived; what is found was written', async (t) => {
  const bytes = await damageable(t);
  const damaged = fc
    .array(fc.tuple(fc.nat(bytes.length - 1), fc.uint8Array({ maxLength: 40 }), fc.nat(60)), { maxLength: 6 })
    .map((cuts) =>
      cuts.reduce(
        (left, [at, inserted, removed]) => Buffer.concat([left.subarray(0, at), inserted, left.subarray(at + removed)]),
        bytes,
      ),
    );
  const anything = fc.uint8Array({ maxLength: 300 }).map((each) => Buffer.from(each));
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, anything), async (file) => {
      const { texts, counts } = await takeOver(t, file);
      for (const text of texts) assert.ok(TEXTS.includes(text));
      assert.equal(counts.live, texts.length * EVENTS);
      assert.equal(counts.takenOver, counts.live + (counts.dropped.spool_corrupt ?? 0));
    }),
    { numRuns: 500 },
  );
});
