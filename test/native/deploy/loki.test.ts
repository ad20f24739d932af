// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { after, before, describe, test } from 'node:test';
import { parse } from 'yaml';
import { build } from '../../backends/build.ts';
import { queryRange } from '../../backends/loki/query.ts';
import { type RunningLoki, startLoki } from '../../backends/loki/start.ts';
import { freePort } from '../../unit/export/free-port.ts';

const FILE = 'deploy/loki/loki.yaml';
const TEXT = readFileSync(FILE, 'utf8');
/** Loki's own limit is 6 MB at once, and 4 MB a second from there on. */
const REQUESTS = 10;
const RECORDS_A_REQUEST = 50;
const RECORD_BYTES = 60_000;

test('a real Loki finds nothing wrong with deploy/loki/loki.yaml', () => {
  execFileSync(build('loki'), ['-verify-config', '-config.file', FILE], { stdio: 'pipe' });
});

describe('a real Loki with deploy/loki/loki.yaml, in another folder', () => {
  let loki: RunningLoki;
  before(async () => {
    loki = await startLoki({
      binary: build('loki'),
      port: await freePort(),
      configuration: (directory, ports) =>
        TEXT.replaceAll('/var/lib/loki', directory)
          .replace('http_listen_port: 3100', `http_listen_port: ${ports.http}`)
          .replace('grpc_listen_port: 9095', `grpc_listen_port: ${ports.grpc}`),
    });
  });
  after(() => loki?.stop());

  test('has its limits', async () => {
    const { limits_config: limits } = parse(await (await fetch(`${loki.url}/config`)).text());
    for (const [name, value] of Object.entries(parse(TEXT).limits_config))
      assert.equal(limits[name], name === 'retention_period' ? '1w' : value, name);
  });

  test('takes 30 MB of one program at once', async () => {
    const now = BigInt(Date.now()) * 1_000_000n;
    const metadata = { ktls_plaintext: 'x'.repeat(RECORD_BYTES) };
    for (let request = 0; request < REQUESTS; request++) {
      const first = now + BigInt(request * RECORDS_A_REQUEST);
      const values = Array.from({ length: RECORDS_A_REQUEST }, (_, index) => [
        String(first + BigInt(index)),
        'line',
        metadata,
      ]);
      const body = JSON.stringify({ streams: [{ stream: { service_name: 'nginx' }, values }] });
      const headers = { 'content-type': 'application/json' };
      const response = await fetch(`${loki.url}/loki/api/v1/push`, { method: 'POST', headers, body });
      assert.equal(response.status, 204, await response.text());
    }
    const span = { startUnixNano: now, endUnixNano: now + BigInt(REQUESTS * RECORDS_A_REQUEST) };
    const query = '{service_name="nginx"} | ktls_plaintext!="" | drop ktls_plaintext';
    assert.equal((await queryRange(loki.url, { query, ...span })).length, REQUESTS * RECORDS_A_REQUEST);
  });
});
