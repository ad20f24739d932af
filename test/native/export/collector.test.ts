// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { before, type TestContext, test } from 'node:test';
import { setTimeout as delay } from 'node:timers/promises';
import type { Times } from '../../../src/capture/event.ts';
import { createLogExporter } from '../../../src/export/create-export.ts';
import type { CapturedRecord, RecordAttributes } from '../../../src/records/captured-record.ts';
import { type CollectedLog, readLogs } from '../../backends/collector/read-logs.ts';
import { type CollectorOptions, type RunningCollector, startCollector } from '../../backends/collector/start.ts';
import { recordOf } from '../../unit/export/captured-records.ts';
import { exportSettings, type SettingsOverrides } from '../../unit/export/export-settings.ts';
import { freePort } from '../../unit/export/free-port.ts';

const RECORDS = 10_000;
const RESOURCE = { 'service.name': 'ktls-otel', 'host.name': 'höst', 'process.pid': 4242 };

let binary = '';
before(() => {
  binary = execFileSync('bash', ['test/backends/collector/build.sh'], { encoding: 'utf8' }).trim();
});

async function setUp(t: TestContext, overrides: SettingsOverrides) {
  const directory = mkdtempSync(join(tmpdir(), 'ktls-otel-export-'));
  t.after(() => rmSync(directory, { recursive: true }));
  const options = { binary, file: join(directory, 'logs.json'), port: await freePort() };
  const logExport = createLogExporter({
    settings: exportSettings(options.port, overrides),
    scope: { name: 'capture', version: '1' },
    onWarning: () => {},
  });
  const resource = { attributes: RESOURCE };
  return { options, logExport, emit: (record: CapturedRecord) => logExport.write(resource, record) };
}

/** A Collector that does not outlive a test that fails. */
async function start(t: TestContext, options: CollectorOptions): Promise<RunningCollector> {
  const collector = await startCollector(options);
  t.after(() => collector.stop().catch(() => {}));
  return collector;
}

/** Every value differs from record to record, and lengths cross the limits of one, two and three bytes. */
function attributesOf(index: number) {
  const plaintext = `${index} é漢😀 "\\x00\r\n`.repeat((index * 7) % 900);
  return {
    'ktls.direction': index % 2 ? 'TX' : 'RX',
    'process.pid': index,
    'ktls.plaintext': plaintext,
    'ktls.truncated': index % 3 === 0,
    'ktls.length': index * 1_000_003,
    'ktls.stream.offset': -1 - index,
    'ktls.connection.duration': index + 0.5,
    'container.id': '',
  } satisfies RecordAttributes;
}

function timesOf(index: number): Times {
  return {
    timeUnixNanos: BigInt(1_700_000_000 + index) * 1_000_000_000n + BigInt(999_999_999 - index),
    observedTimeUnixNanos: 1_800_000_000_000_000_000n + BigInt(index),
  };
}

function numbered(index: number): CapturedRecord {
  return recordOf(`record ${index}`, { ...timesOf(index), attributes: attributesOf(index) });
}

function collected(index: number): CollectedLog {
  const { timeUnixNanos, observedTimeUnixNanos } = timesOf(index);
  return {
    timeUnixNano: timeUnixNanos,
    observedTimeUnixNano: observedTimeUnixNanos,
    severityNumber: 9,
    severityText: 'INFO',
    eventName: 'ktls.data',
    body: `record ${index}`,
    traceId: '',
    spanId: '',
    attributes: attributesOf(index),
    resource: RESOURCE,
    scopeName: 'capture',
  };
}

test('the Collector gets 10,000 records field by field and in order', async (t) => {
  const { options, logExport, emit } = await setUp(t, {});
  const collector = await start(t, options);
  for (let index = 0; index < RECORDS; index++) {
    if (!logExport.hasRoom()) await new Promise<void>((resolve) => logExport.onRoom(resolve));
    emit(numbered(index));
  }
  await logExport.shutdown(AbortSignal.timeout(60_000));
  await collector.stop();
  assert.deepEqual(logExport.counters(), { exported: RECORDS, dropped: {}, inFlight: 0 });
  const logs = await readLogs(options.file);
  assert.equal(logs.length, RECORDS);
  for (const [index, log] of logs.entries()) assert.deepEqual(log, collected(index));
});

/** A proxy before the Collector that holds each chunk back, as a way of so many milliseconds does. */
async function startDelay(t: TestContext, to: number, millis: number): Promise<number> {
  const server = createServer((client) => {
    const collector = connect(to, '127.0.0.1');
    for (const [from, into] of [
      [client, collector],
      [collector, client],
    ] as const) {
      from.on('data', (chunk) => setTimeout(() => into.writable && into.write(chunk), millis));
      from.on('close', () => into.destroy());
      from.on('error', () => into.destroy());
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  t.after(() => server.close());
  return (server.address() as AddressInfo).port;
}

test('16 requests at a time to a Collector 50 ms away bring every record once', async (t) => {
  const { options } = await setUp(t, {});
  const collector = await start(t, options);
  const settings = exportSettings(await startDelay(t, options.port, 25), {
    concurrency: 16,
    batch: { maxExportBatchSize: 50 },
  });
  const logExport = createLogExporter({ settings, scope: { name: 'capture', version: '1' }, onWarning: assert.fail });
  let mostSending = 0;
  for (let index = 0; index < RECORDS; index++) {
    logExport.write({ attributes: RESOURCE }, recordOf(`record ${index}`, timesOf(index)));
    mostSending = Math.max(mostSending, logExport.otlpCounts().sending);
  }
  await logExport.shutdown(AbortSignal.timeout(60_000));
  await collector.stop();
  assert.deepEqual(logExport.counters(), { exported: RECORDS, dropped: {}, inFlight: 0 });
  assert.equal(mostSending, 16 * 50);
  // Times restore the order.
  const logs = (await readLogs(options.file)).toSorted((one, other) =>
    Number(one.observedTimeUnixNano - other.observedTimeUnixNano),
  );
  assert.deepEqual(
    logs.map(({ body }) => body),
    Array.from({ length: RECORDS }, (_, index) => `record ${index}`),
  );
});

test('a Collector that is away for 5 s gets every record once and in order', async (t) => {
  const { options, logExport, emit } = await setUp(t, { batch: { scheduleDelayMillis: 20 } });
  let collector = await start(t, options);
  let emitted = 0;
  const emitting = new Promise<void>((resolve) => {
    const timer = setInterval(() => {
      for (let count = 0; count < 5 && emitted < RECORDS && logExport.hasRoom(); count++) emit(numbered(emitted++));
      if (emitted < RECORDS) return;
      clearInterval(timer);
      resolve();
    }, 1);
  });
  while (logExport.counters().exported < 1000) await delay(5);
  await collector.stop();
  await delay(5000);
  assert.ok(logExport.counters().exported < RECORDS && logExport.counters().inFlight > 0);
  collector = await start(t, options);
  await emitting;
  await logExport.shutdown(AbortSignal.timeout(60_000));
  await collector.stop();
  assert.equal(logExport.counters().exported, RECORDS);
  const logs = await readLogs(options.file);
  assert.deepEqual(
    logs.map(({ body }) => body),
    Array.from({ length: RECORDS }, (_, index) => `record ${index}`),
  );
});
