// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readTlsStat } from '../../src/self/metric-sources.ts';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { isAtRest, type Scraped, scrapedAt, scrapeUntil } from '../support/scrape.ts';
import { type ServiceEnd, startService } from '../support/service.ts';
import { callsOf, RAW, run, type TrueCall } from '../support/workload.ts';

const PORT = 4317;
const HEALTH = '127.0.0.1:8086';
const RING_BYTES = 1024 * 1024;

interface Observed<T> {
  result: T;
  metrics: Scraped;
  end: ServiceEnd;
  /** What the Collector's file has: its lines are requests. */
  file: string;
}

/** Runs a workload under the service and a Collector; scrapes when all of its calls are through. */
async function observe<T>(
  env: Record<string, string>,
  work: () => Promise<{ result: T; calls: number }>,
): Promise<Observed<T>> {
  const file = join(mkdtempSync(join(tmpdir(), 'metrics-')), 'logs.json');
  const collector = await startCollector({ binary: build('collector'), file, port: PORT });
  const service = await startService({
    ...scrapedAt(),
    KTLS_RING_BYTES: String(RING_BYTES),
    KTLS_HEALTH_ADDRESS: HEALTH,
    ...env,
  });
  try {
    const { result, calls } = await work();
    const metrics = await scrapeUntil(
      `${calls} calls, at rest`,
      (now) => now.sum('ktls_calls_total') === calls && isAtRest(now),
    );
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    await collector.stop();
    return { result, metrics, end, file };
  } finally {
    service.process.kill('SIGKILL');
  }
}

const entries = (samples: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries(samples);

/** Of the calls that sent or received an alert: level and description, as their names. */
function trueAlerts(truth: readonly TrueCall[]): Record<string, number> {
  const names: Record<string, string> = { '\x01\x5a': 'user_canceled', '\x01\x00': 'close_notify' };
  const counts: Record<string, number> = {};
  for (const { direction, recordType, bytes } of truth) {
    if (recordType !== 'alert') continue;
    const io = direction === 'TX' ? 'transmit' : 'receive';
    const key = `network_io_direction=${io},ktls_alert_level=warning,ktls_alert_description=${names[bytes.toString('latin1')]}`;
    counts[key] = (counts[key] ?? 0) + 1;
  }
  return counts;
}

test('raw connections: each metric is what the programs, the Collector and the kernel say', async () => {
  let tlsStat = new Map<string, number>();
  const {
    result: truth,
    metrics,
    end,
    file,
  } = await observe({ KTLS_FILTER_COMM: '!held_back' }, async () => {
    const captured = [
      ...(await callsOf(RAW, ['small'])),
      ...(await callsOf(RAW, ['control'])),
      ...(await callsOf(RAW, ['badmsg'])),
    ];
    await run(RAW, ['broken']);
    const heldBack = await callsOf(RAW, ['--comm', 'held_back', 'binary']);
    const health = await Promise.all(['healthz', 'readyz', 'other'].map((path) => fetch(`http://${HEALTH}/${path}`)));
    assert.deepEqual(
      health.map(({ status }) => status),
      [200, 200, 404],
    );
    tlsStat = readTlsStat();
    return { result: { captured, heldBack }, calls: captured.length + heldBack.length };
  });
  const { captured, heldBack } = truth;
  const bytes = captured.reduce((sum, call) => sum + call.bytes.length, 0);
  assert.ok(heldBack.length > 0);
  assert.deepEqual(entries(metrics.of('ktls_calls_total')), {
    'ktls_call_outcome=captured': captured.length,
    'ktls_call_outcome=missed': 0,
    'ktls_call_outcome=filtered,ktls_filter_reason=comm': heldBack.length,
  });
  // What the scenarios badmsg and broken have checked themselves.
  assert.deepEqual(entries(metrics.of('ktls_failed_calls_total')), {
    'network_io_direction=transmit,ktls_operation=sendmsg,error_type=ECONNRESET': 4,
    'network_io_direction=receive,ktls_operation=recvmsg,error_type=EBADMSG': 3,
    'network_io_direction=receive,ktls_operation=recvmsg,error_type=ECONNRESET': 2,
  });
  assert.equal(metrics.sum('ktls_plaintext_copied_total'), bytes);
  assert.equal(metrics.sum('ktls_plaintext_lost_total'), 0);
  assert.equal(metrics.sum('ktls_records_produced_total'), captured.length);
  assert.equal(metrics.sum('ktls_records_lost_total'), 0);
  assert.equal(metrics.sum('ktls_records_unshown_total'), 0);
  assert.equal(metrics.sum('ktls_ring_limit'), RING_BYTES);
  assert.deepEqual([metrics.sum('ktls_export_queue_length'), metrics.sum('ktls_export_queue_usage')], [0, 0]);
  assert.deepEqual(entries(metrics.of('ktls_export_dropped_total')), {});
  const alerts = trueAlerts(captured);
  assert.equal(Object.keys(alerts).length, 4);
  assert.deepEqual(entries(metrics.of('ktls_alerts_total')), alerts);

  const arrived = (await readLogs(file)).filter(({ eventName }) => eventName === 'ktls.data').length;
  assert.equal(metrics.of('ktls_export_exported_total').get('ktls_signal=logs'), arrived);
  const requests = readFileSync(file, 'utf8')
    .split('\n')
    .filter((line) => line.includes('"ktls.data"')).length;
  assert.equal(metrics.of('ktls_export_duration_count').get('ktls_signal=logs'), requests);
  assert.ok((metrics.of('ktls_export_duration_sum').get('ktls_signal=logs') ?? 0) > 0);

  const [now, counted] = [new Map<string, number>(), new Map<string, number>()];
  for (const [name, value] of tlsStat)
    (name.startsWith('TlsCurr') ? now : counted).set(`ktls_tls_stat_name=${name}`, value);
  assert.deepEqual(entries(metrics.of('ktls_kernel_connections')), entries(now));
  assert.deepEqual(entries(metrics.of('ktls_kernel_tls_stat_total')), entries(counted));
  assert.equal(tlsStat.get('TlsDecryptError'), 3);
  const { calls, filtered, produced, exported } = end.summary;
  assert.deepEqual(
    [calls, filtered, produced, exported],
    [captured.length + heldBack.length, heldBack.length, captured.length, arrived],
  );
});
