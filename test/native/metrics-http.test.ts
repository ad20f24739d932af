// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { randomBytes } from 'node:crypto';
import { cpSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { closing, fetchAll } from '../support/fetch-nginx.ts';
import { isAtRest, type Scraped, scrapedAt, scrapeUntil } from '../support/scrape.ts';
import { freePort } from '../unit/export/free-port.ts';
import { startRingService } from './support/ring-service.ts';
import { Wire } from './support/wire.ts';

/** Shown whole: its marks are counted. */
const ENV = { KTLS_PAYLOAD: 'redact', KTLS_SPANS: 'true', KTLS_PLAINTEXT_BYTES: '16384' };
const PATHS = ['/get', '/moved', '/get', '/refused', '/nothing', '/get'];
const STATUS = [200, 302, 200, 503, 404, 200];

/** What Python asked nginx, on a connection for each request, and what it answered. The first two carry a secret. */
async function exchangeRequests(directory: string): Promise<{ request: Buffer; response: Buffer }[]> {
  cpSync('dist/certificates', directory, { recursive: true });
  const requests = PATHS.map((path, index) => {
    const authorization = index < 2 ? `Authorization: Bearer ${randomBytes(24).toString('hex')}\r\n` : '';
    return closing(Buffer.from(`GET ${path} HTTP/1.1\r\nHost: shop.example\r\n${authorization}\r\n`));
  });
  const responses = await fetchAll(directory, requests, await freePort());
  const logged = readFileSync(join(directory, 'access.jsonl'), 'utf8').trim().split('\n');
  assert.deepEqual(
    logged.map((line) => JSON.parse(line).status),
    STATUS,
  );
  return requests.map((request, index) => ({ request, response: responses[index] ?? Buffer.alloc(0) }));
}

test('exchanges by status and role, redactions by rule and spans are those of the requests', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'metrics-'));
  const file = join(directory, 'logs.json');
  const exchanges = await exchangeRequests(directory);
  const [port, scrapePort] = [await freePort(), await freePort()];
  const collector = await startCollector({ binary: build('collector'), file, port });
  const service = await startRingService({
    ...ENV,
    ...scrapedAt(scrapePort),
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
  });
  try {
    const wire = new Wire(service.ring);
    for (const { request, response } of exchanges) {
      const pair = wire.connect();
      pair.move('client', request);
      pair.move('server', response);
      pair.close();
    }
    const spans = (metrics: Scraped): number => metrics.of('ktls_export_exported_total').get('ktls_signal=traces') ?? 0;
    // One for each end of a request. Later ones would show in the exchanges.
    const metrics = await scrapeUntil(
      'all spans, at rest',
      (now) => spans(now) >= 2 * STATUS.length && isAtRest(now),
      scrapePort,
    );
    assert.equal(spans(metrics), 2 * STATUS.length);
    const expected: Record<string, number> = {};
    for (const role of ['client', 'server']) {
      for (const status of STATUS) {
        const key = `ktls_http_role=${role},http_response_status_code=${status}`;
        expected[key] = (expected[key] ?? 0) + 1;
      }
    }
    assert.deepEqual(Object.fromEntries(metrics.of('ktls_http_exchanges_total')), expected);
    assert.equal((await service.stop()).code, 0);
    await collector.stop();

    const text = (await readLogs(file)).map(({ attributes }) => attributes['ktls.plaintext'] ?? '').join('');
    const marks = new Map<string, number>();
    for (const [, rule = ''] of text.matchAll(/\[redacted:([^\]]+)\]/g)) {
      const key = `ktls_redaction_rule=${rule}`;
      marks.set(key, (marks.get(key) ?? 0) + 1);
    }
    // Two requests, each seen at both ends.
    assert.equal(marks.get('ktls_redaction_rule=authorization'), 4);
    assert.deepEqual(metrics.of('ktls_redactions_total'), marks);
  } finally {
    service.process.kill('SIGKILL');
    rmSync(directory, { recursive: true });
  }
});
