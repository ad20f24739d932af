// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { type RunningCollector, startCollector } from '../backends/collector/start.ts';
import type { ServiceEnd } from '../support/service.ts';
import { freePort } from '../unit/export/free-port.ts';
import { startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const RECORD_BYTES = 200;
const NONE = { missed: 0, filtered: 0, filtered_by: {}, lost: 0, lost_by: {}, lost_bytes: 0, unshown: 0, dropped: 0 };
const NO_LOSS = { ...NONE, taken_over: 0, in_flight: 0, killed: 0 };
const TICK_MILLIS = 10;
const MAX_STEP = 1000;

interface Delivery {
  /** Calls put into the ring. */
  calls: number;
  end: ServiceEnd;
  /** For each connection and direction, the offsets of its records in the order of the Collector's file. */
  offsets: Map<string, number[]>;
}

interface Handles {
  stopCollector(): Promise<void>;
  startCollector(): Promise<void>;
  stopService(): void;
  /** Half of the records are in the ring. */
  halfway: Promise<void>;
}

interface Load {
  records: number;
  /** As fast as it goes, without. */
  recordsPerSecond?: number;
}

/** Records between the two ends of a connection, with things that happen meanwhile. */
async function deliver(
  { records, recordsPerSecond = Number.POSITIVE_INFINITY }: Load,
  meanwhile: (handles: Handles) => Promise<void>,
): Promise<Delivery> {
  const file = join(mkdtempSync(join(tmpdir(), 'delivery-')), 'logs.json');
  const port = await freePort();
  const start = (): Promise<RunningCollector> => startCollector({ binary: build('collector'), file, port });
  let collector: RunningCollector | undefined = await start();
  const service = await startRingService({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
  try {
    const pair = new Wire(service.ring).connect();
    let calls = 0;
    let isStopped = false;
    let reachHalf = (): void => {};
    const halfway = new Promise<void>((resolve) => {
      reachHalf = resolve;
    });
    const load = async (): Promise<void> => {
      const started = performance.now();
      for (let moved = 0; moved < records && !isStopped; await sleep(TICK_MILLIS)) {
        const due = Math.min(records, Math.floor(((performance.now() - started) / 1000) * recordsPerSecond) || records);
        // In steps, so that what happens meanwhile gets its turn when the machine is slow.
        const step = Math.min(due, moved + MAX_STEP);
        for (; moved < step; moved++) calls += pair.move('client', Buffer.alloc(RECORD_BYTES, 'x')).length;
        if (moved >= records / 2) reachHalf();
      }
    };
    const loading = load();
    let ended: Promise<ServiceEnd> | undefined;
    await meanwhile({
      halfway,
      stopCollector: async () => {
        await collector?.stop();
        collector = undefined;
      },
      startCollector: async () => {
        collector = await start();
      },
      stopService: () => {
        // In the kernel the hooks go with it.
        isStopped = true;
        ended = service.stop();
      },
    });
    await loading;
    const end = await (ended ?? service.stop());
    await collector?.stop();
    collector = undefined;
    return { calls, end, offsets: offsetsOf(await readLogs(file)) };
  } finally {
    service.process.kill('SIGKILL');
    if (collector) process.kill(collector.pid, 'SIGKILL');
  }
}

function offsetsOf(logs: Awaited<ReturnType<typeof readLogs>>): Map<string, number[]> {
  const offsets = new Map<string, number[]>();
  for (const { eventName, attributes } of logs) {
    if (eventName !== 'ktls.data') continue;
    const key = `${attributes['ktls.connection.id']} ${attributes['ktls.direction']}`;
    const stream = offsets.get(key) ?? [];
    stream.push(Number(attributes['ktls.stream.offset']));
    offsets.set(key, stream);
  }
  return offsets;
}

function recordCount({ offsets }: Delivery): number {
  return [...offsets.values()].reduce((sum, stream) => sum + stream.length, 0);
}

/** Both directions whole, each record once and in its place. */
function assertWhole(delivery: Delivery, records: number): void {
  assert.equal(delivery.calls, 2 * records);
  assert.equal(delivery.offsets.size, 2);
  const expected = Array.from({ length: records }, (_, i) => i * RECORD_BYTES);
  for (const [stream, offsets] of delivery.offsets) assert.deepEqual(offsets, expected, stream);
  const calls = 2 * records;
  const all = { calls, copied_bytes: calls * RECORD_BYTES, produced: calls, exported: calls };
  assert.deepEqual(delivery.end.summary, { ...all, ...NO_LOSS });
  assert.equal(delivery.end.code, 0, delivery.end.stderr);
}

test('20,000 records at full speed: every call is accounted for', async () => {
  const delivery = await deliver({ records: 20_000 }, async () => {});
  const { calls = 0, produced = 0, lost = 0, dropped = 0, exported = 0 } = delivery.end.summary;
  assert.deepEqual({ calls, produced }, { calls: 40_000, produced: 40_000 });
  assert.equal(lost + dropped + exported, produced);
  assert.equal(recordCount(delivery), exported);
});

test('paced at 1,000 records/s for 10 s: nothing is lost, missed or dropped', async () => {
  assertWhole(await deliver({ records: 10_000, recordsPerSecond: 1000 }, async () => {}), 10_000);
});

test('the Collector is away for 20 s: every record arrives', async () => {
  const load = { records: 17_500, recordsPerSecond: 700 };
  const delivery = await deliver(load, async ({ stopCollector, startCollector: restart }) => {
    await sleep(2_000);
    await stopCollector();
    await sleep(20_000);
    await restart();
  });
  assertWhole(delivery, 17_500);
});

test('SIGTERM in the middle of a run: everything that was read is exported', async () => {
  const records = 10_000;
  const delivery = await deliver({ records, recordsPerSecond: 2000 }, async ({ halfway, stopService }) => {
    await halfway;
    stopService();
  });
  const { calls = 0, copied_bytes, produced, exported, ...rest } = delivery.end.summary;
  assert.equal(delivery.end.code, 0, delivery.end.stderr);
  assert.deepEqual(rest, NO_LOSS);
  assert.equal(calls, delivery.calls);
  assert.ok(calls > 0 && calls < 2 * records, `${calls} calls`);
  assert.equal(copied_bytes, calls * RECORD_BYTES);
  assert.deepEqual([produced, exported, recordCount(delivery)], [calls, calls, calls]);
  for (const offsets of delivery.offsets.values()) {
    assert.deepEqual(
      offsets,
      Array.from({ length: offsets.length }, (_, i) => i * RECORD_BYTES),
    );
  }
});
