// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { services } from '../backends/jaeger/query.ts';
import type { LokiEntry } from '../backends/loki/query.ts';
import { type HttpBackends, runHttpBackends } from './support/http-backends.ts';
import { PYTHON_SERVICE, type TrueRequest } from './support/http-traffic-clients.ts';

const STATUSES = [200, 302, 404, 503];
const METHODS = ['GET', 'HEAD', 'POST'];
const MASK = '[redacted:lost]';

const textOf = (lines: readonly LokiEntry[]): string =>
  [...lines]
    .sort((a, b) => Number(a.labels.ktls_stream_offset) - Number(b.labels.ktls_stream_offset))
    .map(({ labels }) => labels.ktls_plaintext ?? '')
    .join('\n');

const occurrences = (text: string, what: string): number => text.split(what).length - 1;

/** nginx and OpenSSL of Debian 12 as they come: with TLS 1.3 the kernel sends, and the library receives. */
describe('connections of which the kernel sees one direction', () => {
  let http: HttpBackends;
  before(async () => {
    http = await runHttpBackends({ tls: 'TLSv1.3' });
  });
  after(() => http?.stop());

  const requestsOf = (version: string): TrueRequest[] => http.requests.filter((one) => one.version === version);

  test('are what there is', () => {
    for (const { name, tlsStat } of http.traffic.runs)
      assert.deepEqual(tlsStat, { TlsTxSw: 2, TlsRxSw: 0, TlsDecryptError: 0 }, name);
    assert.equal(http.requests.length, 24);
    assert.equal(http.end.code, 0, http.end.stderr);
    const { missed, lost, dropped } = http.end.summary;
    assert.deepEqual({ missed, lost, dropped }, { missed: 0, lost: 0, dropped: 0 });
  });

  test('make no span', async () => {
    assert.deepEqual(http.spans, []);
    assert.deepEqual(await services(http.jaegerUrl), []);
  });

  test('are warned of once a program, with its library, while that can be seen, and what to do', () => {
    const told = http.end.stderr.split('\n').filter((line) => line.includes('receives by itself'));
    assert.equal(told.length, 3, told.join('\n'));
    const ofProgram = (program: string): string =>
      told.find((one) => one.includes(` ${program} sends by the kernel and receives by itself`)) ?? '';
    const isWithLibrary = (line: string): boolean =>
      line.includes(' (libssl.so.3): ') && line.includes('use 3.2 or newer, or TLS 1.2');
    assert.ok(isWithLibrary(ofProgram('nginx')), ofProgram('nginx'));
    assert.ok(ofProgram('nghttp').includes('without spans; see "Programs that use kTLS"'), ofProgram('nghttp'));
    // Its process may have ended before its first call is read.
    const ofPython = ofProgram(PYTHON_SERVICE);
    assert.ok(isWithLibrary(ofPython) || ofPython.includes('without spans; see "Programs that use kTLS"'), ofPython);
  });

  test('show the head and the body of each response, and Loki finds them by status', async () => {
    const nginx = '{service_name="nginx"}';
    for (const status of STATUSES) {
      const text = textOf(await http.logs(`http_response_status_code="${status}"`, nginx));
      const count = (version: string): number => requestsOf(version).filter((one) => one.status === status).length;
      assert.equal(occurrences(text, `HTTP/1.1 ${status} `), count('1.1'), `HTTP/1.1 ${status}`);
      assert.equal(occurrences(text, `:status: ${status}`), count('2'), `HTTP/2 ${status}`);
    }
    const bodies = http.requests.filter(({ method, target, status }) => {
      return method !== 'HEAD' && target.startsWith('/get') && status === 200;
    });
    const all = textOf(await http.logs('ktls_direction="TX"', nginx));
    assert.equal(occurrences(all, '"message":"hello from nginx"'), bodies.length);
    assert.equal(occurrences(all, MASK), 0);
  });

  test('show each request of a client, by its method', async () => {
    for (const service of [PYTHON_SERVICE, 'nghttp']) {
      const own = http.requests.filter((one) => one.service === service);
      for (const method of METHODS) {
        const text = textOf(await http.logs(`http_request_method="${method}"`, `{service_name="${service}"}`));
        for (const { target } of own.filter((one) => one.method === method)) assert.ok(text.includes(target), target);
      }
      assert.equal(occurrences(textOf(await http.logs('ktls_direction="TX"', `{service_name="${service}"}`)), MASK), 0);
    }
  });

  test('are no errors', async () => {
    assert.deepEqual(await http.logs('error_type=~".+"'), []);
  });
});
