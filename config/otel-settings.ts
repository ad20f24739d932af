// SPDX-License-Identifier: Apache-2.0
import { otlpSettings, otlpSettingsOf } from './otlp-settings.ts';
import { choice, flag, MAX_TIMER_MILLIS, milliseconds, ratio, text, wholeNumber } from './setting.ts';

const MAX_RECORDS = 1_048_576;

const batch = <const Prefix extends 'BLRP' | 'BSP'>(prefix: Prefix, noun: string, delayMillis: number) => ({
  schedule_delay: milliseconds({
    env: `OTEL_${prefix}_SCHEDULE_DELAY`,
    default: delayMillis,
    min: 0,
    max: MAX_TIMER_MILLIS,
    lenient: true,
    doc: `The longest wait before a batch of ${noun} that is not full is exported.`,
  }),
  export_timeout: milliseconds({
    env: `OTEL_${prefix}_EXPORT_TIMEOUT`,
    default: 30_000,
    min: 0,
    max: MAX_TIMER_MILLIS,
    lenient: true,
    doc: 'Bounds one attempt to export too: the shorter of it and OTEL_EXPORTER_OTLP_TIMEOUT holds. Retries go on. 0 is no limit.',
  }),
  max_queue_size: wholeNumber({
    env: `OTEL_${prefix}_MAX_QUEUE_SIZE`,
    default: null,
    min: 1,
    max: MAX_RECORDS,
    lenient: true,
    doc: `How many ${noun} wait for export at most. If it is not set, only KTLS_QUEUE_BYTES bounds them.`,
  }),
  max_export_batch_size: wholeNumber({
    env: `OTEL_${prefix}_MAX_EXPORT_BATCH_SIZE`,
    default: 512,
    min: 1,
    max: MAX_RECORDS,
    lenient: true,
    doc: `How many ${noun} a batch has at most; no more than OTEL_${prefix}_MAX_QUEUE_SIZE.`,
  }),
});

const MAX_LIMIT = 2_147_483_647;

const lengthLimit = (env: `OTEL_${string}`, doc: string) =>
  wholeNumber({ env, default: null, min: 0, max: MAX_LIMIT, lenient: true, doc });

const attributeLimits = <const Model extends 'SPAN' | 'LOGRECORD'>(model: Model, noun: string) => ({
  value_length_limit: lengthLimit(
    `OTEL_${model}_ATTRIBUTE_VALUE_LENGTH_LIMIT`,
    `For ${noun}, goes before OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT.`,
  ),
  count_limit: lengthLimit(
    `OTEL_${model}_ATTRIBUTE_COUNT_LIMIT`,
    `For ${noun}, goes before OTEL_ATTRIBUTE_COUNT_LIMIT.`,
  ),
});

const ofSpans = attributeLimits('SPAN', 'spans');
const ofRecords = attributeLimits('LOGRECORD', 'log records');

const records = batch('BLRP', 'log records', 1_000);
const spans = batch('BSP', 'spans', 5_000);

/** OpenTelemetry's variables, with the meaning and the defaults of its specification. */
export const otelSettings = {
  service_name: text('text', {
    env: 'OTEL_SERVICE_NAME',
    default: null,
    doc: 'The service.name of all that is exported; goes before a service.name in OTEL_RESOURCE_ATTRIBUTES. Where neither is set, each traced program is a service of its own, and ktls-otel that of what it says about itself.',
  }),
  resource_attributes: text('attributes', {
    env: 'OTEL_RESOURCE_ATTRIBUTES',
    default: null,
    lenient: true,
    doc: 'More attributes of the resources.',
  }),
  logs_exporter: choice({
    env: 'OTEL_LOGS_EXPORTER',
    default: 'otlp',
    values: ['otlp', 'console', 'none'],
    lenient: true,
    doc: 'Where log records go.',
  }),
  traces_exporter: choice({
    env: 'OTEL_TRACES_EXPORTER',
    default: 'otlp',
    values: ['otlp', 'console', 'none'],
    lenient: true,
    doc: 'Where spans go.',
  }),
  metrics_exporter: choice({
    env: 'OTEL_METRICS_EXPORTER',
    default: 'otlp',
    values: ['otlp', 'prometheus', 'console', 'none'],
    lenient: true,
    doc: "Where the service's own metrics go; prometheus: they are fetched from OTEL_EXPORTER_PROMETHEUS_PORT.",
  }),
  instrumentation_http_known_methods: text('tokens', {
    env: 'OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS',
    default: 'CONNECT,DELETE,GET,HEAD,OPTIONS,PATCH,POST,PUT,QUERY,TRACE',
    lenient: true,
    doc: 'Methods of HTTP that spans and metrics tell by name, as they are written; any other is _OTHER.',
  }),
  log_level: choice({
    env: 'OTEL_LOG_LEVEL',
    default: 'info',
    lenient: true,
    values: ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
    doc: 'How much the service says about itself on standard error.',
  }),
  sdk_disabled: flag({
    env: 'OTEL_SDK_DISABLED',
    default: false,
    lenient: true,
    doc: 'true exports nothing.',
  }),
  traces_sampler: choice({
    env: 'OTEL_TRACES_SAMPLER',
    default: 'parentbased_always_on',
    lenient: true,
    values: [
      'always_on',
      'always_off',
      'traceidratio',
      'parentbased_always_on',
      'parentbased_always_off',
      'parentbased_traceidratio',
    ],
    doc: 'Which exchanges are spans; parentbased follows what the request says (OTEL_PROPAGATORS).',
  }),
  traces_sampler_arg: ratio({
    env: 'OTEL_TRACES_SAMPLER_ARG',
    default: 1,
    lenient: true,
    doc: 'The share of traces that traceidratio takes.',
  }),
  propagators: text('propagators', {
    env: 'OTEL_PROPAGATORS',
    default: 'tracecontext,baggage',
    lenient: true,
    doc: 'Which header fields of a request tell the trace that it belongs to: of these the first that is there and valid. b3 and b3multi read both forms of B3; baggage tells none.',
  }),
  attribute_value_length_limit: lengthLimit(
    'OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT',
    'How many characters a string among the attributes of records and spans has at most, after redaction; the rest is cut off. No limit where it is not set.',
  ),
  attribute_count_limit: wholeNumber({
    env: 'OTEL_ATTRIBUTE_COUNT_LIMIT',
    default: 128,
    min: 0,
    max: MAX_LIMIT,
    lenient: true,
    doc: 'How many attributes a record or span has at most, of which no one has more than 128; those that are left out are counted in droppedAttributesCount.',
  }),
  span_attribute_value_length_limit: ofSpans.value_length_limit,
  span_attribute_count_limit: ofSpans.count_limit,
  logrecord_attribute_value_length_limit: ofRecords.value_length_limit,
  logrecord_attribute_count_limit: ofRecords.count_limit,
  blrp_schedule_delay: records.schedule_delay,
  blrp_export_timeout: records.export_timeout,
  blrp_max_queue_size: records.max_queue_size,
  blrp_max_export_batch_size: records.max_export_batch_size,
  bsp_schedule_delay: spans.schedule_delay,
  bsp_export_timeout: spans.export_timeout,
  bsp_max_queue_size: spans.max_queue_size,
  bsp_max_export_batch_size: spans.max_export_batch_size,
  metric_export_interval: milliseconds({
    env: 'OTEL_METRIC_EXPORT_INTERVAL',
    default: 60_000,
    min: 1,
    max: MAX_TIMER_MILLIS,
    lenient: true,
    doc: 'How often metrics are exported.',
  }),
  metric_export_timeout: milliseconds({
    env: 'OTEL_METRIC_EXPORT_TIMEOUT',
    default: 30_000,
    min: 0,
    max: MAX_TIMER_MILLIS,
    lenient: true,
    doc: 'How long one export of metrics may take, and at most OTEL_METRIC_EXPORT_INTERVAL. 0 is no other limit.',
  }),
  exporter_prometheus_host: text('text', {
    env: 'OTEL_EXPORTER_PROMETHEUS_HOST',
    default: 'localhost',
    doc: 'Where metrics can be fetched with OTEL_METRICS_EXPORTER=prometheus.',
  }),
  exporter_prometheus_port: wholeNumber({
    env: 'OTEL_EXPORTER_PROMETHEUS_PORT',
    default: 9_464,
    min: 1,
    max: 65_535,
    lenient: true,
    doc: 'The port of that; the path is /metrics.',
  }),
  ...otlpSettings,
  ...otlpSettingsOf('logs'),
  ...otlpSettingsOf('traces'),
  ...otlpSettingsOf('metrics'),
  exporter_otlp_metrics_temporality_preference: choice({
    env: 'OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE',
    default: 'cumulative',
    lenient: true,
    values: ['cumulative', 'delta', 'lowmemory'],
    doc: 'Whether metrics count from the start or from the last export.',
  }),
};
