// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { readLogs } from '../backends/collector/read-logs.ts';
import { startCollector } from '../backends/collector/start.ts';
import { startService } from '../support/service.ts';
import { run } from '../support/workload.ts';
import { listening } from './support/nginx.ts';
import { isAtRest, SCRAPED, type Scraped, scrapeUntil } from './support/scrape.ts';

const PORT = 4317;
const NGINX_PORT = 8443;
/** Shown whole: its marks are counted. */
const ENV = { ...SCRAPED, KTLS_PAYLOAD: 'redact', KTLS_SPANS: 'true', KTLS_PLAINTEXT_BYTES: '16384' };
const PATHS = ['/get', '/moved', '/get', '/refused', '/nothing', '/get'];
const STATUS = [200, 302, 200, 503, 404, 200];

/** One connection of Python's http.client to nginx, by TLS 1.2: the kernel has both directions of both ends. */
async function exchangeRequests(): Promise<void> {
  const directory = mkdtempSync(join(tmpdir(), 'metrics-http-'));
  await run('bash', ['test/workload/certificate.sh', directory]);
  const nginx = spawn('bash', ['test/workload/nginx.sh', directory, String(NGINX_PORT)], { stdio: 'inherit' });
  try {
    await listening(NGINX_PORT);
    // The first two carry a secret.
    const requests = PATHS.map((path, index) => ({
      method: 'GET',
      path,
      body: '',
      headers: index < 2 ? { Authorization: `Bearer ${randomBytes(24).toString('hex')}` } : {},
    }));
    await run('python3', [
      'test/workload/http1_client.py',
      join(directory, 'ca.pem'),
      String(NGINX_PORT),
      JSON.stringify(requests),
    ]);
    const logged = readFileSync(join(directory, 'access.jsonl'), 'utf8')
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    assert.deepEqual(
      logged.map(({ status }) => status),
      STATUS,
    );
  } finally {
    nginx.kill('SIGTERM');
    if (nginx.exitCode === null) await once(nginx, 'exit');
  }
}

test('exchanges by status and role, redactions by rule and spans are those of the requests', async () => {
  const file = join(mkdtempSync(join(tmpdir(), 'metrics-')), 'logs.json');
  const collector = await startCollector({ binary: process.env.TEST_COLLECTOR ?? '', file, port: PORT });
  const service = await startService(ENV);
  try {
    await exchangeRequests();
    const spans = (metrics: Scraped): number => metrics.of('ktls_export_exported_total').get('ktls_signal=traces') ?? 0;
    // One for each end of a request. Later ones would show in the exchanges.
    const metrics = await scrapeUntil('all spans, at rest', (now) => spans(now) >= 2 * STATUS.length && isAtRest(now));
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
    // Two requests, each seen at both ends. Messages of the handshake are masked, too.
    assert.equal(marks.get('ktls_redaction_rule=authorization'), 4);
    assert.deepEqual(metrics.of('ktls_redactions_total'), marks);
  } finally {
    service.process.kill('SIGKILL');
  }
});
