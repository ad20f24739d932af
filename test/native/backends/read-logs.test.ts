// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { type LogRecord, SeverityNumber } from '@opentelemetry/api-logs';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPLogExporter } from '@opentelemetry/exporter-logs-otlp-grpc';
import { resourceFromAttributes } from '@opentelemetry/resources';
import { LoggerProvider, type LogRecordProcessor, type ReadableLogRecord } from '@opentelemetry/sdk-logs';
import { build } from '../../backends/build.ts';
import { readLogs } from '../../backends/collector/read-logs.ts';
import { startCollector } from '../../backends/collector/start.ts';
import { freePort } from '../../unit/export/free-port.ts';

const directory = mkdtempSync(join(tmpdir(), 'read-logs-'));
after(() => rmSync(directory, { recursive: true }));

function readable(records: LogRecord[]): ReadableLogRecord[] {
  const processor: LogRecordProcessor & { emitted: ReadableLogRecord[] } = {
    emitted: [],
    onEmit(record) {
      this.emitted.push(record);
    },
    forceFlush: async () => {},
    shutdown: async () => {},
  };
  const resource = resourceFromAttributes({ 'service.name': 'read-logs', 'process.pid': 7 });
  const logger = new LoggerProvider({ resource, processors: [processor] }).getLogger('scope of the test');
  for (const record of records) logger.emit(record);
  return processor.emitted;
}

/** Each record is a request of its own, sent when the one before it is acknowledged. */
async function exportInOrder(port: number, records: LogRecord[]): Promise<void> {
  const exporter = new OTLPLogExporter({ url: `http://127.0.0.1:${port}` });
  for (const record of readable(records)) {
    const result = await new Promise<ExportResult>((resolve) => exporter.export([record], resolve));
    assert.equal(result.code, ExportResultCode.SUCCESS, result.error?.message);
  }
  await exporter.shutdown();
}

describe('the file that the real Collector writes', () => {
  let binary: string;
  before(() => {
    binary = build('collector');
  });

  test('gives back every field and attribute type of a log record', async () => {
    const file = join(directory, 'fields.json');
    const port = await freePort();
    const collector = await startCollector({ binary, file, port });
    const attributes = {
      text: 'grüße \\x00 "quoted" \n',
      empty: '',
      integer: 9_007_199_254_740_991,
      negative: -1,
      zero: 0,
      fraction: 0.25,
      yes: true,
      no: false,
    };
    await exportInOrder(port, [
      {
        timestamp: [1_700_000_000, 123_456_789],
        observedTimestamp: [1_700_000_001, 1],
        severityNumber: SeverityNumber.INFO,
        severityText: 'INFO',
        eventName: 'ktls.data',
        body: 'TX raw[1] 2 B hi',
        attributes,
      },
    ]);
    await collector.stop();
    assert.deepEqual(await readLogs(file), [
      {
        timeUnixNano: 1_700_000_000_123_456_789n,
        observedTimeUnixNano: 1_700_000_001_000_000_001n,
        severityNumber: 9,
        severityText: 'INFO',
        eventName: 'ktls.data',
        body: 'TX raw[1] 2 B hi',
        traceId: '',
        spanId: '',
        attributes,
        resource: { 'service.name': 'read-logs', 'process.pid': 7 },
        scopeName: 'scope of the test',
      },
    ]);
  });

  test('keeps the order of requests, also over a restart', async () => {
    const file = join(directory, 'order.json');
    const port = await freePort();
    for (const first of [0, 150]) {
      const collector = await startCollector({ binary, file, port });
      await exportInOrder(
        port,
        Array.from({ length: 150 }, (_, index) => ({ body: 'record', attributes: { number: first + index } })),
      );
      await collector.stop();
    }
    const numbers = (await readLogs(file)).map((log) => log.attributes.number);
    assert.deepEqual(
      numbers,
      Array.from({ length: 300 }, (_, index) => index),
    );
  });

  test('a Collector that cannot listen rejects with its reason', async () => {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    assert(address !== null && typeof address === 'object');
    const started = startCollector({ binary, file: join(directory, 'none.json'), port: address.port });
    await assert.rejects(started, /address already in use/);
    await new Promise((resolve) => server.close(resolve));
  });

  test("the repository's otel-collector.yaml is valid", () => {
    execFileSync(binary, ['validate', '--config', 'otel-collector.yaml'], { stdio: 'pipe' });
    assert.throws(() => execFileSync(binary, ['validate', '--config', 'package.json'], { stdio: 'pipe' }));
  });
});
