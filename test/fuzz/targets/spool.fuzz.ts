// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { RateLimitedWarnings } from '../../../src/base/rate-limited-warnings.ts';
import { HEAD_BYTES, KINDS, seal } from '../../../src/export/spool/entry.ts';
import { Spool } from '../../../src/export/spool/spool.ts';
import { scratchFolder } from '../scratch.ts';

const folder = join(scratchFolder(), 'spool');
const LIMITS = { maxBytes: 1e9, segmentBytes: 1e8, noun: 'events' };
const NO_WARNINGS = new RateLimitedWarnings(() => {}, Date.now);
/** What a batch or an entry of marks takes here besides its payload. */
const OWN_HEAD = 12;

/**
 * The files of a spool: of each piece the first byte says whether it is an entry whose checksums are right, raw bytes, or
 * the end of a file. What is taken over is sent or dropped, to the event, and then the folder is empty.
 */
export async function fuzz(data: Buffer): Promise<void> {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { mode: 0o700 });
  filesOf(data).forEach((file, index) =>
    writeFileSync(join(folder, `${String(index + 1).padStart(10, '0')}.v1`), file),
  );
  const spool = await Spool.open({ folder, ...LIMITS, warnings: NO_WARNINGS });
  try {
    const { takenOver, live, dropped } = spool;
    const lost = dropped.get('spool_corrupt') ?? 0;
    assert.equal(takenOver.events, live.events + lost);
    let events = 0;
    for (let next = await spool.next(); next !== undefined; next = await spool.next()) {
      events += next.place.events;
      await spool.done(next.place);
    }
    assert.equal(events + (dropped.get('spool_corrupt') ?? 0), takenOver.events);
    assert.deepEqual([spool.live.events, spool.live.batches, spool.errors.size], [0, 0, 0]);
    assert.deepEqual(readdirSync(folder), []);
  } finally {
    await spool.close();
  }
}

function filesOf(data: Buffer): Buffer[] {
  const files: Buffer[][] = [[]];
  for (let at = 0; at + OWN_HEAD <= data.length; ) {
    const kind = (data[at] ?? 0) & 3;
    const length = data[at + 1] ?? 0;
    const piece = data.subarray(at + OWN_HEAD, at + OWN_HEAD + length);
    if (kind === 3) files.push([]);
    else if (kind === 2) files.at(-1)?.push(piece);
    else files.at(-1)?.push(entryOf(kind === 0 ? KINDS.batch : KINDS.done, data.subarray(at, at + OWN_HEAD), piece));
    at += OWN_HEAD + piece.length;
  }
  return files.map((pieces) => Buffer.concat(pieces));
}

function entryOf(kind: 1 | 2, head: Buffer, payload: Buffer): Buffer {
  const entry = Buffer.concat([Buffer.alloc(HEAD_BYTES), payload]);
  return seal(entry, {
    kind,
    records: head.readUInt16BE(2),
    events: head.readUInt32BE(4),
    eventsBefore: head.readUInt32BE(8),
  });
}
