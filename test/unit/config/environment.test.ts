// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { allSettings, type Settings } from '../../../config/schema.ts';
import { problemsOf } from './problems.ts';

type Env = Record<string, string>;
const valueOfVariable = (settings: Settings, variable: string): unknown => {
  const named = allSettings.find(({ setting }) => setting.env === variable);
  assert.ok(named);
  return Object(settings[named.group])[named.key];
};

const bytes = (min: number, max: number, more = '') => `bytes from ${min} to ${max}${more} (also as 64KiB, 1MiB)`;

const right: [variable: string, text: string, value: unknown][] = [
  ['KTLS_CAPTURE_BYTES', '0', 0],
  ['KTLS_CAPTURE_BYTES', '1048575', 1_048_575],
  ['KTLS_CAPTURE_BYTES', '1048576', 1_048_576],
  ['KTLS_CAPTURE_BYTES', '1MiB', 1_048_576],
  ['KTLS_CAPTURE_BYTES', ' 4 KiB ', 4_096],
  ['KTLS_PLAINTEXT_BYTES', '1048576', 1_048_576],
  ['KTLS_RING_BYTES', '65536', 65_536],
  ['KTLS_RING_BYTES', '256MiB', 268_435_456],
  ['KTLS_EXPORT_CONCURRENCY', '1', 1],
  ['KTLS_EXPORT_CONCURRENCY', '64', 64],
  ['KTLS_BATCH_BYTES', '64KiB', 65_536],
  ['KTLS_BATCH_BYTES', '16777216', 16_777_216],
  ['KTLS_QUEUE_BYTES', '1MiB', 1_048_576],
  ['KTLS_QUEUE_BYTES', '1048577', 1_048_577],
  ['KTLS_SPOOL_DIR', '/var/lib/ktls-otel/spool', '/var/lib/ktls-otel/spool'],
  ['KTLS_SPOOL_BYTES', '32MiB', 33_554_432],
  ['KTLS_SPOOL_BYTES', '16GiB', 17_179_869_184],
  ['KTLS_MAX_CONNECTIONS', '1024', 1_024],
  ['KTLS_MAX_CALLS', '1048576', 1_048_576],
  ['KTLS_SHUTDOWN_TIMEOUT', '0', 0],
  ['KTLS_SHUTDOWN_TIMEOUT', '600000', 600_000],
  ['KTLS_CONNECTION_RECORDS', 'True', true],
  ['KTLS_SAMPLE_RATIO', '0', 0],
  ['KTLS_SAMPLE_RATIO', '1', 1],
  ['KTLS_SAMPLE_RATIO', '0.25', 0.25],
  ['KTLS_SAMPLE_RATIO', ' .5 ', 0.5],
  ['KTLS_SAMPLE_RATIO', '1.0', 1],
  ['KTLS_RATE_LIMIT', '0', 0],
  ['KTLS_CGROUP_RATE', '0', 0],
  ['KTLS_CGROUP_RATE', '1000000000', 1_000_000_000],
  ['KTLS_RATE_LIMIT', '1000000000', 1_000_000_000],
  ['KTLS_FILTER_COMM', ' nginx , !otel* ', 'nginx , !otel*'],
  ['KTLS_ATTACH', 'kprobe', 'kprobe'],
  ['KTLS_CONSOLE', 'JSON', 'json'],
  ['KTLS_PLAINTEXT_FIELD', 'body', 'body'],
  ['OTEL_SERVICE_NAME', 'edge', 'edge'],
  ['OTEL_LOGS_EXPORTER', 'none', 'none'],
  ['OTEL_TRACES_EXPORTER', 'Console', 'console'],
  ['OTEL_METRICS_EXPORTER', 'prometheus', 'prometheus'],
  ['OTEL_TRACES_SAMPLER', 'TraceIdRatio', 'traceidratio'],
  ['OTEL_TRACES_SAMPLER_ARG', '0.25', 0.25],
  ['OTEL_METRIC_EXPORT_INTERVAL', '1', 1],
  ['OTEL_EXPORTER_PROMETHEUS_PORT', '65535', 65_535],
  ['OTEL_EXPORTER_OTLP_PROTOCOL', 'HTTP/protobuf', 'http/protobuf'],
  ['OTEL_EXPORTER_OTLP_TRACES_PROTOCOL', 'http/json', 'http/json'],
  ['OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE', 'Delta', 'delta'],
  ['OTEL_LOG_LEVEL', 'DEBUG', 'debug'],
  ['OTEL_SDK_DISABLED', 'TRUE', true],
  ['OTEL_SDK_DISABLED', 'false', false],
  ['OTEL_BLRP_SCHEDULE_DELAY', '0', 0],
  ['OTEL_EXPORTER_OTLP_TIMEOUT', '2147483647', 2_147_483_647],
  ['OTEL_EXPORTER_OTLP_COMPRESSION', 'gzip', 'gzip'],
  ['OTEL_EXPORTER_OTLP_LOGS_COMPRESSION', 'none', 'none'],
  ['OTEL_EXPORTER_OTLP_HEADERS', 'a=b, X-Key=%20c', 'a=b, X-Key=%20c'],
  ['OTEL_EXPORTER_OTLP_CERTIFICATE', '/dev/null', '/dev/null'],
];

for (const [variable, text, value] of right) {
  test(`${variable}=${text} is ${String(value)}`, () => {
    const { settings, warnings } = loadSettings({ env: { [variable]: text } });
    assert.equal(valueOfVariable(settings, variable), value);
    assert.deepEqual(warnings, []);
  });
}

const headers = 'name=value,name=value, percent-encoded (a semicolon is %3B), with names and values that gRPC accepts';
const wrong: [env: Env, problem: string][] = [
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'x=a;b=c' }, `OTEL_EXPORTER_OTLP_HEADERS is [sensitive], allowed: ${headers}`],
  [{ KTLS_CAPTURE_BYTES: '1048577' }, `KTLS_CAPTURE_BYTES is '1048577', allowed: ${bytes(0, 1_048_576)}`],
  [{ KTLS_CAPTURE_BYTES: '-1' }, `KTLS_CAPTURE_BYTES is '-1', allowed: ${bytes(0, 1_048_576)}`],
  [{ KTLS_CAPTURE_BYTES: '8000abc' }, `KTLS_CAPTURE_BYTES is '8000abc', allowed: ${bytes(0, 1_048_576)}`],
  [{ KTLS_CAPTURE_BYTES: '1.7' }, `KTLS_CAPTURE_BYTES is '1.7', allowed: ${bytes(0, 1_048_576)}`],
  [{ KTLS_CAPTURE_BYTES: '1e3' }, `KTLS_CAPTURE_BYTES is '1e3', allowed: ${bytes(0, 1_048_576)}`],
  [{ KTLS_CAPTURE_BYTES: '2MiB' }, `KTLS_CAPTURE_BYTES is '2MiB', allowed: ${bytes(0, 1_048_576)}`],
  [{ KTLS_CAPTURE_BYTES: '1kb' }, `KTLS_CAPTURE_BYTES is '1kb', allowed: ${bytes(0, 1_048_576)}`],
  [
    { KTLS_RING_BYTES: '65535' },
    `KTLS_RING_BYTES is '65535', allowed: ${bytes(65_536, 268_435_456, ', a power of two')}`,
  ],
  [
    { KTLS_RING_BYTES: '65537' },
    `KTLS_RING_BYTES is '65537', allowed: ${bytes(65_536, 268_435_456, ', a power of two')}`,
  ],
  [
    { KTLS_RING_BYTES: '512MiB' },
    `KTLS_RING_BYTES is '512MiB', allowed: ${bytes(65_536, 268_435_456, ', a power of two')}`,
  ],
  [{ KTLS_PLAINTEXT_BYTES: '1048577' }, `KTLS_PLAINTEXT_BYTES is '1048577', allowed: ${bytes(0, 1_048_576)}`],
  [{ KTLS_EXPORT_CONCURRENCY: '65' }, "KTLS_EXPORT_CONCURRENCY is '65', allowed: a whole number from 1 to 64"],
  [{ KTLS_BATCH_BYTES: '65535' }, `KTLS_BATCH_BYTES is '65535', allowed: ${bytes(65_536, 16_777_216)}`],
  [{ KTLS_BATCH_BYTES: '17MiB' }, `KTLS_BATCH_BYTES is '17MiB', allowed: ${bytes(65_536, 16_777_216)}`],
  [{ KTLS_QUEUE_BYTES: '1048575' }, `KTLS_QUEUE_BYTES is '1048575', allowed: ${bytes(1_048_576, 1_073_741_824)}`],
  [{ KTLS_SPOOL_DIR: 'spool' }, "KTLS_SPOOL_DIR is 'spool', allowed: a path that begins with /"],
  [{ KTLS_SPOOL_BYTES: '33554431' }, `KTLS_SPOOL_BYTES is '33554431', allowed: ${bytes(33_554_432, 17_179_869_184)}`],
  [{ KTLS_MAX_CALLS: '255' }, "KTLS_MAX_CALLS is '255', allowed: a whole number from 256 to 1048576"],
  [{ KTLS_MAX_CONNECTIONS: '64KiB' }, "KTLS_MAX_CONNECTIONS is '64KiB', allowed: a whole number from 1024 to 1048576"],
  [{ KTLS_CONNECTION_RECORDS: '1' }, "KTLS_CONNECTION_RECORDS is '1', allowed: true, false"],
  [{ KTLS_SAMPLE_RATIO: '1.01' }, "KTLS_SAMPLE_RATIO is '1.01', allowed: a number from 0 to 1"],
  [{ KTLS_SAMPLE_RATIO: '-0.1' }, "KTLS_SAMPLE_RATIO is '-0.1', allowed: a number from 0 to 1"],
  [{ KTLS_SAMPLE_RATIO: '10%' }, "KTLS_SAMPLE_RATIO is '10%', allowed: a number from 0 to 1"],
  [{ KTLS_SAMPLE_RATIO: '0,5' }, "KTLS_SAMPLE_RATIO is '0,5', allowed: a number from 0 to 1"],
  [{ KTLS_SAMPLE_RATIO: '0.5x' }, "KTLS_SAMPLE_RATIO is '0.5x', allowed: a number from 0 to 1"],
  [{ KTLS_RATE_LIMIT: '1000000001' }, "KTLS_RATE_LIMIT is '1000000001', allowed: a whole number from 0 to 1000000000"],
  [{ KTLS_CGROUP_RATE: '-1' }, "KTLS_CGROUP_RATE is '-1', allowed: a whole number from 0 to 1000000000"],
  [{ KTLS_RATE_LIMIT: '1.7' }, "KTLS_RATE_LIMIT is '1.7', allowed: a whole number from 0 to 1000000000"],
  [{ KTLS_FILTERS: '1' }, 'KTLS_FILTERS: unknown; the nearest known name is KTLS_FILTER_PID'],
  [{ KTLS_SHUTDOWN_TIMEOUT: '10s' }, "KTLS_SHUTDOWN_TIMEOUT is '10s', allowed: milliseconds from 0 to 600000"],
  [{ KTLS_ATTACH: 'uprobe' }, "KTLS_ATTACH is 'uprobe', allowed: auto, fentry, kprobe"],
  [{ 'KTLS_PAYLOAD\x9b': '1' }, 'KTLS_PAYLOAD\\x9b: unknown; the nearest known name is KTLS_PAYLOAD'],
  [{ [`KTLS_${'A'.repeat(2000)}`]: '1' }, `KTLS_${'A'.repeat(995)}...`],
  [{ KTLS_CAPTURE_BYTE: '1' }, 'KTLS_CAPTURE_BYTE: unknown; the nearest known name is KTLS_CAPTURE_BYTES'],
  [{ KTLS_SHUTDOWN_TIMOUT: '1' }, 'KTLS_SHUTDOWN_TIMOUT: unknown; the nearest known name is KTLS_SHUTDOWN_TIMEOUT'],
  [
    { OTEL_EXPORTER_OTLP_PROTOCOL: 'udp' },
    "OTEL_EXPORTER_OTLP_PROTOCOL is 'udp', allowed: grpc, http/protobuf, http/json",
  ],
  [
    { OTEL_EXPORTER_OTLP_ENDPOINT: 'collector:4318', OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' },
    "OTEL_EXPORTER_OTLP_ENDPOINT is 'collector:4318', allowed: with http/json: http://HOST[:PORT][/PATH], https://HOST[:PORT][/PATH]",
  ],
  [
    {
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://collector',
      OTEL_EXPORTER_OTLP_LOGS_PROTOCOL: 'http/json',
      OTEL_METRICS_EXPORTER: 'none',
    },
    "OTEL_EXPORTER_OTLP_ENDPOINT is 'http://collector', allowed: with grpc: http://HOST:PORT, https://HOST[:PORT], HOST:PORT (TLS, unless INSECURE), unix:///PATH",
  ],
  [
    { OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: '/dev/null' },
    'OTEL_EXPORTER_OTLP_TRACES_CLIENT_KEY: is set, so OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE must be too',
  ],
  [
    { OTEL_TRACES_EXPORTER: 'console', KTLS_CONSOLE: 'json' },
    "KTLS_CONSOLE is 'json', allowed: none where OTEL_TRACES_EXPORTER is console: both write to standard output",
  ],
  [{ OTEL_EXPORTER_OTLP_HEADERS: 'secret' }, `OTEL_EXPORTER_OTLP_HEADERS is [sensitive], allowed: ${headers}`],
  [
    { OTEL_EXPORTER_OTLP_LOGS_HEADERS: 'a-bin=secret' },
    `OTEL_EXPORTER_OTLP_LOGS_HEADERS is [sensitive], allowed: ${headers}`,
  ],
  [
    { OTEL_EXPORTER_OTLP_CERTIFICATE: '/nowhere/ca.pem' },
    "OTEL_EXPORTER_OTLP_CERTIFICATE is '/nowhere/ca.pem', allowed: a file that can be read",
  ],
  [
    { OTEL_EXPORTER_OTLP_CLIENT_KEY: '/dev/null' },
    'OTEL_EXPORTER_OTLP_CLIENT_KEY: is set, so OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE must be too',
  ],
  [
    { OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: '/dev/null' },
    'OTEL_EXPORTER_OTLP_LOGS_CLIENT_CERTIFICATE: is set, so OTEL_EXPORTER_OTLP_CLIENT_KEY must be too',
  ],
  [
    { OTEL_LOGS_EXPORTER: 'console', KTLS_CONSOLE: 'json' },
    "KTLS_CONSOLE is 'json', allowed: none where OTEL_LOGS_EXPORTER is console: both write to standard output",
  ],
  [
    { OTEL_LOGS_EXPORTER: 'console', KTLS_CONSOLE: 'table' },
    "KTLS_CONSOLE is 'table', allowed: none where OTEL_LOGS_EXPORTER is console: both write to standard output",
  ],
];

for (const [env, problem] of wrong) {
  test(`${JSON.stringify(env)} is refused`, () => {
    assert.deepEqual(problemsOf({ env }), [problem]);
  });
}

test('an empty variable is not set, an unknown one neither', () => {
  const env = { KTLS_CAPTURE_BYTES: '', OTEL_EXPORTER_OTLP_ENDPOINT: ' ', KTLS_NONSENSE: '', OTEL_SDK_DISABLED: '' };
  assert.deepEqual(loadSettings({ env }), loadSettings({ env: {} }));
});

test("variables of the project's scripts and of Kubernetes' service links are none of ours", () => {
  const env = {
    KTLS_OTEL_CACHE: '/cache',
    KTLS_OTEL_SERVICE_HOST: '10.0.0.1',
    OTEL_NODE_RESOURCE_DETECTORS: 'b3',
    KTLSX: '1',
  };
  assert.deepEqual(loadSettings({ env }), loadSettings({ env: {} }));
});

test('each of the two consoles alone, and with an SDK that is disabled, is no error', () => {
  for (const env of [
    { OTEL_LOGS_EXPORTER: 'console', KTLS_CONSOLE: 'none' },
    { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json' },
    { OTEL_LOGS_EXPORTER: 'console', KTLS_CONSOLE: 'json', OTEL_SDK_DISABLED: 'true' },
  ])
    assert.deepEqual(loadSettings({ env }).warnings, []);
});

test('what a signal that is not exported would need is no error', () => {
  const env = {
    OTEL_EXPORTER_OTLP_TRACES_ENDPOINT: 'unix:///run/otel.sock',
    OTEL_EXPORTER_OTLP_TRACES_PROTOCOL: 'http/json',
  };
  assert.equal(problemsOf({ env }).length, 1);
  assert.deepEqual(loadSettings({ env: { ...env, OTEL_TRACES_EXPORTER: 'none' } }).warnings, []);
  assert.deepEqual(loadSettings({ env: { ...env, OTEL_SDK_DISABLED: 'true' } }).warnings, []);
});

test('the least ring goes with the largest capture: a sample is never longer than 16 KiB', () => {
  const env = { KTLS_RING_BYTES: '65536', KTLS_CAPTURE_BYTES: '1MiB' };
  assert.equal(loadSettings({ env }).settings.ktls.ring_bytes, 4 * 16_384);
});
