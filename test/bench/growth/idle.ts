// SPDX-License-Identifier: Apache-2.0
import { setTimeout as sleep } from 'node:timers/promises';
import { bytesPerConnection, IDLE } from '../../unit/redact/idle/idle-bytes.ts';
import { idleShareOf, rssBytesOf } from '../process-usage.ts';
import { IDLE_CONNECTIONS, type IdleRow } from './result.ts';
import { RingLane } from './ring-lane.ts';

/** In which memory is given back. */
const SILENCE_MILLIS = 30_000;

/** What 100,000 connections on which nothing moves any more take in the default mode. */
export async function measureIdleConnections(has: (name: string) => boolean, port: number): Promise<IdleRow[]> {
  const rows: IdleRow[] = [];
  for (const [carried, traffic] of Object.entries(IDLE)) {
    if (!has(`idle: ${carried}`)) continue;
    const heapBytes = IDLE_CONNECTIONS * bytesPerConnection('redact', traffic(), IDLE_CONNECTIONS);
    const lane = await RingLane.start(port);
    try {
      const before = traffic();
      await lane.put(manyOf(() => before.onNewConnection()));
      const busyBytes = rssBytesOf(lane.pid);
      await sleep(SILENCE_MILLIS);
      rows.push({ carried, busyBytes, rssBytes: rssBytesOf(lane.pid), heapBytes });
      await lane.stop();
    } finally {
      lane.kill();
    }
  }
  return rows;
}

function* manyOf(samples: () => readonly Buffer[]): Generator<Buffer, void, undefined> {
  for (let connection = 0; connection < IDLE_CONNECTIONS; connection += 1) yield* samples();
}

/** Share of a processor that the service takes without any traffic. */
export async function measureIdleShare(port: number): Promise<number> {
  const lane = await RingLane.start(port);
  try {
    return await idleShareOf(lane.pid);
  } finally {
    lane.kill();
  }
}
