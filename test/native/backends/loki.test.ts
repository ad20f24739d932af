// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { createLogExporter } from '../../../src/export/create-export.ts';
import { toLogRecords } from '../../../src/records/call-record.ts';
import { createResource } from '../../../src/records/resources.ts';
import { build } from '../../backends/build.ts';
import { type RunningCollector, startCollector } from '../../backends/collector/start.ts';
import { plaintextOf } from '../../backends/loki/plaintext-of.ts';
import { queryRange } from '../../backends/loki/query.ts';
import { readStream } from '../../backends/loki/read-stream.ts';
import { type RunningLoki, startLoki } from '../../backends/loki/start.ts';
import { sampleBytes, sampleOf } from '../../unit/arbitraries.ts';
import { CALL, redactedData } from '../../unit/capture/events.ts';
import { exportSettings } from '../../unit/export/export-settings.ts';
import { freePort } from '../../unit/export/free-port.ts';
import { awkwardBytes } from '../../unit/records/awkward-bytes.ts';

const MAX_METADATA_BYTES = 64 * 1024;
const MINUTE_NANOS = 60_000_000_000n;

describe('the real Loki', () => {
  const now = BigInt(Date.now()) * 1_000_000n;
  const span = { startUnixNano: now - MINUTE_NANOS, endUnixNano: now + MINUTE_NANOS };
  let loki: RunningLoki;
  let collector: RunningCollector;
  let port: number;

  before(async () => {
    loki = await startLoki({ binary: build('loki'), port: await freePort() });
    port = await freePort();
    collector = await startCollector({ binary: build('collector'), file: undefined, loki: loki.url, port });
  });
  after(async () => {
    await collector?.stop();
    await loki?.stop();
  });

  /** Pushes by Loki's own protocol, [time, structured metadata] each; resolves to the HTTP status. */
  async function push(name: string, entries: [bigint, Record<string, string>][]): Promise<number> {
    const values = entries.map(([time, metadata]) => [String(time), 'line', metadata]);
    const body = JSON.stringify({ streams: [{ stream: { service_name: name }, values }] });
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${loki.url}/loki/api/v1/push`, { method: 'POST', headers, body });
    await response.arrayBuffer();
    return response.status;
  }

  function find(query: string, pageSize?: number) {
    return queryRange(loki.url, { query, ...span, ...(pageSize !== undefined && { pageSize }) });
  }

  /** Takes the way of a call's plaintext from redaction on. Resolves to the number of its records. */
  async function exportCall(connectionId: string, bytes: Buffer): Promise<number> {
    const resource = await createResource('ktls-otel', '0.0.0');
    const logExport = createLogExporter({
      settings: exportSettings(port),
      scope: { name: 'capture' },
      onWarning: assert.fail,
    });
    const call = { ...CALL, timeUnixNanos: now, connectionId, length: bytes.length };
    const records = toLogRecords(redactedData(bytes, call), {
      plaintextBytes: bytes.length,
      plaintextField: 'attribute',
    });
    for (const record of records) logExport.write(resource, record);
    await logExport.shutdown(AbortSignal.timeout(60_000));
    assert.deepEqual(logExport.counters(), { exported: 1, dropped: {}, inFlight: 0 });
    return records.length;
  }

  const plaintexts: Record<string, Buffer> = {
    'a MiB of random bytes': sampleBytes(1024 * 1024, 1),
    // Of more than one request of the largest size.
    '4 MiB of text': Buffer.alloc(4 * 1024 * 1024, 'GET /get HTTP/1.1\r\n\t'),
    'whole and broken characters, controls, escapes': sampleOf(awkwardBytes(100_000), 1),
    // Loki puts a space in its place.
    'a replacement character': Buffer.from('before \ufffd after'),
  };
  for (const [index, [name, bytes]] of Object.entries(plaintexts).entries()) {
    test(`gives back ${name}, byte for byte`, async () => {
      const records = await exportCall(`connection-${index}`, bytes);
      const query = `{service_name="ktls-otel"} | ktls_connection_id="connection-${index}" | ktls_direction="TX"`;
      const entries = await readStream(loki.url, { query, ...span }, bytes.length);
      assert.equal(entries.length, records);
      assert.ok(plaintextOf(entries).equals(bytes));
      for (const { timeUnixNano } of entries) assert.equal(timeUnixNano, now);
    });
  }

  test('has its limits of rates, which README and deploy/loki name', async () => {
    const response = await fetch(`${loki.url}/config`);
    const { limits_config: limits } = parse(await response.text());
    const { ingestion_rate_mb: rate, ingestion_burst_size_mb: burst } = limits;
    assert.deepEqual([rate, burst], [4, 6]);
    assert.deepEqual([limits.per_stream_rate_limit, limits.per_stream_rate_limit_burst], ['3MB', '15MB']);
    assert.deepEqual(
      [limits.max_structured_metadata_size, limits.max_structured_metadata_entries_count],
      ['64KB', 128],
    );
    // More than may come at once.
    const entries = Array.from({ length: 120 }, (_, index) => [now + BigInt(index), { name: 'x'.repeat(60_000) }]);
    assert.equal(await push('rate', entries as [bigint, Record<string, string>][]), 429);
  });

  test('has its limit of 64 KB of structured metadata', async () => {
    const metadata = (bytes: number): Record<string, string> => ({ name: 'x'.repeat(bytes - 'name'.length) });
    assert.equal(await push('limit', [[now, metadata(MAX_METADATA_BYTES)]]), 204);
    assert.equal(await push('limit', [[now, metadata(MAX_METADATA_BYTES + 1)]]), 400);
    assert.equal((await find('{service_name="limit"}')).length, 1);
  });

  for (const pageSize of [1, 2, 3, 4, 11, 12, 13, 5000]) {
    test(`is read whole and in order by pages of ${pageSize}`, async () => {
      // 1, 2, 3, 1, 2 and 3 entries at a time.
      const times = [0, 1, 1, 2, 2, 2, 3, 4, 4, 5, 5, 5].map((offset) => now + BigInt(offset));
      const name = `pages-${pageSize}`;
      assert.equal(
        await push(
          name,
          times.map((time, number) => [time, { number: String(number) }]),
        ),
        204,
      );
      const entries = await find(`{service_name="${name}"}`, pageSize);
      assert.deepEqual(
        entries.map(({ timeUnixNano }) => timeUnixNano),
        times,
      );
      assert.deepEqual(new Set(entries.map(({ labels }) => Number(labels.number))), new Set(times.keys()));
    });
  }

  test('rejects with its reason when it cannot listen', async () => {
    const server = createServer((socket) => socket.destroy()).listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    assert(address !== null && typeof address === 'object');
    await assert.rejects(
      startLoki({ binary: build('loki'), port: address.port }),
      /did not start: it ended with 1.*address already in use/s,
    );
    server.close();
  });

  test('says why it refuses a query', async () => {
    await assert.rejects(find('{service_name='), /^Error: Loki answers 400: parse error/);
  });
});
