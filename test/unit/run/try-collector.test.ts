// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { loadSettings } from '../../../config/load.ts';
import { tryCollector } from '../../../src/run/try-collector.ts';
import { type Reply, startFakeCollector } from '../export/fake-collector.ts';
import { type HttpBehaviour, startFakeHttpCollector } from '../export/fake-http-collector.ts';
import { freePort } from '../export/free-port.ts';

/** Logs alone go to the Collector. */
const LOGS_ALONE = { OTEL_TRACES_EXPORTER: 'none', OTEL_METRICS_EXPORTER: 'none' };

const rowsOf = async (env: Record<string, string>) =>
  (await tryCollector(loadSettings({ env }).settings, '1')).map(
    ({ name, status: said, found, exitCode }) =>
      `${name} ${said} ${found}${exitCode === undefined ? '' : ` (${exitCode})`}`,
  );

async function overGrpc(context: TestContext, reply: Reply) {
  const collector = await startFakeCollector(() => reply);
  context.after(() => collector.stop());
  const endpoint = `http://127.0.0.1:${collector.port}`;
  return { collector, endpoint, rows: await rowsOf({ ...LOGS_ALONE, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) };
}

async function overHttp(context: TestContext, behaviour: HttpBehaviour, env: Record<string, string>) {
  const collector = await startFakeHttpCollector(() => behaviour);
  context.after(() => collector.stop());
  const endpoint = `http://127.0.0.1:${collector.port}`;
  return { collector, endpoint, rows: await rowsOf({ ...env, OTEL_EXPORTER_OTLP_ENDPOINT: endpoint }) };
}

test('a Collector that takes a request without records is reached', async (context) => {
  const { collector, endpoint, rows } = await overGrpc(context, { response: Buffer.alloc(0) });
  assert.deepEqual(rows, [`logs endpoint ok ${endpoint} by grpc`]);
  assert.deepEqual(collector.requests, [[]]);
});

test('one that refuses is a warning that says how', async (context) => {
  const { endpoint, rows } = await overGrpc(context, { code: status.UNIMPLEMENTED, details: 'said by the peer' });
  assert.deepEqual(rows, [`logs endpoint warning ${endpoint} by grpc: refused with UNIMPLEMENTED`]);
});

test('a port that nobody listens on is a warning', async () => {
  const port = await freePort();
  const rows = await rowsOf({ ...LOGS_ALONE, OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}` });
  const reason = `UNAVAILABLE (connect ECONNREFUSED 127.0.0.1:${port})`;
  assert.deepEqual(rows, [`logs endpoint warning http://127.0.0.1:${port} by grpc: ${reason}`]);
});

test('over HTTP each signal is asked at its own path', async (context) => {
  const env = { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_COMPRESSION: 'gzip' };
  const { collector, endpoint, rows } = await overHttp(context, { status: 200 }, env);
  assert.deepEqual(
    rows,
    ['logs', 'traces', 'metrics'].map((signal) => `${signal} endpoint ok ${endpoint}/v1/${signal} by http/protobuf`),
  );
  const bodies = collector.requests.map(({ path, body }) => `${path} ${gunzipSync(body).length}`);
  assert.deepEqual(bodies.toSorted(), ['/v1/logs 0', '/v1/metrics 0', '/v1/traces 0']);
});

test('in JSON the request is an empty object', async (context) => {
  const env = { ...LOGS_ALONE, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  const { collector, rows, endpoint } = await overHttp(context, { status: 200, body: '{}' }, env);
  assert.deepEqual(rows, [`logs endpoint ok ${endpoint}/v1/logs by http/json`]);
  assert.deepEqual(
    collector.requests.map(({ body }) => String(body)),
    ['{}'],
  );
});

for (const [behaviour, expected] of [
  [{ status: 404 }, 'refused with HTTP 404'],
  [{ status: 503 }, 'HTTP 503'],
  [{ status: 200, body: '<html>' }, 'the answer is not OTLP'],
  ['reset', 'ECONNRESET'],
] as const) {
  test(`over HTTP, ${JSON.stringify(behaviour)} is a warning`, async (context) => {
    const env = { ...LOGS_ALONE, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf' };
    const { rows, endpoint } = await overHttp(context, behaviour, env);
    assert.deepEqual(rows, [`logs endpoint warning ${endpoint}/v1/logs by http/protobuf: ${expected}`]);
  });
}

test('a certificate that can not be used is missing, with the exit code of a start', async () => {
  const [row, ...others] = await rowsOf({
    ...LOGS_ALONE,
    OTEL_EXPORTER_OTLP_ENDPOINT: 'https://127.0.0.1:1',
    OTEL_EXPORTER_OTLP_CLIENT_KEY: 'package.json',
    OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE: 'package.json',
  });
  assert.deepEqual(others, []);
  assert.match(row ?? '', /^logs endpoint missing OTEL_EXPORTER_OTLP_CERTIFICATE.*: not usable: .* \(3\)$/);
});

test('what does not go to a Collector is not asked', async () => {
  assert.deepEqual(await rowsOf({ ...LOGS_ALONE, OTEL_LOGS_EXPORTER: 'console' }), []);
  assert.deepEqual(await rowsOf({ OTEL_SDK_DISABLED: 'true' }), []);
});
