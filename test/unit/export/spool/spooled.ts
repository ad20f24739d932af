// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after } from 'node:test';
import { RateLimitedWarnings } from '../../../../src/base/rate-limited-warnings.ts';
import { HEAD_BYTES } from '../../../../src/export/spool/entry.ts';
import { type Place, Spool } from '../../../../src/export/spool/spool.ts';

export function temporaryFolder(t: { after(fn: () => void): void }): string {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-spool-'));
  t.after(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

const opened: Spool[] = [];
after(() => Promise.all(opened.map((spool) => spool.close())));

/** A spool without a bound that matters, but for what is given; what it warns of. */
export async function openSpool(
  folder: string,
  given: { maxBytes?: number; segmentBytes?: number } = {},
): Promise<{ spool: Spool; warnings: string[] }> {
  const warnings: string[] = [];
  const spool = await Spool.open({
    folder,
    maxBytes: 1e9,
    segmentBytes: 1e8,
    noun: 'events',
    warnings: new RateLimitedWarnings((message) => warnings.push(message), Date.now),
    ...given,
  });
  opened.push(spool);
  return { spool, warnings };
}

const isOnDiskAlone = (): boolean => false;

/** Adds a batch of so many events whose payload is this text, on disk alone unless `isKept` says something else. */
export async function append(
  spool: Spool,
  text: string,
  events = 1,
  isKept: (place: Place) => boolean = isOnDiskAlone,
): Promise<void> {
  await spool.append(Buffer.concat([Buffer.alloc(HEAD_BYTES), Buffer.from(text)]), { records: events, events }, isKept);
}

/** What is left to be read, as texts. */
export async function readAll(spool: Spool): Promise<{ texts: string[]; places: Place[] }> {
  const [texts, places]: [string[], Place[]] = [[], []];
  for (let next = await spool.next(); next !== undefined; next = await spool.next()) {
    texts.push(next.payload.toString());
    places.push(next.place);
  }
  return { texts, places };
}

/** Bytes of the files in a folder, by name. */
export function filesOf(folder: string): Record<string, number> {
  const names = readdirSync(folder).toSorted();
  return Object.fromEntries(names.map((name) => [name, statSync(join(folder, name)).size]));
}

/** The counts of a spool's batches. */
export const eventsOf = ({ live, unread, takenOver, dropped }: Spool) => ({
  live: live.events,
  unread: unread.events,
  takenOver: takenOver.events,
  dropped: Object.fromEntries(dropped),
});
