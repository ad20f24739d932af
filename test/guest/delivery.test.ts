// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { readLogs } from '../backends/collector/read-logs.ts';
import { type RunningCollector, startCollector } from '../backends/collector/start.ts';
import { type ServiceEnd, startService } from '../support/service.ts';
import { type TrueTotals, totalsOf } from '../support/workload.ts';

const PORT = 4317;
const RECORD_BYTES = 200;
const NO_LOSS = { missed: 0, filtered: 0, filtered_by: {}, lost: 0, lost_bytes: 0, unshown: 0, dropped: 0 };
/** An emulated CPU takes long to export what has piled up. */
const DEADLINE_MILLIS = 300_000;

interface Delivery {
  truth: TrueTotals[];
  end: ServiceEnd;
  /** For each connection and direction, the offsets of its records in the order of the Collector's file. */
  offsets: Map<string, number[]>;
}

interface Handles {
  stopCollector(): Promise<void>;
  startCollector(): Promise<void>;
  stopService(): void;
}

/** One `load` between two ends of a connection, with things that happen meanwhile. */
async function deliver(load: readonly string[], meanwhile: (handles: Handles) => Promise<void>): Promise<Delivery> {
  const file = join(mkdtempSync(join(tmpdir(), 'delivery-')), 'logs.json');
  const start = (): Promise<RunningCollector> =>
    startCollector({ binary: process.env.TEST_COLLECTOR ?? '', file, port: PORT });
  let collector: RunningCollector | undefined = await start();
  const service = await startService({ KTLS_SHUTDOWN_TIMEOUT: String(DEADLINE_MILLIS) });
  try {
    const running = totalsOf(['--bytes', String(RECORD_BYTES), ...load, 'load']);
    let ended: Promise<ServiceEnd> | undefined;
    await meanwhile({
      stopCollector: async () => {
        await collector?.stop();
        collector = undefined;
      },
      startCollector: async () => {
        collector = await start();
      },
      stopService: () => {
        ended = service.stop();
      },
    });
    const truth = await running;
    const end = await (ended ?? service.stop());
    await collector?.stop();
    collector = undefined;
    return { truth, end, offsets: offsetsOf(await readLogs(file)) };
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

function trueCalls({ truth }: Delivery): number {
  return truth.reduce((sum, { calls }) => sum + calls, 0);
}

/** Both directions whole, each record once and in its place. */
function assertWhole(delivery: Delivery, records: number): void {
  assert.equal(trueCalls(delivery), 2 * records);
  assert.equal(delivery.offsets.size, 2);
  const expected = Array.from({ length: records }, (_, i) => i * RECORD_BYTES);
  for (const [stream, offsets] of delivery.offsets) assert.deepEqual(offsets, expected, stream);
  const calls = 2 * records;
  const all = { calls, copied_bytes: calls * RECORD_BYTES, produced: calls, exported: calls };
  assert.deepEqual(delivery.end.summary, { ...all, ...NO_LOSS });
  assert.equal(delivery.end.code, 0, delivery.end.stderr);
}

test('20,000 records at full speed: every call is accounted for', async () => {
  const delivery = await deliver(['--count', '20000'], async () => {});
  assert.equal(trueCalls(delivery), 40_000);
  const {
    calls = 0,
    produced = 0,
    missed = 0,
    filtered = 0,
    lost = 0,
    dropped = 0,
    exported = 0,
  } = delivery.end.summary;
  console.log(`full speed: ${JSON.stringify(delivery.end.summary)}`);
  assert.equal(calls, 40_000);
  assert.equal(produced + missed + filtered, 40_000);
  assert.equal(lost + dropped + exported, produced);
  assert.equal(recordCount(delivery), exported);
});

test('paced at 500 records/s for 20 s: nothing is lost, missed or dropped', async () => {
  assertWhole(await deliver(['--count', '10000', '--rate', '500'], async () => {}), 10_000);
});

test('the Collector is away for 20 s: every record arrives', async () => {
  const delivery = await deliver(
    ['--count', '17500', '--rate', '500'],
    async ({ stopCollector, startCollector: restart }) => {
      await sleep(5_000);
      await stopCollector();
      await sleep(20_000);
      await restart();
    },
  );
  assertWhole(delivery, 17_500);
});

test('SIGTERM in the middle of a run: everything that was read is exported', async () => {
  const delivery = await deliver(['--count', '10000', '--rate', '500'], async ({ stopService }) => {
    await sleep(8_000);
    stopService();
  });
  const { calls = 0, copied_bytes, produced, exported, ...rest } = delivery.end.summary;
  assert.equal(delivery.end.code, 0, delivery.end.stderr);
  assert.deepEqual(rest, NO_LOSS);
  assert.equal(copied_bytes, calls * RECORD_BYTES);
  assert.ok(calls > 0 && calls < trueCalls(delivery), `${calls} calls of ${trueCalls(delivery)}`);
  assert.deepEqual([produced, exported, recordCount(delivery)], [calls, calls, calls]);
  for (const offsets of delivery.offsets.values()) {
    assert.deepEqual(
      offsets,
      Array.from({ length: offsets.length }, (_, i) => i * RECORD_BYTES),
    );
  }
});
