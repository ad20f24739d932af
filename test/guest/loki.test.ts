// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { type RunningCollector, startCollector } from '../backends/collector/start.ts';
import { plaintextOf } from '../backends/loki/plaintext-of.ts';
import type { LokiEntry } from '../backends/loki/query.ts';
import { readStream } from '../backends/loki/read-stream.ts';
import { type RunningLoki, startLoki } from '../backends/loki/start.ts';
import { byStream } from '../support/captured-calls.ts';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { callsOf, RAW, type TrueCall } from '../support/workload.ts';

const SENT_BYTES = 1024 * 1024;
const COLLECTOR_PORT = 4317;
const LOKI_PORT = 3100;
const SETTINGS = {
  KTLS_CAPTURE_BYTES: String(SENT_BYTES),
  KTLS_PLAINTEXT_BYTES: String(SENT_BYTES),
  // An emulated CPU takes long to export 4 MiB, and a request that is cut off is sent again.
  KTLS_SHUTDOWN_TIMEOUT: '300000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
  OTEL_BLRP_EXPORT_TIMEOUT: '60000',
};

describe('what Loki holds of a MiB that is sent in one call, each way', () => {
  const startUnixNano = BigInt(Date.now()) * 1_000_000n;
  let loki: RunningLoki;
  let collector: RunningCollector;
  let service: RunningService;
  let streams: TrueCall[][];
  let end: ServiceEnd;

  before(async () => {
    loki = await startLoki({ binary: process.env.TEST_LOKI ?? '', port: LOKI_PORT });
    collector = await startCollector({
      binary: process.env.TEST_COLLECTOR ?? '',
      file: undefined,
      loki: loki.url,
      port: COLLECTOR_PORT,
    });
    service = await startService(SETTINGS);
    streams = [...byStream(await callsOf(RAW, ['random'])).values()];
    end = await service.stop();
  });

  // What a failure left running would keep this process from ending.
  after(async () => {
    service?.process.kill('SIGKILL');
    await collector?.stop();
    await loki?.stop();
  });

  /** What LogQL finds of one end of a connection and a direction. */
  function read({ pid, direction, localPort, peerPort }: TrueCall): Promise<LokiEntry[]> {
    const filters = {
      process_pid: pid,
      ktls_direction: direction,
      network_local_port: localPort,
      network_peer_port: peerPort,
    };
    const query = [
      `{service_name="ktls-otel"}`,
      ...Object.entries(filters).map(([name, value]) => `${name}="${value}"`),
    ].join(' | ');
    const endUnixNano = BigInt(Date.now()) * 1_000_000n + 1n;
    return readStream(loki.url, { query, startUnixNano, endUnixNano }, SENT_BYTES);
  }

  test('was acknowledged: nothing is missed, lost or dropped', () => {
    assert.equal(end.code, 0, end.stderr);
    const { calls, missed, lost, dropped, produced, exported } = end.summary;
    assert.deepEqual(
      { calls, missed, lost, dropped },
      { calls: streams.flat().length, missed: 0, lost: 0, dropped: 0 },
    );
    assert.equal(exported, produced);
  });

  test('was sent by one call each way, and received whole', () => {
    const lengths = (direction: string): number[][] =>
      streams.filter(([call]) => call?.direction === direction).map((calls) => calls.map(({ bytes }) => bytes.length));
    assert.deepEqual(lengths('TX'), [[SENT_BYTES], [SENT_BYTES]]);
    const received = lengths('RX').map((stream) => stream.reduce((sum, length) => sum + length));
    assert.deepEqual(received, [SENT_BYTES, SENT_BYTES]);
  });

  for (const direction of ['TX', 'RX']) {
    test(`is, read by LogQL and put together, every byte of both streams: ${direction}`, async () => {
      const chosen = streams.filter(([call]) => call?.direction === direction);
      assert.equal(chosen.length, 2);
      for (const [first, ...rest] of chosen) {
        assert.ok(first);
        const moved = Buffer.concat([first, ...rest].map(({ bytes }) => bytes));
        const entries = await read(first);
        console.log(`${direction}: ${moved.length} bytes in ${entries.length} records`);
        assert.ok(plaintextOf(entries).equals(moved));
        for (const { labels } of entries) assert.equal(labels['ktls_truncated'], 'false');
      }
    });
  }
});
