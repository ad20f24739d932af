// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { after, before, describe, test } from 'node:test';
import { services } from '../backends/jaeger/query.ts';
import { PORT } from '../support/nginx.ts';
import { type HttpBackends, runHttpBackends } from './support/http-backends.ts';
import { HOST, type TrueRequest } from './support/http-traffic-clients.ts';
import { expectedAttributes, isSampled, onlySpan, queryOf } from './support/span-pairs.ts';

/** OpenSSL 3.5 of Debian 13 has the kernel receive with TLS 1.3 too; 3.0, which the clients use, has it send only. */
describe("nginx of Debian 13 with TLS 1.3, over HTTP/1.1 and 2, and this host's clients", () => {
  let http: HttpBackends;
  before(async () => {
    const root = execFileSync('bash', ['test/setup/debian-13.sh'], { encoding: 'utf8' }).trim();
    http = await runHttpBackends({ tls: 'TLSv1.3', root });
  });
  after(() => http?.stop());

  const sampled = (): TrueRequest[] => http.requests.filter(isSampled);

  test('uses the kernel each way, and nothing was missed, lost or dropped', () => {
    for (const { name, tlsStat } of http.traffic.runs)
      assert.deepEqual(tlsStat, { TlsTxSw: 2, TlsRxSw: 1, TlsDecryptError: 0 }, name);
    assert.equal(http.end.code, 0, http.end.stderr);
    const { missed, lost, dropped, produced = 0, unshown = 0, exported } = http.end.summary;
    assert.deepEqual(
      { missed, lost, dropped, exported },
      { missed: 0, lost: 0, dropped: 0, exported: produced - unshown },
    );
  });

  test('served what clients asked for', () => {
    assert.equal(http.requests.length, 24);
    const line = (one: { version: string; method: string; target: string; status: number }): string =>
      `${one.version} ${one.method} ${one.target} ${one.status}`;
    assert.deepEqual(http.traffic.served.map(line).sort(), http.requests.map(line).sort());
  });

  test('has one span for each sampled exchange, with its path, status and sizes, and no other program has one', async () => {
    assert.equal(sampled().length, http.requests.length - 2);
    assert.equal(http.spans.length, sampled().length);
    assert.deepEqual(await services(http.jaegerUrl), ['nginx']);
    for (const request of sampled()) {
      const served = http.traffic.served.find(({ target }) => target === request.target);
      assert.ok(served);
      const { name, tags, resource } = onlySpan(http.spans, 'server', queryOf(request));
      const context = `${request.version} ${request.method} ${request.target}`;
      const expected = expectedAttributes(request, served, HOST, PORT).server;
      assert.equal(name, request.method, context);
      for (const [key, value] of Object.entries(expected)) assert.equal(tags[key], value, `${key}, ${context}`);
      assert.equal(tags['process.pid'] ?? resource['process.pid'], served.pid, context);
      assert.equal(tags['error.type'], request.status >= 500 ? String(request.status) : undefined, context);
    }
  });

  test('is not warned of, as its clients are', () => {
    const told = http.end.stderr.split('\n').filter((line) => line.includes('sends by the kernel'));
    assert.equal(told.length, 2, told.join('\n'));
    assert.deepEqual(
      told.filter((line) => line.includes('nginx sends')),
      [],
    );
  });

  test('is shown each way, with nothing masked as lost', async () => {
    const nginx = '{service_name="nginx"}';
    for (const request of http.requests) {
      const filter = `ktls_direction="RX" | ktls_plaintext=~"(?s).*${queryOf(request)}\\\\b.*"`;
      assert.notEqual((await http.logs(filter, nginx)).length, 0, request.target);
    }
    assert.deepEqual(await http.logs('ktls_plaintext=~"(?s).*redacted:lost.*"', nginx), []);
  });
});
