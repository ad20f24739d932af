// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { chmodSync, copyFileSync, mkdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { HEAD_BYTES } from '../../../../src/export/spool/entry.ts';
import { append, eventsOf, filesOf, openSpool, readAll, temporaryFolder } from './spooled.ts';

const MARK_ENTRY_BYTES = HEAD_BYTES + 12;
const FIRST = '0000000001.v1';
const SECOND = '0000000002.v1';

test('an empty folder is an empty spool, and stays an empty folder', async (t) => {
  const folder = temporaryFolder(t);
  const { spool, warnings } = await openSpool(folder);
  assert.equal(await spool.next(), undefined);
  await spool.close();
  assert.deepEqual([filesOf(folder), spool.bytes, warnings], [{}, 0, []]);
  assert.deepEqual(eventsOf(spool), { live: 0, unread: 0, takenOver: 0, dropped: {} });
});

test('batches come back in their order, and after the last is done no file is left', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { segmentBytes: 2 * (HEAD_BYTES + 1) });
  for (const text of ['a', 'b', 'c', 'd', 'e']) await append(spool, text, 2);
  assert.equal(Object.keys(filesOf(folder)).length, 3);
  assert.deepEqual(eventsOf(spool), { live: 10, unread: 10, takenOver: 0, dropped: {} });
  const { texts, places } = await readAll(spool);
  assert.deepEqual(texts, ['a', 'b', 'c', 'd', 'e']);
  assert.deepEqual(eventsOf(spool), { live: 10, unread: 0, takenOver: 0, dropped: {} });
  for (const place of places) await spool.done(place);
  assert.deepEqual([filesOf(folder), spool.bytes], [{}, 0]);
  assert.deepEqual(eventsOf(spool), { live: 0, unread: 0, takenOver: 0, dropped: {} });
});

test('files have mode 0600, whatever the folder is', async (t) => {
  const folder = temporaryFolder(t);
  chmodSync(folder, 0o755);
  const { spool } = await openSpool(folder);
  await append(spool, 'a');
  assert.equal(statSync(join(folder, FIRST)).mode & 0o777, 0o600);
  await spool.close();
});

test('a segment that ends is synced, and the folder after it, which has its name', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { segmentBytes: 2 * (HEAD_BYTES + 1) });
  await using any = await open(folder);
  const handles = Object.getPrototypeOf(any);
  const synced: string[] = [];
  for (const name of ['sync', 'datasync']) t.mock.method(handles, name, async () => void synced.push(name));
  for (const text of ['a', 'b']) await append(spool, text);
  assert.deepEqual(synced, []);
  await append(spool, 'c');
  assert.deepEqual(synced, ['datasync', 'sync']);
  await spool.close();
  assert.deepEqual(synced, ['datasync', 'sync', 'datasync', 'sync']);
});

test('another run takes over what is not done, the oldest first, and what was added while some was read', async (t) => {
  const folder = temporaryFolder(t);
  const first = await openSpool(folder, { segmentBytes: 100 });
  for (const text of ['a', 'b', 'c', 'd']) await append(first.spool, text, 3);
  const read = [await first.spool.next(), await first.spool.next()];
  await append(first.spool, 'e', 3);
  await first.spool.done(read[1]?.place as NonNullable<(typeof read)[1]>['place']);
  // It is not closed: it was killed.
  const second = await openSpool(folder, { segmentBytes: 100 });
  assert.deepEqual(eventsOf(second.spool), { live: 12, unread: 12, takenOver: 12, dropped: {} });
  await append(second.spool, 'f', 3);
  const { texts, places } = await readAll(second.spool);
  assert.deepEqual(texts, ['a', 'c', 'd', 'e', 'f']);
  for (const place of places) await second.spool.done(place);
  assert.deepEqual([filesOf(folder), second.warnings], [{}, []]);
  await first.spool.close();
});

test('what stays in memory is not read again, and another run takes it over', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder);
  await append(spool, 'a', 1, () => true);
  await append(spool, 'b');
  await append(spool, 'c', 1, () => true);
  await append(spool, 'd');
  assert.deepEqual((await readAll(spool)).texts, ['b', 'd']);
  await append(spool, 'e', 1, () => true);
  await append(spool, 'f');
  assert.deepEqual((await readAll(spool)).texts, ['f']);
  assert.deepEqual(eventsOf(spool), { live: 6, unread: 0, takenOver: 0, dropped: {} });
  const next = await openSpool(folder);
  assert.deepEqual((await readAll(next.spool)).texts, ['a', 'b', 'c', 'd', 'e', 'f']);
});

test('a segment that is done goes once all before it are, for their marks are in it', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { segmentBytes: HEAD_BYTES + 1 });
  for (const text of ['a', 'b', 'c']) await append(spool, text);
  const { places } = await readAll(spool);
  const [a, b, c] = places as [(typeof places)[0], (typeof places)[0], (typeof places)[0]];
  await spool.done(b);
  assert.equal(Object.keys(filesOf(folder)).length, 4);
  assert.equal(filesOf(folder)['0000000004.v1'], MARK_ENTRY_BYTES);
  await spool.done(a);
  assert.deepEqual(Object.keys(filesOf(folder)), ['0000000003.v1', '0000000004.v1']);
  await spool.done(c);
  assert.deepEqual(filesOf(folder), {});
});

test('beyond its bound the oldest segments are dropped and counted; their files never take more', async (t) => {
  const folder = temporaryFolder(t);
  const entryBytes = HEAD_BYTES + 100;
  const maxBytes = 10 * (entryBytes + MARK_ENTRY_BYTES);
  const { spool, warnings } = await openSpool(folder, { maxBytes, segmentBytes: 2 * entryBytes });
  const texts = Array.from({ length: 25 }, (_, index) => String(index).padStart(100, '.'));
  for (const [index, text] of texts.entries()) {
    await append(spool, text, 2);
    const bytes = Object.values(filesOf(folder)).reduce((sum, size) => sum + size, 0);
    assert.ok(bytes <= maxBytes, `${bytes} bytes after ${index}`);
    assert.equal(bytes, spool.bytes);
  }
  assert.deepEqual(eventsOf(spool), { live: 18, unread: 18, takenOver: 0, dropped: { spool_full: 32 } });
  assert.equal(warnings.length, 1);
  assert.match(warnings[0] ?? '', /^dropped 4 events, the oldest: the spool is as large as KTLS_SPOOL_BYTES$/);
  const { texts: left, places } = await readAll(spool);
  assert.deepEqual(left, texts.slice(16));
  for (const place of places) {
    await spool.done(place);
    assert.ok(spool.bytes <= maxBytes);
  }
  assert.deepEqual([filesOf(folder), spool.errors.size], [{}, 0]);
});

test('what is being sent and dropped from disk meanwhile is done without a mark', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { maxBytes: 400, segmentBytes: 100 });
  await append(spool, 'a');
  const read = await spool.next();
  for (let index = 0; index < 20; index++) await append(spool, 'x');
  assert.equal(read?.place.segment.isGone, true);
  const before = filesOf(folder);
  await spool.done(read?.place as NonNullable<typeof read>['place']);
  assert.deepEqual([filesOf(folder), spool.unmarked], [before, 0]);
  // It was in memory, and no loss.
  assert.equal((spool.dropped.get('spool_full') ?? 0) + spool.live.events, 20);
});

test('a bound that is smaller than what another run has left drops the oldest of that', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { segmentBytes: HEAD_BYTES + 100 });
  for (let index = 0; index < 5; index++) await append(spool, String(index).padStart(100, '.'));
  const next = await openSpool(folder, { maxBytes: 2 * (HEAD_BYTES + 100), segmentBytes: HEAD_BYTES + 100 });
  assert.deepEqual(eventsOf(next.spool), { live: 2, unread: 2, takenOver: 5, dropped: { spool_full: 3 } });
  assert.deepEqual(
    (await readAll(next.spool)).texts,
    ['3', '4'].map((text) => text.padStart(100, '.')),
  );
});

test('a folder that can not be written to costs no batch: it is told and counted, and writes work again when it can', async (t) => {
  const parent = temporaryFolder(t);
  const [folder, moved] = [join(parent, 'spool'), join(parent, 'moved')];
  mkdirSync(folder);
  const { spool, warnings } = await openSpool(folder, { segmentBytes: HEAD_BYTES + 1 });
  await append(spool, 'a');
  renameSync(folder, moved);
  await assert.rejects(append(spool, 'b'), { code: 'ENOENT' });
  await assert.rejects(append(spool, 'b'), { code: 'ENOENT' });
  renameSync(moved, folder);
  await append(spool, 'b');
  assert.deepEqual((await readAll(spool)).texts, ['a', 'b']);
  assert.deepEqual([[...spool.errors], warnings.length], [[['ENOENT', 2]], 1]);
  assert.equal(warnings[0], `the spool can't be read or written: ENOENT (KTLS_SPOOL_DIR: ${folder})`);
});

test('without a way to mark what is done, nothing counts as unmarked: who waits for the marks would wait for ever', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { segmentBytes: HEAD_BYTES + 1 });
  for (const text of ['a', 'b', 'c']) await append(spool, text);
  const { places } = await readAll(spool);
  rmSync(folder, { recursive: true });
  const done = spool.done(places[1] as (typeof places)[0]);
  assert.equal(spool.unmarked, 1);
  await done;
  assert.equal(spool.unmarked, 0);
  assert.deepEqual([...spool.errors], [['ENOENT', 1]]);
});

test('segments that are removed by somebody else are dropped and counted when they are to be read', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { segmentBytes: HEAD_BYTES + 1 });
  for (const text of ['a', 'b', 'c']) await append(spool, text, 5);
  rmSync(join(folder, SECOND));
  assert.deepEqual((await readAll(spool)).texts, ['a', 'c']);
  assert.deepEqual(eventsOf(spool), { live: 10, unread: 0, takenOver: 0, dropped: { spool_corrupt: 5 } });
});

test('a segment that is missing amid others counts as what it held, at the next start', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder, { segmentBytes: HEAD_BYTES + 1 });
  for (const text of ['a', 'b', 'c']) await append(spool, text, 5);
  rmSync(join(folder, SECOND));
  const next = await openSpool(folder);
  assert.deepEqual(eventsOf(next.spool), { live: 10, unread: 10, takenOver: 15, dropped: { spool_corrupt: 5 } });
  assert.deepEqual(next.warnings, ["0 bytes of the spool can't be read: dropped 5 events in them"]);
});

test('files of other names and of other versions are left alone', async (t) => {
  const folder = temporaryFolder(t);
  const { spool } = await openSpool(folder);
  await append(spool, 'a');
  const others = ['0000000001.v2', '1.v1', 'notes', '00000000001.v1'];
  for (const name of others) copyFileSync(join(folder, FIRST), join(folder, name));
  const next = await openSpool(folder);
  const { texts, places } = await readAll(next.spool);
  assert.deepEqual(texts, ['a']);
  for (const place of places) await next.spool.done(place);
  assert.deepEqual(Object.keys(filesOf(folder)).toSorted(), others.toSorted());
});

test('what is no file in the place of a segment is an error of the start', async (t) => {
  const folder = temporaryFolder(t);
  mkdirSync(join(folder, FIRST));
  await assert.rejects(openSpool(folder), { code: 'EINVAL' });
});

test('one batch that was changed on disk after the start is dropped and counted, and the others are read', async (t) => {
  const folder = temporaryFolder(t);
  const { spool, warnings } = await openSpool(folder);
  for (const text of ['aaaa', 'bbbb', 'cccc']) await append(spool, text, 7);
  const bytes = readFileSync(join(folder, FIRST));
  bytes.write('B', HEAD_BYTES + 4 + HEAD_BYTES);
  writeFileSync(join(folder, FIRST), bytes);
  assert.deepEqual((await readAll(spool)).texts, ['aaaa', 'cccc']);
  assert.deepEqual(eventsOf(spool), { live: 14, unread: 0, takenOver: 0, dropped: { spool_corrupt: 7 } });
  assert.deepEqual(warnings, ["dropped 7 events: what the spool has of them can't be read"]);
});
