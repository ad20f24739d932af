// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from '../backends/build.ts';
import { type CollectedLog, readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { consoleLosses } from '../support/console-calls.ts';
import type { ServiceEnd } from '../support/service.ts';
import { freePort } from '../unit/export/free-port.ts';
import { type RingService, startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const RECORD_BYTES = 1000;
const RING_BYTES = 65_536;

interface Observed {
  end: ServiceEnd;
  logs: CollectedLog[];
  losses: CollectedLog[];
}

/** What a service with a small ring and a Collector tells of that. */
async function observe(env: Record<string, string>, work: (service: RingService) => Promise<void>): Promise<Observed> {
  const directory = mkdtempSync(join(tmpdir(), 'losses-'));
  const file = join(directory, 'logs.json');
  const port = await freePort();
  const collector = await startCollector({ binary: build('collector'), file, port });
  const service = await startRingService({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    KTLS_RING_BYTES: String(RING_BYTES),
    KTLS_CONSOLE: 'json',
    ...env,
  });
  try {
    await work(service);
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    await collector.stop();
    const logs = await readLogs(file);
    return { end, logs, losses: logs.filter(({ eventName }) => eventName === 'ktls.loss') };
  } finally {
    service.process.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
}

/** More than the ring has room for, while nobody reads it. */
function flood({ ring, process }: RingService, records: number): void {
  process.kill('SIGSTOP');
  const pair = new Wire(ring).connect();
  for (let moved = 0; moved < records; moved++) pair.move('client', Buffer.alloc(RECORD_BYTES, 'x'));
  process.kill('SIGCONT');
}

/** Resolves once the console has this. */
const printed = ({ process: { stdout } }: RingService, text: string): Promise<void> =>
  new Promise((resolve) => {
    stdout?.on('data', (lines: string) => lines.includes(text) && resolve());
  });

const sum = (losses: readonly CollectedLog[], name: string): number =>
  losses.reduce((total, { attributes }) => total + Number(attributes[name] ?? 0), 0);

test('what the ring had no room for is told in the stream when it is seen and at the end, to the record', async () => {
  const { end, logs, losses } = await observe({}, async (service) => {
    const isTold = printed(service, 'ktls.loss.reason');
    flood(service, 300);
    await isTold;
    flood(service, 500);
  });
  const { produced = 0, lost = 0, lost_by, lost_bytes, exported, dropped, unshown, in_flight } = end.summary;
  assert.equal(produced, 1600);
  assert.ok(lost > 1000, `${lost} lost`);
  assert.deepEqual(lost_by, { ring: lost });
  assert.deepEqual(
    losses.map(({ attributes }) => attributes['ktls.loss.reason']),
    ['ring', 'ring'],
  );
  assert.equal(sum(losses, 'ktls.loss.count'), lost);
  assert.equal(sum(losses, 'ktls.loss.bytes'), lost_bytes);
  assert.equal(lost_bytes, lost * RECORD_BYTES);
  // The records of losses are none that were produced.
  assert.deepEqual([exported, dropped, unshown, in_flight], [produced - lost, 0, 0, 0]);
  assert.equal(logs.filter(({ eventName }) => eventName === 'ktls.data').length, exported);
  let before = 0n;
  for (const { severityText, severityNumber, body, resource, attributes, timeUnixNano, scopeName } of losses) {
    assert.deepEqual([severityText, severityNumber, scopeName], ['WARN', 13, 'ktls-otel']);
    assert.equal(resource['service.name'], 'ktls-otel');
    assert.ok(resource['service.instance.id'] !== undefined);
    assert.match(body, /^LOSS ring \d+ records, \d+ B, \d+\.\d{3} s$/);
    const duration = Number(attributes['ktls.loss.duration']);
    const start = timeUnixNano - BigInt(Math.round(duration * 1e9));
    // Spans of time follow each other.
    assert.ok(duration > 0 && start + 1_000_000n > before, `${start} ${before}`);
    before = timeUnixNano;
  }
  // At most one warning a minute.
  assert.equal(end.stderr.match(/records lost: the ring was full/g)?.length, 1);
  assert.deepEqual(
    consoleLosses(end.stdout).map((line) => line['ktls.loss.count']),
    losses.map(({ attributes }) => attributes['ktls.loss.count']),
  );
});

test('what a share of the ring and a rate have cost is told by cgroup, and what is forgotten of that without one', async () => {
  const NOISY = '/system.slice/noisy.service';
  const program = { pid: 4242, comm: 'noisy', cgroupPath: NOISY };
  const { end, losses } = await observe({}, async ({ ring }) => {
    const calls = new Wire(ring, { program }).connect().move('client', Buffer.alloc(RECORD_BYTES, 'x')).length;
    ring.setCgroupLosses(4242n, { records: 5, bytes: 500, held: 0 });
    ring.setCgroupLosses(77n, { records: 2, bytes: 20, held: 40 });
    ring.setCounter('produced', calls + 10);
    ring.setCounter('lost', 10);
    ring.setCounter('lostBytes', 1000);
    ring.setCounter('lostShare', 10);
    ring.setCounter('lostShareBytes', 1000);
    ring.setCounter('cgroup_rate', 44);
    ring.setCounter('unentered', 3);
  });
  const told = losses.map(({ attributes }) => [
    attributes['ktls.loss.reason'],
    attributes['ktls.cgroup.id'],
    attributes['ktls.cgroup.path'],
    attributes['ktls.loss.count'],
    attributes['ktls.loss.bytes'],
  ]);
  assert.deepEqual(told, [
    ['cgroup', '4242', NOISY, 5, 500],
    ['cgroup', '77', undefined, 2, 20],
    ['cgroup', undefined, undefined, 3, 480],
    ['missed', undefined, undefined, 3, undefined],
    ['cgroup_rate', '77', undefined, 40, undefined],
    ['cgroup_rate', undefined, undefined, 4, undefined],
  ]);
  assert.deepEqual(
    losses.map(({ body }) => body.replace(/\d+\.\d{3} s/, 'T')),
    [
      `LOSS cgroup 5 records, 500 B, T, ${NOISY}`,
      'LOSS cgroup 2 records, 20 B, T, cgroup 77',
      'LOSS cgroup 3 records, 480 B, T',
      'LOSS missed 3 calls, T',
      'LOSS cgroup_rate 40 calls, T, cgroup 77',
      'LOSS cgroup_rate 4 calls, T',
    ],
  );
  const { lost, lost_by, lost_bytes, missed, filtered_by, produced, exported } = end.summary;
  assert.deepEqual(
    { lost, lost_by, lost_bytes, missed, filtered_by, produced, exported },
    {
      lost: 10,
      lost_by: { cgroup: 10 },
      lost_bytes: 1000,
      missed: 3,
      filtered_by: { cgroup_rate: 44 },
      produced: 12,
      exported: 2,
    },
  );
});
