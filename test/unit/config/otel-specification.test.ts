// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { allSettings } from '../../../config/schema.ts';

const SIGNALS = ['', 'TRACES_', 'METRICS_', 'LOGS_'];
const OTLP = [
  'ENDPOINT',
  'PROTOCOL',
  'HEADERS',
  'TIMEOUT',
  'COMPRESSION',
  'CERTIFICATE',
  'CLIENT_KEY',
  'CLIENT_CERTIFICATE',
];
const BATCH = ['SCHEDULE_DELAY', 'EXPORT_TIMEOUT', 'MAX_QUEUE_SIZE', 'MAX_EXPORT_BATCH_SIZE'];

/** Environment variables of the OpenTelemetry specification 1.59 and of the semantic conventions. */
const SPECIFIED = [
  'OTEL_SDK_DISABLED',
  'OTEL_ENTITIES',
  'OTEL_RESOURCE_ATTRIBUTES',
  'OTEL_SERVICE_NAME',
  'OTEL_LOG_LEVEL',
  'OTEL_PROPAGATORS',
  'OTEL_TRACES_SAMPLER',
  'OTEL_TRACES_SAMPLER_ARG',
  ...BATCH.flatMap((name) => [`OTEL_BSP_${name}`, `OTEL_BLRP_${name}`]),
  'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  'OTEL_ATTRIBUTE_COUNT_LIMIT',
  'OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  'OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT',
  'OTEL_SPAN_EVENT_COUNT_LIMIT',
  'OTEL_SPAN_LINK_COUNT_LIMIT',
  'OTEL_EVENT_ATTRIBUTE_COUNT_LIMIT',
  'OTEL_LINK_ATTRIBUTE_COUNT_LIMIT',
  'OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT',
  'OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT',
  ...OTLP.flatMap((name) => SIGNALS.map((signal) => `OTEL_EXPORTER_OTLP_${signal}${name}`)),
  ...SIGNALS.map((signal) => `OTEL_EXPORTER_OTLP_${signal}INSECURE`),
  'OTEL_EXPORTER_OTLP_SPAN_INSECURE',
  'OTEL_EXPORTER_OTLP_METRIC_INSECURE',
  'OTEL_EXPORTER_ZIPKIN_ENDPOINT',
  'OTEL_EXPORTER_ZIPKIN_TIMEOUT',
  'OTEL_EXPORTER_PROMETHEUS_HOST',
  'OTEL_EXPORTER_PROMETHEUS_PORT',
  'OTEL_TRACES_EXPORTER',
  'OTEL_METRICS_EXPORTER',
  'OTEL_LOGS_EXPORTER',
  'OTEL_METRICS_EXEMPLAR_FILTER',
  'OTEL_METRIC_EXPORT_INTERVAL',
  'OTEL_METRIC_EXPORT_TIMEOUT',
  'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
  'OTEL_EXPORTER_OTLP_METRICS_DEFAULT_HISTOGRAM_AGGREGATION',
  'OTEL_CONFIG_FILE',
  'OTEL_EXPERIMENTAL_CONFIG_FILE',
  'OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS',
  'OTEL_SEMCONV_STABILITY_OPT_IN',
];

const warningsOf = (env: Record<string, string>): readonly string[] => loadSettings({ env }).warnings;

test('each variable of the specification is a setting, or is warned of when it is set', () => {
  const settings = new Set(allSettings.map(({ setting }) => setting.env));
  for (const name of SPECIFIED) {
    if (settings.has(name)) continue;
    const [warning = '', ...others] = warningsOf({ [name]: 'x' });
    assert.ok(warning.startsWith(`${name} is not supported and has no effect: `), `${name}: ${warning}`);
    assert.deepEqual([others, warningsOf({ [name]: ' ' })], [[], []]);
  }
});

describe('a variable that is none', () => {
  for (const [name, nearest] of [
    ['OTEL_EXPORTER_OTLP_ENDPIONT', 'OTEL_EXPORTER_OTLP_ENDPOINT'],
    ['OTEL_SERVICENAME', 'OTEL_SERVICE_NAME'],
    ['OTEL_TRACE_SAMPLER', 'OTEL_TRACES_SAMPLER'],
    ['OTEL_PROPAGATOR', 'OTEL_PROPAGATORS'],
  ] as const) {
    test(`${name} is warned of`, () => {
      assert.deepEqual(warningsOf({ [name]: 'x' }), [
        `${name} is unknown and has no effect; the nearest known name is ${nearest}`,
      ]);
    });
  }

  test('of another language is not', () => {
    assert.deepEqual(warningsOf({ OTEL_JAVAAGENT_LOGGING: 'none', OTEL_PYTHON_LOG_LEVEL: 'info' }), []);
  });
});
