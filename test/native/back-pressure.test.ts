// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { consoleRecords } from '../support/console-calls.ts';
import { freePort } from '../unit/export/free-port.ts';
import { startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

/** Their lines are more than 8 MiB and what the sockets between two processes hold. */
const EXCHANGES = 4000;
const RECORDS = 4 * EXCHANGES;
const SPANS = 2 * EXCHANGES;
const QUEUED_SPANS = 100;
const REQUEST = Buffer.from(`GET /${'a'.repeat(200)} HTTP/1.1\r\nHost: a\r\n\r\n`);
const RESPONSE = Buffer.from(`HTTP/1.1 200 OK\r\nContent-Length: 200\r\n\r\n${'b'.repeat(200)}`);

test('a dead endpoint for traces and a console that nobody reads cost spans and lines, to the count, and no record', async (t) => {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-back-pressure-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'logs.json');
  const [port, deadPort] = [await freePort(), await freePort()];
  const collector = await startCollector({ binary: build('collector'), file, port });
  t.after(() => collector.stop().catch(() => {}));
  const service = await startRingService({
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: `http://127.0.0.1:${deadPort}`,
    OTEL_BSP_MAX_QUEUE_SIZE: String(QUEUED_SPANS),
    OTEL_BSP_MAX_EXPORT_BATCH_SIZE: '10',
    KTLS_SPANS: 'true',
    KTLS_CONSOLE: 'json',
    KTLS_SHUTDOWN_TIMEOUT: '10000',
  });
  t.after(() => service.process.kill('SIGKILL'));
  service.process.stdout?.pause();
  const pair = new Wire(service.ring).connect();
  for (let i = 0; i < EXCHANGES; i++) {
    pair.move('client', REQUEST);
    pair.move('server', RESPONSE);
  }
  while (service.ring.pendingBytes > 0) await sleep(20);
  service.process.stdout?.resume();
  const end = await service.stop();

  const { produced, lost, dropped, exported, in_flight } = end.summary;
  assert.deepEqual(
    { produced, lost, dropped, exported, in_flight },
    { produced: RECORDS, lost: 0, dropped: 0, exported: RECORDS, in_flight: 0 },
    end.stderr,
  );
  await collector.stop();
  const logs = await readLogs(file);
  assert.equal(logs.filter(({ eventName }) => eventName === 'ktls.data').length, RECORDS);

  assert.match(end.stderr, new RegExp(`${SPANS - QUEUED_SPANS} spans dropped: queue_full`));
  assert.match(end.stderr, new RegExp(`${QUEUED_SPANS} spans dropped: shutdown`));
  assert.equal(end.code, 7);

  const lines = consoleRecords(end.stdout);
  const gaps = lines.flatMap(({ 'ktls.console.dropped': count }) => (count === undefined ? [] : [Number(count)]));
  assert.equal(gaps.length, 1);
  assert.equal(lines.length - 1 + (gaps[0] ?? 0), RECORDS);
  assert.equal(end.stderr.split('KTLS_CONSOLE leaves records out').length, 2);
});
