// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type AddressInfo, connect, createServer } from 'node:net';
import { test } from 'node:test';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { MeterProvider, PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { loadSettings } from '../../../config/load.ts';
import { StartError } from '../../../src/base/start-error.ts';
import { metricReaders } from '../../../src/self/sdk.ts';
import { freePort } from '../export/free-port.ts';

const readersOf = (env: Record<string, string>) =>
  metricReaders(loadSettings({ env }).settings, (makeExporter) => makeExporter());

test('metrics go nowhere where they are not asked for', async () => {
  assert.deepEqual(await readersOf({ OTEL_METRICS_EXPORTER: 'none' }), []);
  assert.deepEqual(await readersOf({ OTEL_SDK_DISABLED: 'true' }), []);
});

test('an interval shorter than the time-out, and no time-out, are no errors', async () => {
  for (const env of [
    {},
    { OTEL_METRIC_EXPORT_INTERVAL: '1' },
    { OTEL_METRIC_EXPORT_TIMEOUT: '0' },
    { OTEL_METRICS_EXPORTER: 'console' },
  ]) {
    const [reader, ...more] = await readersOf(env);
    assert.ok(reader instanceof PeriodicExportingMetricReader);
    assert.equal(more.length, 0);
  }
});

test('a Prometheus address that is taken is told at the start, and how to change it', async (t) => {
  const taken = createServer();
  await new Promise<void>((resolve) => taken.listen(0, '127.0.0.1', resolve));
  t.after(() => taken.close());
  const { port } = taken.address() as AddressInfo;
  const env = { OTEL_METRICS_EXPORTER: 'prometheus', OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1' };
  await assert.rejects(readersOf({ ...env, OTEL_EXPORTER_PROMETHEUS_PORT: `${port}` }), (error) => {
    assert.ok(error instanceof StartError);
    assert.equal(error.code, 3);
    assert.equal(error.message, `metrics can't be offered at 127.0.0.1:${port} (EADDRINUSE)`);
    return true;
  });
  const [reader] = await readersOf({ ...env, OTEL_EXPORTER_PROMETHEUS_PORT: `${await freePort()}` });
  assert.ok(reader instanceof PrometheusExporter);
  await reader.shutdown();
});

test('Prometheus gets its text, and connections that say nothing do not hold up the end', async () => {
  const port = await freePort();
  const address = { OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.1', OTEL_EXPORTER_PROMETHEUS_PORT: `${port}` };
  const [reader] = await readersOf({ OTEL_METRICS_EXPORTER: 'prometheus', ...address });
  assert.ok(reader);
  const provider = new MeterProvider({ readers: [reader] });
  provider.getMeter('test').createCounter('seen').add(3);
  const ask = async (path: string): Promise<[number, string]> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`);
    return [response.status, await response.text()];
  };
  const [status, text] = await ask('/metrics?name=a');
  assert.equal(status, 200);
  assert.match(text, /^seen_total\{[^}]*\} 3$/m);
  assert.deepEqual(await ask('/'), [404, '']);
  const silent = Array.from({ length: 40 }, () => connect(port, '127.0.0.1').on('error', () => {}));
  const closed = silent.map((socket) => new Promise((resolve) => socket.on('close', resolve)));
  await Promise.race(closed);
  await provider.shutdown();
  await Promise.all(closed);
});
