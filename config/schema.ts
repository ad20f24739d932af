// SPDX-License-Identifier: Apache-2.0
import { filterSettings } from './filter-settings.ts';
import { bytes, choice, flag, milliseconds, text, wholeNumber, type Setting } from './setting.ts';

// The longest delay that a Node timer takes.
const MAX_MILLIS = 2_147_483_647;
const MAX_RECORDS = 1_048_576;
const compressions = ['none', 'gzip'] as const;

/** The only list of settings. A YAML key is the variable's name in lower case without its prefix. */
export const schema = {
  ktls: {
    capture_bytes: bytes({
      env: 'KTLS_CAPTURE_BYTES', default: 16_384, min: 0, max: 1_048_576,
      doc: 'What the kernel copies of a call. 0 captures metadata only.',
    }),
    plaintext_bytes: bytes({
      env: 'KTLS_PLAINTEXT_BYTES', default: 256, min: 0, max: 1_048_576,
      doc: 'What a log record shows of a call, cut after redaction.',
    }),
    plaintext_field: choice({
      env: 'KTLS_PLAINTEXT_FIELD', default: 'attribute', values: ['attribute', 'body'],
      doc: 'Where a log record holds the plaintext: the attribute ktls.plaintext, or the body.',
    }),
    console: choice({
      env: 'KTLS_CONSOLE', default: 'none', values: ['none', 'table', 'json'],
      doc: 'What is printed to standard output: nothing, a live table, or one JSON object a line.',
    }),
    attach: choice({
      env: 'KTLS_ATTACH', default: 'auto', values: ['auto', 'fentry', 'kprobe'],
      doc: 'How the hooks are attached. auto takes what misses nothing on this kernel.',
    }),
    // The least holds four of the longest samples; fewer would lose the rest, however slowly they come.
    ring_bytes: bytes({
      env: 'KTLS_RING_BYTES', default: 16_777_216, min: 65_536, max: 268_435_456, powerOfTwo: true,
      doc: 'The ring buffer between kernel and service.',
    }),
    queue_bytes: bytes({
      env: 'KTLS_QUEUE_BYTES', default: 33_554_432, min: 1_048_576, max: 1_073_741_824,
      doc: 'Bound of the encoded records that wait for export. When it is reached, the ring waits.',
    }),
    max_connections: wholeNumber({
      env: 'KTLS_MAX_CONNECTIONS', default: 131_072, min: 1_024, max: 1_048_576,
      doc: "Connections tracked at once in the kernel's map.",
    }),
    max_calls: wholeNumber({
      env: 'KTLS_MAX_CALLS', default: 16_384, min: 256, max: 1_048_576,
      doc: 'Calls in progress at once, for example threads that are blocked in recv.',
    }),
    shutdown_timeout: milliseconds({
      env: 'KTLS_SHUTDOWN_TIMEOUT', default: 25_000, min: 0, max: 600_000,
      doc: 'From SIGTERM or SIGINT, how long what was captured may take to be exported.',
    }),
    connection_records: flag({
      env: 'KTLS_CONNECTION_RECORDS', default: false,
      doc: 'true makes a record at the start and at the end of each connection too.',
    }),
    ...filterSettings,
    config: text('text', {
      env: 'KTLS_CONFIG', default: null, environmentOnly: true,
      doc: 'The YAML file to read settings from. --config FILE goes before it.',
    }),
  },
  otel: {
    service_name: text('text', {
      env: 'OTEL_SERVICE_NAME', default: 'ktls-otel',
      doc: "The resource's service.name; goes before a service.name in OTEL_RESOURCE_ATTRIBUTES.",
    }),
    resource_attributes: text('attributes', {
      env: 'OTEL_RESOURCE_ATTRIBUTES', default: null, lenient: true,
      doc: 'More attributes of the resource.',
    }),
    logs_exporter: choice({
      env: 'OTEL_LOGS_EXPORTER', default: 'otlp', values: ['otlp', 'console', 'none'], lenient: true,
      doc: 'Where log records go.',
    }),
    log_level: choice({
      env: 'OTEL_LOG_LEVEL', default: 'info', lenient: true,
      values: ['none', 'error', 'warn', 'info', 'debug', 'verbose', 'all'],
      doc: 'How much the service says about itself on standard error.',
    }),
    sdk_disabled: flag({
      env: 'OTEL_SDK_DISABLED', default: false, lenient: true,
      doc: 'true exports nothing.',
    }),
    blrp_schedule_delay: milliseconds({
      env: 'OTEL_BLRP_SCHEDULE_DELAY', default: 1_000, min: 0, max: MAX_MILLIS, lenient: true,
      doc: 'The longest wait before a batch that is not full is exported.',
    }),
    blrp_export_timeout: milliseconds({
      env: 'OTEL_BLRP_EXPORT_TIMEOUT', default: 30_000, min: 0, max: MAX_MILLIS, lenient: true,
      doc: 'Bounds one attempt to export too: the shorter of it and OTEL_EXPORTER_OTLP_TIMEOUT holds. Retries go on. 0 is no limit.',
    }),
    blrp_max_queue_size: wholeNumber({
      env: 'OTEL_BLRP_MAX_QUEUE_SIZE', default: 2_048, min: 1, max: MAX_RECORDS, lenient: true,
      doc: 'Records that wait for export at most.',
    }),
    blrp_max_export_batch_size: wholeNumber({
      env: 'OTEL_BLRP_MAX_EXPORT_BATCH_SIZE', default: 512, min: 1, max: MAX_RECORDS, lenient: true,
      doc: 'Records in a batch at most; no more than OTEL_BLRP_MAX_QUEUE_SIZE.',
    }),
    exporter_otlp_endpoint: text('endpoint', {
      env: 'OTEL_EXPORTER_OTLP_ENDPOINT', default: 'http://localhost:4317',
      doc: 'The Collector.',
    }),
    exporter_otlp_protocol: text('protocol', {
      env: 'OTEL_EXPORTER_OTLP_PROTOCOL', default: 'grpc',
      doc: 'How the Collector is spoken to.',
    }),
    exporter_otlp_headers: text('headers', {
      env: 'OTEL_EXPORTER_OTLP_HEADERS', default: null, sensitive: true,
      doc: 'Sent with every export.',
    }),
    exporter_otlp_timeout: milliseconds({
      env: 'OTEL_EXPORTER_OTLP_TIMEOUT', default: 10_000, min: 0, max: MAX_MILLIS, lenient: true,
      doc: 'How long one attempt to export may take. 0 is no limit.',
    }),
    exporter_otlp_compression: choice({
      env: 'OTEL_EXPORTER_OTLP_COMPRESSION', default: 'none', values: compressions, lenient: true,
      doc: 'How a batch is compressed.',
    }),
    exporter_otlp_insecure: flag({
      env: 'OTEL_EXPORTER_OTLP_INSECURE', default: false, lenient: true,
      doc: 'true sends plain text to an endpoint that has no scheme; http:// and https:// say it themselves.',
    }),
    exporter_otlp_certificate: text('file', {
      env: 'OTEL_EXPORTER_OTLP_CERTIFICATE', default: null,
      doc: "PEM file of the authority that signed the Collector's certificate.",
    }),
    exporter_otlp_client_key: text('file', {
      env: 'OTEL_EXPORTER_OTLP_CLIENT_KEY', default: null,
      doc: "PEM file of the client's private key, for mutual TLS.",
    }),
    exporter_otlp_client_certificate: text('file', {
      env: 'OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE', default: null,
      doc: "PEM file of the client's certificate, for mutual TLS.",
    }),
    exporter_otlp_logs_endpoint: text('endpoint', {
      env: 'OTEL_EXPORTER_OTLP_LOGS_ENDPOINT', default: null,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_ENDPOINT.',
    }),
    exporter_otlp_logs_protocol: text('protocol', {
      env: 'OTEL_EXPORTER_OTLP_LOGS_PROTOCOL', default: null,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_PROTOCOL.',
    }),
    exporter_otlp_logs_headers: text('headers', {
      env: 'OTEL_EXPORTER_OTLP_LOGS_HEADERS', default: null, sensitive: true,
      doc: 'For logs, added to OTEL_EXPORTER_OTLP_HEADERS.',
    }),
    exporter_otlp_logs_timeout: milliseconds({
      env: 'OTEL_EXPORTER_OTLP_LOGS_TIMEOUT', default: null, min: 0, max: MAX_MILLIS, lenient: true,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_TIMEOUT.',
    }),
    exporter_otlp_logs_compression: choice({
      env: 'OTEL_EXPORTER_OTLP_LOGS_COMPRESSION', default: null, values: compressions, lenient: true,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_COMPRESSION.',
    }),
    exporter_otlp_logs_insecure: flag({
      env: 'OTEL_EXPORTER_OTLP_LOGS_INSECURE', default: null, lenient: true,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_INSECURE.',
    }),
    exporter_otlp_logs_certificate: text('file', {
      env: 'OTEL_EXPORTER_OTLP_LOGS_CERTIFICATE', default: null,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_CERTIFICATE.',
    }),
    exporter_otlp_logs_client_key: text('file', {
      env: 'OTEL_EXPORTER_OTLP_LOGS_CLIENT_KEY', default: null,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_CLIENT_KEY.',
    }),
    exporter_otlp_logs_client_certificate: text('file', {
      env: 'OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE', default: null,
      doc: 'For logs, goes before OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE.',
    }),
  },
};

type Values<Group> = { readonly [Key in keyof Group]: Group[Key] extends Setting<infer T> ? T : never };

/** Every setting's value, under the YAML file's names: `settings.ktls.capture_bytes`. Times are in milliseconds. */
export type Settings = { readonly [Group in keyof typeof schema]: Values<(typeof schema)[Group]> };

export type GroupName = keyof typeof schema;

/** A setting with its place, for the code that walks all of them. */
export interface NamedSetting {
  readonly group: GroupName;
  readonly key: string;
  readonly setting: Setting<unknown>;
}

export const allSettings: readonly NamedSetting[] = Object.entries(schema).flatMap(([group, settings]) =>
  Object.entries(settings).map(([key, setting]) => ({ group: group as GroupName, key, setting })),
);
