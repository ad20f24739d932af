// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { after, before, describe, test } from 'node:test';
import { build } from '../backends/build.ts';
import { type RunningCollector, startCollector } from '../backends/collector/start.ts';
import { plaintextOf } from '../backends/loki/plaintext-of.ts';
import type { LokiEntry } from '../backends/loki/query.ts';
import { readStream } from '../backends/loki/read-stream.ts';
import { type RunningLoki, startLoki } from '../backends/loki/start.ts';
import { byStream } from '../support/captured-calls.ts';
import type { ServiceEnd } from '../support/service.ts';
import type { TrueCall } from '../support/workload.ts';
import { freePort } from '../unit/export/free-port.ts';
import { type RingService, startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

const SENT_BYTES = 1024 * 1024;
/** Room for a call, as OpenSSL's has. */
const RECEIVE_BYTES = 65_536;
const SETTINGS = {
  KTLS_CAPTURE_BYTES: String(SENT_BYTES),
  KTLS_PLAINTEXT_BYTES: String(SENT_BYTES),
  // A request that is cut off is sent again.
  KTLS_SHUTDOWN_TIMEOUT: '300000',
  OTEL_EXPORTER_OTLP_TIMEOUT: '60000',
  OTEL_BLRP_EXPORT_TIMEOUT: '60000',
};

describe('what Loki holds of a MiB that is sent in one call, each way', () => {
  const startUnixNano = BigInt(Date.now()) * 1_000_000n;
  let loki: RunningLoki;
  let collector: RunningCollector;
  let service: RingService;
  let streams: TrueCall[][];
  let end: ServiceEnd;

  before(async () => {
    loki = await startLoki({ binary: build('loki'), port: await freePort() });
    const port = await freePort();
    collector = await startCollector({
      binary: build('collector'),
      file: undefined,
      loki: loki.url,
      port,
    });
    service = await startRingService({ ...SETTINGS, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
    const pair = new Wire(service.ring, { captureBytes: SENT_BYTES }).connect();
    const calls = (['client', 'server'] as const).flatMap((from) =>
      pair.move(from, randomBytes(SENT_BYTES), { send: SENT_BYTES, receive: RECEIVE_BYTES }),
    );
    pair.close();
    streams = [...byStream(calls).values()];
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
        for (const { labels } of entries) assert.equal(labels.ktls_truncated, 'false');
      }
    });
  }
});
