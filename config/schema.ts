// SPDX-License-Identifier: Apache-2.0
import { filterSettings } from './filter-settings.ts';
import { otelSettings } from './otel-settings.ts';
import { bytes, choice, flag, milliseconds, type Setting, text, wholeNumber } from './setting.ts';

/** The only list of settings. A YAML key is the variable's name in lower case without its prefix. */
export const schema = {
  ktls: {
    // Two TLS records: a program that reads more than one at once, as OpenSSL does, is captured whole.
    capture_bytes: bytes({
      env: 'KTLS_CAPTURE_BYTES',
      default: 32_768,
      min: 0,
      max: 1_048_576,
      doc: 'What the kernel copies of a call. 0 captures metadata only.',
    }),
    plaintext_bytes: bytes({
      env: 'KTLS_PLAINTEXT_BYTES',
      default: 256,
      min: 0,
      max: 1_048_576,
      doc: 'What a log record shows of a call, cut after redaction.',
    }),
    plaintext_field: choice({
      env: 'KTLS_PLAINTEXT_FIELD',
      default: 'attribute',
      values: ['attribute', 'body'],
      doc: 'Where a log record holds the plaintext: the attribute ktls.plaintext, or the body.',
    }),
    payload: choice({
      env: 'KTLS_PAYLOAD',
      default: 'redact',
      values: ['redact', 'headers', 'metadata', 'raw'],
      doc: 'What of the plaintext is shown: all but secrets, heads of HTTP messages alone, nothing, or everything as it is.',
    }),
    redaction_rules: text('redactionRules', {
      env: 'KTLS_REDACTION_RULES',
      default: null,
      doc: 'What is masked besides; the patterns are regular expressions without anchors, lookaround and backreferences.',
    }),
    redaction_show: text('redactionNames', {
      env: 'KTLS_REDACTION_SHOW',
      default: null,
      doc: 'Keys and header fields whose values are no secrets here, whatever their name says.',
    }),
    spans: flag({
      env: 'KTLS_SPANS',
      default: true,
      doc: 'true makes a span of each HTTP exchange.',
    }),
    metrics_http: flag({
      env: 'KTLS_METRICS_HTTP',
      default: true,
      doc: 'true counts durations and sizes of HTTP exchanges and of calls of gRPC, sampled or not.',
    }),
    http_routes: text('routes', {
      env: 'KTLS_HTTP_ROUTES',
      default: 'guess',
      doc: 'How the path of a request becomes http.route: not, by its look (metrics alone), or as the first path that matches (spans too).',
    }),
    service_rules: text('serviceRules', {
      env: 'KTLS_SERVICE_RULES',
      default: null,
      doc: 'Which calls are which service: the first rule of which everything is true, before all that a process says of itself.',
    }),
    span_request_headers: text('headerNames', {
      env: 'KTLS_SPAN_REQUEST_HEADERS',
      default: null,
      doc: 'Header fields of requests that spans have, after redaction.',
    }),
    span_response_headers: text('headerNames', {
      env: 'KTLS_SPAN_RESPONSE_HEADERS',
      default: null,
      doc: 'Header fields of responses that spans have, likewise; of gRPC trailers too.',
    }),
    console: choice({
      env: 'KTLS_CONSOLE',
      default: 'none',
      values: ['none', 'table', 'json'],
      doc: 'What is printed to standard output: nothing, a live table, or one JSON object a line.',
    }),
    attach: choice({
      env: 'KTLS_ATTACH',
      default: 'auto',
      values: ['auto', 'fentry', 'kprobe'],
      doc: 'How the hooks are attached. auto takes what misses nothing on this kernel.',
    }),
    // The least holds four of the longest samples; fewer would lose the rest, however slowly they come.
    ring_bytes: bytes({
      env: 'KTLS_RING_BYTES',
      default: 16_777_216,
      min: 65_536,
      max: 268_435_456,
      powerOfTwo: true,
      doc: 'The ring buffer between kernel and service.',
    }),
    queue_bytes: bytes({
      env: 'KTLS_QUEUE_BYTES',
      default: 33_554_432,
      min: 1_048_576,
      max: 1_073_741_824,
      doc: 'Bound of the encoded records, and of the encoded spans, that wait for export. When that of the records is reached, the ring waits; spans beyond theirs are dropped.',
    }),
    batch_bytes: bytes({
      env: 'KTLS_BATCH_BYTES',
      default: 3_670_016,
      min: 65_536,
      max: 16_777_216,
      doc: 'Bound of a request to the Collector. A request that is refused for its size is sent again in pieces, and half of it is the bound from then on.',
    }),
    spool_dir: text('absolutePath', {
      env: 'KTLS_SPOOL_DIR',
      default: null,
      doc: 'A folder that belongs to the service alone, for records and spans that memory can not hold or that the Collector has not taken at the end. Without it they are lost.',
    }),
    // The least has room for the longest request beside a segment, a sixteenth of it. A start reads all that is there.
    spool_bytes: bytes({
      env: 'KTLS_SPOOL_BYTES',
      default: 1_073_741_824,
      min: 33_554_432,
      max: 17_179_869_184,
      doc: 'Bound of the records, and of the spans, in that folder. Beyond it the oldest are dropped.',
    }),
    export_concurrency: wholeNumber({
      env: 'KTLS_EXPORT_CONCURRENCY',
      default: 16,
      min: 1,
      max: 64,
      doc: 'Requests of log records, and of spans, that are under way to the Collector at a time, at most. With 1, all arrives in its order.',
    }),
    memory_bytes: bytes({
      env: 'KTLS_MEMORY_BYTES',
      default: 268_435_456,
      min: 33_554_432,
      max: 4_294_967_296,
      doc: 'Bound of what is kept of all connections: heads, header tables, open texts, waiting calls. Beyond it the connections that take most are masked from there on.',
    }),
    max_connections: wholeNumber({
      env: 'KTLS_MAX_CONNECTIONS',
      default: 131_072,
      min: 1_024,
      max: 1_048_576,
      doc: "Connections tracked at once in the kernel's map.",
    }),
    max_calls: wholeNumber({
      env: 'KTLS_MAX_CALLS',
      default: 16_384,
      min: 256,
      max: 1_048_576,
      doc: 'Calls in progress at once, for example threads that are blocked in recv.',
    }),
    shutdown_timeout: milliseconds({
      env: 'KTLS_SHUTDOWN_TIMEOUT',
      default: 25_000,
      min: 0,
      max: 600_000,
      doc: 'From SIGTERM or SIGINT, how long what was captured may take to be exported.',
    }),
    user: text('user', {
      env: 'KTLS_USER',
      default: null,
      doc: 'The user, by name or number, as whom the process runs that sees what is captured. Without it, it stays who it is, and has no capability.',
    }),
    connection_records: flag({
      env: 'KTLS_CONNECTION_RECORDS',
      default: false,
      doc: 'true makes a record at the start and at the end of each connection too.',
    }),
    health_address: text('listenAddress', {
      env: 'KTLS_HEALTH_ADDRESS',
      default: null,
      doc: 'Where GET /healthz and GET /readyz are answered; nowhere when it is not set.',
    }),
    ...filterSettings,
    config: text('text', {
      env: 'KTLS_CONFIG',
      default: null,
      environmentOnly: true,
      doc: 'The YAML file to read settings from. --config FILE goes before it.',
    }),
  },
  otel: otelSettings,
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
