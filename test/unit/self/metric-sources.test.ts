// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { otlpComponent } from '../../../src/self/metric-sources.ts';

const named = (type: string) => ({ 'otel.component.name': `${type}/captured`, 'otel.component.type': type });

const cases: [env: Record<string, string>, type: string, server: object][] = [
  [{}, 'otlp_grpc_log_exporter', { 'server.address': 'localhost', 'server.port': 4317 }],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'otel.example:443' },
    'otlp_grpc_log_exporter',
    { 'server.address': 'otel.example', 'server.port': 443 },
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://[2001:db8::1]:4317' },
    'otlp_grpc_log_exporter',
    { 'server.address': '2001:db8::1', 'server.port': 4317 },
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'unix:///run/otel.sock' },
    'otlp_grpc_log_exporter',
    { 'server.address': '/run/otel.sock' },
  ],
  [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://otel.example/otlp' },
    'otlp_http_log_exporter',
    { 'server.address': 'otel.example', 'server.port': 443 },
  ],
  [
    { OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json', OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://otel.example/logs' },
    'otlp_http_json_log_exporter',
    { 'server.address': 'otel.example', 'server.port': 80 },
  ],
];

describe('the parts of the export of log records', () => {
  for (const [env, type, server] of cases) {
    test(JSON.stringify(env), () => {
      assert.deepEqual(otlpComponent(loadSettings({ env }).settings, 'logs'), {
        processor: named('batching_log_processor'),
        exporter: { ...named(type), ...server },
      });
    });
  }
});

test('those of spans', () => {
  const env = { OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/protobuf' };
  assert.deepEqual(otlpComponent(loadSettings({ env }).settings, 'traces'), {
    processor: named('batching_span_processor'),
    exporter: { ...named('otlp_http_span_exporter'), 'server.address': 'localhost', 'server.port': 4318 },
  });
});
