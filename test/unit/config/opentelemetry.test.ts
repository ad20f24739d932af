// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { otlp, otlpEndpoint } from '../../../config/otlp.ts';

const levels = 'none, error, warn, info, debug, verbose, all';
const attributes = 'name=value,name=value, percent-encoded, at most 255 characters each';

const ignored: [variable: string, text: string, allowed: string][] = [
  ['OTEL_LOG_LEVEL', 'loud', levels],
  ['OTEL_LOGS_EXPORTER', 'otlp,console', 'otlp, console, none'],
  ['OTEL_TRACES_EXPORTER', 'zipkin', 'otlp, console, none'],
  ['OTEL_METRICS_EXPORTER', 'statsd', 'otlp, prometheus, console, none'],
  [
    'OTEL_TRACES_SAMPLER',
    'xray',
    'always_on, always_off, traceidratio, parentbased_always_on, parentbased_always_off, parentbased_traceidratio',
  ],
  ['OTEL_TRACES_SAMPLER_ARG', '1.5', 'a number from 0 to 1'],
  ['OTEL_BSP_SCHEDULE_DELAY', '5s', 'milliseconds from 0 to 2147483647'],
  ['OTEL_METRIC_EXPORT_INTERVAL', '0', 'milliseconds from 1 to 2147483647'],
  ['OTEL_EXPORTER_PROMETHEUS_PORT', '0', 'a whole number from 1 to 65535'],
  ['OTEL_SDK_DISABLED', '1', 'true, false'],
  ['OTEL_SDK_DISABLED', 'yes', 'true, false'],
  ['OTEL_BLRP_SCHEDULE_DELAY', '-1', 'milliseconds from 0 to 2147483647'],
  ['OTEL_BLRP_EXPORT_TIMEOUT', '30s', 'milliseconds from 0 to 2147483647'],
  ['OTEL_BLRP_MAX_QUEUE_SIZE', '0', 'a whole number from 1 to 1048576'],
  ['OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', '1.5', 'a whole number from 1 to 1048576'],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '2147483648', 'milliseconds from 0 to 2147483647'],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'zstd', 'none, gzip'],
  ['OTEL_EXPORTER_OTLP_LOGS_INSECURE', 'no', 'true, false'],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=b,c', attributes],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=b=c', attributes],
  ['OTEL_RESOURCE_ATTRIBUTES', 'a=%', attributes],
  ['OTEL_RESOURCE_ATTRIBUTES', `a=${'b'.repeat(256)}`, attributes],
];

for (const [variable, text, allowed] of ignored) {
  test(`${variable}=${text.slice(0, 20)} is ignored with a warning, and hidden from OpenTelemetry's packages`, () => {
    const { settings, warnings, otelEnvironment } = loadSettings({ env: { [variable]: text } });
    const shown = `'${text}'`;
    const cut = shown.length > 80 ? `${shown.slice(0, 80)}...` : shown;
    assert.deepEqual(warnings, [`${variable} is ${cut}, allowed: ${allowed}; it is ignored`]);
    assert.deepEqual(settings, loadSettings({ env: {} }).settings);
    assert.deepEqual(otelEnvironment, { [variable]: '' });
  });
}

test('a batch is never larger than its queue', () => {
  const { settings, warnings, otelEnvironment } = loadSettings({ env: { OTEL_BLRP_MAX_QUEUE_SIZE: '511' } });
  assert.equal(settings.otel.blrp_max_export_batch_size, 511);
  assert.deepEqual(warnings, [
    'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE (512) is more than OTEL_BLRP_MAX_QUEUE_SIZE (511); 511 is used for both',
  ]);
  assert.equal(otelEnvironment.OTEL_BLRP_MAX_QUEUE_SIZE, '511');
  assert.deepEqual(loadSettings({ env: { OTEL_BLRP_MAX_QUEUE_SIZE: '512' } }).warnings, []);
  const both = loadSettings({ env: { OTEL_BLRP_MAX_QUEUE_SIZE: '9', OTEL_BSP_MAX_QUEUE_SIZE: '7' } });
  assert.deepEqual(
    [both.settings.otel.blrp_max_export_batch_size, both.settings.otel.bsp_max_export_batch_size],
    [9, 7],
  );
  assert.equal(both.warnings.length, 2);
});

const serviceNames: [env: Record<string, string>, name: string | null][] = [
  [{}, null],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=from%20attributes,a=b' }, 'from attributes'],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=a', OTEL_SERVICE_NAME: 'b' }, 'b'],
  [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=' }, null],
];

for (const [env, name] of serviceNames) {
  test(`the service name of ${JSON.stringify(env)} is ${name}`, () => {
    const { settings, otelEnvironment } = loadSettings({ env });
    assert.equal(settings.otel.service_name, name);
    assert.equal(otelEnvironment.OTEL_SERVICE_NAME, name ?? undefined);
  });
}

test("a time-out of 0 is no limit, in words that OpenTelemetry's exporter takes", () => {
  const { settings, otelEnvironment } = loadSettings({ env: { OTEL_EXPORTER_OTLP_TIMEOUT: '0' } });
  assert.equal(settings.otel.exporter_otlp_timeout, 0);
  assert.equal(otelEnvironment.OTEL_EXPORTER_OTLP_TIMEOUT, '2147483647');
});

test('values reach the exporter in the spelling that it understands', () => {
  const env = { OTEL_EXPORTER_OTLP_COMPRESSION: 'GZIP', OTEL_EXPORTER_OTLP_ENDPOINT: 'HTTP://collector:4317' };
  const { otelEnvironment } = loadSettings({ env });
  assert.equal(otelEnvironment.OTEL_EXPORTER_OTLP_COMPRESSION, 'gzip');
  assert.equal(otelEnvironment.OTEL_EXPORTER_OTLP_ENDPOINT, 'http://collector:4317');
});

test('the endpoint in effect comes with the variable that decides it', () => {
  const both = { OTEL_EXPORTER_OTLP_ENDPOINT: 'http://a:1', OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: 'http://b:2' };
  const cases: [Record<string, string>, ReturnType<typeof otlpEndpoint>][] = [
    [{}, { value: 'http://localhost:4317', variable: 'OTEL_EXPORTER_OTLP_ENDPOINT' }],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
      { value: 'http://localhost:4318/v1/logs', variable: 'OTEL_EXPORTER_OTLP_ENDPOINT' },
    ],
    [
      { OTEL_EXPORTER_OTLP_PROTOCOL: 'http/protobuf', OTEL_EXPORTER_OTLP_ENDPOINT: 'https://a/otlp/' },
      { value: 'https://a/otlp/v1/logs', variable: 'OTEL_EXPORTER_OTLP_ENDPOINT' },
    ],
    [
      { ...both, OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/protobuf' },
      { value: 'http://b:2', variable: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT' },
    ],
    [both, { value: 'http://b:2', variable: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT' }],
    [
      { ...both, OTEL_EXPORTER_OTLP_LOGS_ENDPOINT: '' },
      { value: 'http://a:1', variable: 'OTEL_EXPORTER_OTLP_ENDPOINT' },
    ],
  ];
  for (const [env, expected] of cases) assert.deepEqual(otlpEndpoint(loadSettings({ env }).settings, 'logs'), expected);
});

test('a logs time-out of 0 and a logs insecure of false go before the general ones', () => {
  const { settings } = loadSettings({
    env: {
      OTEL_EXPORTER_OTLP_INSECURE: 'true',
      OTEL_EXPORTER_OTLP_LOGS_INSECURE: 'false',
      OTEL_EXPORTER_OTLP_LOGS_TIMEOUT: '0',
    },
  });
  assert.deepEqual(otlp(settings, 'logs', 'insecure'), { value: false, variable: 'OTEL_EXPORTER_OTLP_LOGS_INSECURE' });
  assert.deepEqual(otlp(settings, 'logs', 'timeout'), { value: 0, variable: 'OTEL_EXPORTER_OTLP_LOGS_TIMEOUT' });
});
