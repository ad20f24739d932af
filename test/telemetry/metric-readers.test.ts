// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { test } from 'node:test';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import { PeriodicExportingMetricReader } from '@opentelemetry/sdk-metrics';
import { loadSettings } from '../../config/load.ts';
import { StartError } from '../../src/start-error.ts';
import { metricReaders } from '../../src/telemetry/metric-readers.ts';
import { freePort } from '../export/free-port.ts';

const readersOf = (env: Record<string, string>) => metricReaders(loadSettings({ env }).settings);

test('metrics go nowhere where they are not asked for', async () => {
  assert.deepEqual(await readersOf({ OTEL_METRICS_EXPORTER: 'none' }), []);
  assert.deepEqual(await readersOf({ OTEL_SDK_DISABLED: 'true' }), []);
});

test('an interval shorter than the time-out, and no time-out, are no errors', async () => {
  for (const env of [{}, { OTEL_METRIC_EXPORT_INTERVAL: '1' }, { OTEL_METRIC_EXPORT_TIMEOUT: '0' }, { OTEL_METRICS_EXPORTER: 'console' }]) {
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
