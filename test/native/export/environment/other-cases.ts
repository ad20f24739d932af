// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { freePort } from '../../../unit/export/free-port.ts';
import { all, arrives, type Case, type Check, type Env } from './case.ts';
import type { Arrived } from './collector.ts';
import { COMM, PARENT } from './run-attribute.ts';

/** As many as a span of the export has. */
const SPAN_ATTRIBUTES = 23;

type Expected = (arrived: Arrived) => void;

/** Exports over gRPC with each of these sets of variables. */
function withEach(...runs: [env: Env, expected: Expected][]): Case {
  return async ({ ports }) => {
    const checks: Check[] = [];
    for (const [env, expected] of runs) {
      checks.push(await arrives({ OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports.grpc}`, ...env }, expected));
    }
    return all(checks);
  };
}

/** Captured log records, spans, metrics, and log records of the service about itself (error, warn, info). */
function counts(...expected: [logs: number, traces: number, metrics: number, own: number]): Expected {
  return ({ logs, traces, metrics, own }) => assert.deepEqual([logs, traces, metrics, own], expected);
}

/** An attribute of the resources of these, in this order. */
function attribute(name: string, ...expected: unknown[]): Expected {
  return ({ resources: { logs, traces, metrics, own } }) => {
    assert.deepEqual(
      [logs, traces, metrics, own].map((resource) => resource[name]),
      expected,
    );
  };
}

const temporality =
  (expected: number): Expected =>
  (arrived) =>
    assert.equal(arrived.temporality, expected);
const slow =
  (expected: number): Expected =>
  (arrived) => {
    assert.deepEqual([arrived.metrics, arrived.slow], [1, expected]);
  };

async function metricsFrom(url: string): Promise<string> {
  const response = await fetch(url, { headers: { connection: 'close' }, signal: AbortSignal.timeout(5000) });
  return await response.text();
}

/** Metrics are fetched from this address, and from no other. */
function prometheus(env: Env, host: string, refusing: string): Case {
  return async ({ ports }) => {
    const port = await freePort();
    const variables = {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${ports.grpc}`,
      OTEL_METRICS_EXPORTER: 'prometheus',
      OTEL_EXPORTER_PROMETHEUS_PORT: `${port}`,
      ...env,
    };
    return arrives(variables, counts(1, 1, 0, 3), async () => {
      assert.match(
        await metricsFrom(`http://${host}:${port}/metrics`),
        /^test_count_total\{ktls_connection_id="run \d+"[^}]*\} 3$/m,
      );
      await assert.rejects(metricsFrom(`http://${refusing}:${port}/metrics`));
    });
  };
}

const method =
  (expected: string): Expected =>
  (arrived) =>
    assert.equal(arrived.span.attributes['http.request.method'], expected);

const parent =
  (expected: unknown): Expected =>
  (arrived) =>
    assert.equal(arrived.span.parent, expected);

/** Characters of a value that has 16, in the record and in the span. */
const lengths =
  (...expected: [record: number, span: number]): Expected =>
  ({ record, span }) => {
    const shown = [record, span].map(({ attributes }) => attributes['ktls.comm']);
    assert.deepEqual(
      shown,
      expected.map((length) => COMM.slice(0, length)),
    );
  };

/** Attributes that are there; the record has 3. Those left out are counted. */
const limited =
  (...expected: [record: number, span: number]): Expected =>
  ({ record, span }) => {
    const counts = [record, span].map(({ attributes }) => Object.keys(attributes).length);
    assert.deepEqual([counts, record.dropped], [expected, 3 - expected[0]]);
    assert.equal(span.dropped + expected[1], SPAN_ATTRIBUTES);
  };

const ratio = (argument: string): Env => ({ OTEL_TRACES_SAMPLER: 'traceidratio', OTEL_TRACES_SAMPLER_ARG: argument });

export const otherCases: Record<string, Case> = {
  OTEL_SERVICE_NAME: withEach(
    [{}, attribute('service.name', 'nginx', 'nginx', 'ktls-otel', 'ktls-otel')],
    [{ OTEL_SERVICE_NAME: 'edge' }, attribute('service.name', 'edge', 'edge', 'edge', 'edge')],
  ),
  OTEL_RESOURCE_ATTRIBUTES: withEach(
    [{ OTEL_RESOURCE_ATTRIBUTES: 'team=a%20b' }, attribute('team', 'a b', 'a b', 'a b', 'a b')],
    [{ OTEL_RESOURCE_ATTRIBUTES: 'service.name=edge' }, attribute('service.name', 'edge', 'edge', 'edge', 'edge')],
  ),
  OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: withEach(
    [{}, method('_OTHER')],
    [{ OTEL_INSTRUMENTATION_HTTP_KNOWN_METHODS: 'GET, BREW' }, method('BREW')],
  ),
  OTEL_PROPAGATORS: withEach([{}, parent('')], [{ OTEL_PROPAGATORS: 'jaeger,b3' }, parent(PARENT)]),
  OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: withEach(
    [{}, lengths(16, 16)],
    [{ OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '10' }, lengths(10, 10)],
  ),
  OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: withEach([
    { OTEL_ATTRIBUTE_VALUE_LENGTH_LIMIT: '10', OTEL_LOGRECORD_ATTRIBUTE_VALUE_LENGTH_LIMIT: '12' },
    lengths(12, 10),
  ]),
  OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: withEach([{ OTEL_SPAN_ATTRIBUTE_VALUE_LENGTH_LIMIT: '12' }, lengths(16, 12)]),
  OTEL_ATTRIBUTE_COUNT_LIMIT: withEach(
    [{}, limited(3, SPAN_ATTRIBUTES)],
    [{ OTEL_ATTRIBUTE_COUNT_LIMIT: '2' }, limited(2, 2)],
  ),
  OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: withEach([
    { OTEL_ATTRIBUTE_COUNT_LIMIT: '2', OTEL_LOGRECORD_ATTRIBUTE_COUNT_LIMIT: '1' },
    limited(1, 2),
  ]),
  OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: withEach([{ OTEL_SPAN_ATTRIBUTE_COUNT_LIMIT: '1' }, limited(3, 1)]),
  OTEL_LOGS_EXPORTER: withEach([{}, counts(1, 1, 1, 3)], [{ OTEL_LOGS_EXPORTER: 'none' }, counts(0, 1, 1, 0)]),
  OTEL_TRACES_EXPORTER: withEach([{ OTEL_TRACES_EXPORTER: 'none' }, counts(1, 0, 1, 3)]),
  OTEL_METRICS_EXPORTER: withEach([{ OTEL_METRICS_EXPORTER: 'none' }, counts(1, 1, 0, 3)]),
  OTEL_LOG_LEVEL: withEach(
    [{ OTEL_LOG_LEVEL: 'debug' }, counts(1, 1, 1, 4)],
    [{ OTEL_LOG_LEVEL: 'error' }, counts(1, 1, 1, 1)],
    [{ OTEL_LOG_LEVEL: 'none' }, counts(1, 1, 1, 0)],
  ),
  OTEL_SDK_DISABLED: withEach([{ OTEL_SDK_DISABLED: 'true' }, counts(0, 0, 0, 0)]),
  OTEL_TRACES_SAMPLER: withEach(
    [{ OTEL_TRACES_SAMPLER: 'always_on' }, counts(1, 1, 1, 3)],
    [{ OTEL_TRACES_SAMPLER: 'always_off' }, counts(1, 0, 1, 3)],
  ),
  OTEL_TRACES_SAMPLER_ARG: withEach([ratio('1'), counts(1, 1, 1, 3)], [ratio('0'), counts(1, 0, 1, 3)]),
  OTEL_METRIC_EXPORT_TIMEOUT: withEach([{}, slow(1)], [{ OTEL_METRIC_EXPORT_TIMEOUT: '5' }, slow(0)]),
  OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: withEach(
    [{}, temporality(2)],
    [{ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'delta' }, temporality(1)],
    [{ OTEL_EXPORTER_OTLP_METRICS_TEMPORALITY_PREFERENCE: 'lowmemory' }, temporality(1)],
  ),
  OTEL_EXPORTER_PROMETHEUS_HOST: prometheus({ OTEL_EXPORTER_PROMETHEUS_HOST: '127.0.0.2' }, '127.0.0.2', '127.0.0.1'),
  OTEL_EXPORTER_PROMETHEUS_PORT: prometheus({}, 'localhost', '127.0.0.2'),
};
