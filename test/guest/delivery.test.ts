// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { type ServiceEnd, startService } from '../support/service.ts';
import { type TrueTotals, totalsOf } from '../support/workload.ts';

const PORT = 4317;
const RECORD_BYTES = 200;
const NONE = { missed: 0, filtered: 0, filtered_by: {}, lost: 0, lost_by: {}, lost_bytes: 0, unshown: 0, dropped: 0 };
const NO_LOSS = { ...NONE, taken_over: 0, in_flight: 0, killed: 0 };
/** An emulated CPU takes long to export what has piled up. */
const DEADLINE_MILLIS = 300_000;

interface Delivery {
  truth: TrueTotals[];
  end: ServiceEnd;
  /** For each connection and direction, the offsets of its records in the order of the Collector's file. */
  offsets: Map<string, number[]>;
}

/** One `load` between two ends of a connection; the service is told to end after it, or so long after its start. */
async function deliver(load: readonly string[], stopAfterMillis?: number): Promise<Delivery> {
  const file = join(mkdtempSync(join(tmpdir(), 'delivery-')), 'logs.json');
  const collector = await startCollector({ binary: build('collector'), file, port: PORT });
  const service = await startService({ KTLS_SHUTDOWN_TIMEOUT: String(DEADLINE_MILLIS) });
  try {
    const running = totalsOf(['--bytes', String(RECORD_BYTES), ...load, 'load']);
    if (stopAfterMillis !== undefined) {
      await sleep(stopAfterMillis);
      service.process.kill('SIGTERM');
    }
    const truth = await running;
    // A second signal would cut the end short.
    const end = await (stopAfterMillis === undefined ? service.stop() : service.ended);
    await collector.stop();
    return { truth, end, offsets: offsetsOf(await readLogs(file)) };
  } finally {
    service.process.kill('SIGKILL');
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

test('5,000 records at full speed: every call is accounted for', async () => {
  const delivery = await deliver(['--count', '5000']);
  assert.equal(trueCalls(delivery), 10_000);
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
  assert.equal(calls, 10_000);
  assert.equal(produced + missed + filtered, 10_000);
  assert.equal(lost + dropped + exported, produced);
  assert.equal(recordCount(delivery), exported);
});

test('SIGTERM in the middle of a run: everything that was read is exported', async () => {
  const delivery = await deliver(['--count', '3000', '--rate', '500'], 3_000);
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
