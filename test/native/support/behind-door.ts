// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TestContext } from 'node:test';
import { build } from '../../backends/build.ts';
import type { CollectedLog } from '../../backends/collector/read-logs.ts';
import { startCollector } from '../../backends/collector/start.ts';
import { freePort } from '../../unit/export/free-port.ts';
import { type Door, startDoor } from './door.ts';
import type { RingService } from './ring-service.ts';
import { type Pair, Wire } from './wire.ts';

export const RECORD_BYTES = 200;

/** A real Collector behind a door, and a folder for a spool, which go with the test. */
export interface BehindDoor {
  readonly door: Door;
  readonly endpoint: string;
  readonly spool: string;
  /** What the Collector writes. */
  readonly file: string;
  /** Ends the Collector, which has written all then. */
  stopCollector(): Promise<void>;
}

export async function collectorBehindDoor(t: TestContext): Promise<BehindDoor> {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-door-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'logs.json');
  const port = await freePort();
  const collector = await startCollector({ binary: build('collector'), file, port });
  t.after(() => collector.stop().catch(() => {}));
  const door = await startDoor(port);
  t.after(() => door.stop());
  const endpoint = `http://127.0.0.1:${door.port}`;
  return { door, endpoint, spool: join(folder, 'spool'), file, stopCollector: () => collector.stop() };
}

/** Of each record of a call, its connection and direction, and the offset in that. */
export const placesIn = (logs: readonly CollectedLog[]): string[] =>
  logs
    .filter(({ eventName }) => eventName === 'ktls.data')
    .map(({ attributes }) =>
      ['ktls.connection.id', 'ktls.direction', 'ktls.stream.offset'].map((name) => attributes[name]).join(' '),
    );

/** A connection that no other run has the id of. */
export function connectionOf({ ring }: RingService, run = 0): Pair {
  const wire = new Wire(ring);
  for (let other = 0; other < run; other++) wire.connect();
  return wire.connect();
}

/** Moves so many records from one end to the other, two calls each; returns how many calls these are. */
export function move(pair: Pair, records: number): number {
  let calls = 0;
  for (let moved = 0; moved < records; moved++) calls += pair.move('client', Buffer.alloc(RECORD_BYTES, 'x')).length;
  return calls;
}
