// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { PrometheusSerializer } from '@opentelemetry/exporter-prometheus';
import { MeterProvider } from '@opentelemetry/sdk-metrics';
import { INSTRUMENTS } from '../../../src/self/instruments.ts';
import { registerMetrics } from '../../../src/self/measure.ts';
import { countsOf } from '../counts.ts';
import { ManualReader } from './collect.ts';
import { sourcesOf } from './fake-sources.ts';
import { parsePrometheus } from './prometheus-text.ts';

test("in Prometheus' text names have underscores for dots, and those of counters end with _total", async () => {
  const reader = new ManualReader();
  const provider = new MeterProvider({ readers: [reader] });
  const captureCounts = () => countsOf({ captured: 7, missed: 2 }, { peer_port: 1 });
  const counters = () => ({ exported: 3, dropped: {}, inFlight: 1 });
  const exports = { logs: { counters, depth: () => ({ records: 2, bytes: 90 }) } };
  registerMetrics(provider.getMeter('ktls-otel'), sourcesOf({ captureCounts, exports })).exported('logs', 0.5);
  const { resourceMetrics } = await reader.collect();
  const metrics = parsePrometheus(new PrometheusSerializer().serialize(resourceMetrics));
  assert.deepEqual(
    [...(metrics.get('ktls_calls_total') ?? [])],
    [
      ['ktls_call_outcome=captured', 7],
      ['ktls_call_outcome=missed', 2],
      ['ktls_call_outcome=filtered,ktls_filter_reason=peer_port', 1],
    ],
  );
  assert.deepEqual([...(metrics.get('ktls_export_in_flight') ?? [])], [['ktls_signal=logs', 1]]);
  assert.deepEqual([...(metrics.get('ktls_export_duration_count') ?? [])], [['ktls_signal=logs', 1]]);
  for (const name of metrics.keys()) {
    if (name === 'target_info' || name.startsWith('ktls_export_duration')) continue;
    const names = Object.entries(INSTRUMENTS).map(
      ([ours, { kind }]) => ours.replaceAll('.', '_') + (kind === 'Counter' ? '_total' : ''),
    );
    assert.ok(names.includes(name), name);
  }
});
