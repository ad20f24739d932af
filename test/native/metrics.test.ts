// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { isAtRest, type Scraped, scrapedAt, scrapeUntil } from '../support/scrape.ts';
import type { ServiceEnd } from '../support/service.ts';
import type { TrueCall } from '../support/workload.ts';
import { freePort } from '../unit/export/free-port.ts';
import { type RingService, startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const RING_BYTES = 1024 * 1024;

interface Observed {
  truth: TrueCall[];
  metrics: Scraped;
  end: ServiceEnd;
  /** Data records that the Collector has, and the requests that brought them. */
  arrived: number;
  requests: number;
}

/** Puts calls into the ring of a service with a Collector; scrapes when all of its calls are through. */
async function observe(
  env: Record<string, string>,
  work: (service: RingService) => TrueCall[],
  others = 0,
): Promise<Observed> {
  const directory = mkdtempSync(join(tmpdir(), 'metrics-'));
  const file = join(directory, 'logs.json');
  const [port, scrapePort] = [await freePort(), await freePort()];
  const collector = await startCollector({ binary: build('collector'), file, port });
  const service = await startRingService({
    ...scrapedAt(scrapePort),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    KTLS_RING_BYTES: String(RING_BYTES),
    ...env,
  });
  try {
    const truth = work(service);
    const calls = truth.length + others;
    const metrics = await scrapeUntil(
      `${calls} calls, at rest`,
      (now) => now.sum('ktls_calls_total') === calls && isAtRest(now),
      scrapePort,
    );
    const end = await service.stop();
    assert.equal(end.code, 0, end.stderr);
    await collector.stop();
    const data = (line: string): boolean => line.includes('"ktls.data"');
    const arrived = (await readLogs(file)).filter(({ eventName }) => eventName === 'ktls.data').length;
    const requests = env.OTEL_LOGS_EXPORTER === 'none' ? 0 : readFileSync(file, 'utf8').split('\n').filter(data).length;
    return { truth, metrics, end, arrived, requests };
  } finally {
    service.process.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
}

const entries = (samples: ReadonlyMap<string, number>): Record<string, number> => Object.fromEntries(samples);
const byteCount = (truth: readonly TrueCall[]): number => truth.reduce((sum, { bytes }) => sum + bytes.length, 0);

test('what the kernel counts and what the Collector has is in the metrics, by outcome, reason, operation and error', async () => {
  const EBADMSG = 74;
  const ECONNRESET = 104;
  const { truth, metrics, end, arrived, requests } = await observe(
    {},
    ({ ring }) => {
      ring.setFailures('sendmsg', { [ECONNRESET]: 4 });
      ring.setFailures('recvmsg', { [EBADMSG]: 3, [ECONNRESET]: 2 });
      ring.setCounter('comm', 5);
      ring.setCounter('unentered', 7);
      const pair = new Wire(ring).connect();
      const calls = pair.move('client', randomBytes(3000), { send: 100, receive: 1000 });
      calls.push(
        pair.client.call('TX', Buffer.from([1, 0]), 'alert'),
        pair.server.call('RX', Buffer.from([1, 0]), 'alert'),
      );
      return calls;
    },
    5 + 7,
  );
  assert.deepEqual(entries(metrics.of('ktls_calls_total')), {
    'ktls_call_outcome=captured': truth.length,
    'ktls_call_outcome=missed': 7,
    'ktls_call_outcome=filtered,ktls_filter_reason=comm': 5,
  });
  assert.deepEqual(entries(metrics.of('ktls_failed_calls_total')), {
    'network_io_direction=transmit,ktls_operation=sendmsg,error_type=ECONNRESET': 4,
    'network_io_direction=receive,ktls_operation=recvmsg,error_type=EBADMSG': 3,
    'network_io_direction=receive,ktls_operation=recvmsg,error_type=ECONNRESET': 2,
  });
  const alert = 'ktls_alert_level=warning,ktls_alert_description=close_notify';
  assert.deepEqual(entries(metrics.of('ktls_alerts_total')), {
    [`network_io_direction=transmit,${alert}`]: 1,
    [`network_io_direction=receive,${alert}`]: 1,
  });
  assert.equal(metrics.sum('ktls_plaintext_copied_total'), byteCount(truth));
  assert.equal(metrics.sum('ktls_plaintext_lost_total'), 0);
  assert.equal(metrics.sum('ktls_records_produced_total'), truth.length);
  assert.equal(metrics.sum('ktls_records_lost_total'), 0);
  assert.equal(metrics.sum('ktls_records_unshown_total'), 0);
  assert.equal(metrics.sum('ktls_ring_limit'), RING_BYTES);
  assert.deepEqual([metrics.sum('ktls_export_queue_length'), metrics.sum('ktls_export_queue_usage')], [0, 0]);
  assert.deepEqual(entries(metrics.of('ktls_export_dropped_total')), {});
  assert.equal(metrics.of('ktls_export_exported_total').get('ktls_signal=logs'), arrived);
  const processor = 'otel_component_name=batching_log_processor/captured,otel_component_type=batching_log_processor';
  const exporter = 'otel_component_name=otlp_grpc_log_exporter/captured,otel_component_type=otlp_grpc_log_exporter';
  const ofProcessor = (name: string): unknown => metrics.of(`otel_sdk_processor_log_${name}`).get(processor);
  const ofExporter = (name: string): Record<string, number> =>
    Object.fromEntries(
      [...metrics.of(`otel_sdk_exporter_log_${name}`)].map(([labels, value]) => [
        labels.replace(/\d+$/, 'PORT'),
        value,
      ]),
    );
  const collector = `${exporter},server_address=127.0.0.1,server_port=PORT`;
  assert.deepEqual(
    [ofProcessor('processed_total'), ofProcessor('queue_size'), ofProcessor('queue_capacity')],
    [arrived, 0, undefined],
  );
  assert.deepEqual(ofExporter('exported_total'), { [collector]: arrived });
  assert.deepEqual(ofExporter('inflight'), { [collector]: 0 });
  assert.equal(metrics.of('ktls_export_duration_count').get('ktls_signal=logs'), requests);
  assert.ok((metrics.of('ktls_export_duration_sum').get('ktls_signal=logs') ?? 0) > 0);
  const { calls, missed, filtered, filtered_by, produced, exported } = end.summary;
  assert.deepEqual(
    { calls, missed, filtered, filtered_by, produced, exported },
    {
      calls: truth.length + 12,
      missed: 7,
      filtered: 5,
      filtered_by: { comm: 5 },
      produced: truth.length,
      exported: arrived,
    },
  );
});

test('a ring that is too small: lost is what did not arrive, in records and bytes', async () => {
  const RECORD_BYTES = 1000;
  const env = { KTLS_RING_BYTES: '65536', OTEL_BLRP_MAX_QUEUE_SIZE: '64', OTEL_BLRP_MAX_EXPORT_BATCH_SIZE: '64' };
  const { truth, metrics, arrived } = await observe(env, ({ ring, process }) => {
    const pair = new Wire(ring).connect();
    process.kill('SIGSTOP');
    const calls = pair.move('client', randomBytes(5000 * RECORD_BYTES), { send: RECORD_BYTES, receive: RECORD_BYTES });
    process.kill('SIGCONT');
    return calls;
  });
  const lost = truth.length - arrived - metrics.sum('ktls_records_unshown_total');
  assert.ok(arrived > 0 && lost > 0, `${lost} of ${truth.length} records lost`);
  assert.equal(metrics.sum('ktls_records_lost_total'), lost);
  assert.equal(metrics.sum('ktls_plaintext_lost_total'), lost * RECORD_BYTES);
  assert.equal(metrics.sum('ktls_plaintext_copied_total'), byteCount(truth));
  assert.equal(metrics.sum('ktls_export_exported_total'), arrived);
});

test('what goes nowhere is dropped', async () => {
  const { truth, metrics } = await observe({ OTEL_LOGS_EXPORTER: 'none' }, ({ ring }) =>
    new Wire(ring).connect().move('client', randomBytes(3000), { send: 10, receive: 10 }),
  );
  assert.deepEqual(entries(metrics.of('ktls_export_dropped_total')), {
    'ktls_signal=logs,ktls_drop_reason=exporter_none': truth.length,
  });
  assert.deepEqual(entries(metrics.of('otel_sdk_exporter_log_exported_total')), {});
});

test('what a call has more than is shown of it is unshown', async () => {
  const captureBytes = 65_536;
  const env = {
    KTLS_CAPTURE_BYTES: String(captureBytes),
    KTLS_PLAINTEXT_BYTES: '100',
    KTLS_RING_BYTES: String(16 * RING_BYTES),
  };
  const { truth, metrics } = await observe(env, ({ ring }) =>
    new Wire(ring, { captureBytes }).connect().move('client', randomBytes(RING_BYTES), { receive: captureBytes }),
  );
  // Samples of 16 KiB, of which the first shows all that is asked for.
  const samples = truth.map(({ bytes }) => Math.max(1, Math.ceil(Math.min(bytes.length, captureBytes) / 16_384)));
  const produced = samples.reduce((sum, count) => sum + count, 0);
  assert.ok(produced > truth.length);
  assert.equal(metrics.sum('ktls_records_produced_total'), produced);
  assert.equal(metrics.sum('ktls_records_lost_total'), 0);
  assert.equal(metrics.sum('ktls_records_unshown_total'), produced - truth.length);
  assert.equal(metrics.sum('ktls_export_exported_total'), truth.length);
});
