// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { getEventListeners } from 'node:events';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { createLogExporter, createSpanExporter } from '../../../src/export/create-export.ts';
import { type ExportResult, resultOfHttpStatus } from '../../../src/export/export-result.ts';
import { httpConnection, OtlpHttpClient } from '../../../src/export/http-client.ts';
import { type OtlpSettings, OtlpSettingsError } from '../../../src/export/otlp-client.ts';
import { recordOf } from './captured-records.ts';
import { exportSettings, type SettingsOverrides } from './export-settings.ts';
import { HTTP_OK, type HttpBehaviour, startFakeHttpCollector } from './fake-http-collector.ts';
import { freePort } from './free-port.ts';
import { bodiesOf, decodeJsonRequest, decodeJsonSpans, decodeSpans } from './otlp-proto.ts';
import { SPAN } from './spans.ts';

const RESOURCE = { attributes: { 'service.name': 'test' } };
const NONE_IN_FLIGHT = { inFlight: 0 };
const SCOPE = { name: 'ktls-otel', version: '0' };

async function collectorOf(t: TestContext, replies: HttpBehaviour[]) {
  const collector = await startFakeHttpCollector((index) => replies[index] ?? HTTP_OK);
  t.after(() => collector.stop());
  return collector;
}

function overHttp(port: number, otlp: Partial<OtlpSettings> = {}, overrides: SettingsOverrides = {}) {
  const endpoint = `http://127.0.0.1:${port}/v1/logs`;
  return exportSettings(port, { ...overrides, otlp: { protocol: 'http/protobuf', endpoint, ...otlp } });
}

function exportTo(port: number, otlp: Partial<OtlpSettings> = {}, overrides: SettingsOverrides = {}) {
  const warnings: string[] = [];
  const seconds: number[] = [];
  const logExport = createLogExporter({
    settings: overHttp(port, otlp, overrides),
    scope: SCOPE,
    onWarning: (message) => warnings.push(message),
    onExported: (duration) => seconds.push(duration),
  });
  const emit = (from: number, to: number): void => {
    for (let index = from; index < to; index++) logExport.write(RESOURCE, recordOf(`${index}`));
  };
  return { logExport, emit, warnings, seconds };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `${from + index}`);

test('1,300 records arrive once and in order, in batches of 512, over one connection', async (t) => {
  const { port, requests } = await collectorOf(t, []);
  const { logExport, emit, seconds } = exportTo(port);
  emit(0, 1300);
  await logExport.shutdown(AbortSignal.timeout(10_000));
  assert.deepEqual(
    requests.map(({ body }) => bodiesOf(body).length),
    [512, 512, 276],
  );
  assert.deepEqual(
    requests.flatMap(({ body }) => bodiesOf(body)),
    numbers(0, 1300),
  );
  assert.deepEqual(new Set(requests.map(({ connection }) => connection)), new Set([0]));
  assert.deepEqual(logExport.counters(), { exported: 1300, dropped: {}, ...NONE_IN_FLIGHT });
  assert.equal(seconds.length, 3);
});

test('method, path, content type, user agent, headers and gzip go over the wire', async (t) => {
  const { port, requests } = await collectorOf(t, []);
  for (const protocol of ['http/protobuf', 'http/json'] as const) {
    const otlp = { protocol, compression: 'gzip', headers: { Authorization: 'Bearer x', 'x-tenant': 'a' } } as const;
    const { logExport, emit } = exportTo(port, otlp);
    emit(0, 100);
    await logExport.shutdown(AbortSignal.timeout(10_000));
  }
  assert.deepEqual(
    requests.map(({ headers }) => headers['content-type']),
    ['application/x-protobuf', 'application/json'],
  );
  for (const { method, path, headers, body } of requests) {
    assert.deepEqual([method, path, headers['content-encoding']], ['POST', '/v1/logs', 'gzip']);
    assert.deepEqual(
      [headers.authorization, headers['x-tenant'], headers['user-agent']],
      ['Bearer x', 'a', 'ktls-otel/0'],
    );
    assert.equal(headers['content-length'], `${body.length}`);
  }
  const [protobuf, json] = requests.map(({ body }) => gunzipSync(body));
  assert.deepEqual(bodiesOf(protobuf ?? Buffer.alloc(0)), numbers(0, 100));
  const [logs] = decodeJsonRequest(json ?? Buffer.alloc(0)).resourceLogs;
  assert.deepEqual(
    logs?.scopeLogs[0]?.logRecords.map(({ body }) => body?.stringValue),
    numbers(0, 100),
  );
});

test('spans go the same way', async (t) => {
  const { port, requests } = await collectorOf(t, []);
  for (const protocol of ['http/protobuf', 'http/json'] as const) {
    const spanExport = createSpanExporter({
      settings: overHttp(port, { protocol }),
      scope: SCOPE,
      onWarning: assert.fail,
    });
    for (const name of ['a', 'b']) spanExport.write(RESOURCE, { ...SPAN, name });
    await spanExport.shutdown(AbortSignal.timeout(10_000));
    assert.deepEqual(spanExport.counters(), { exported: 2, dropped: {}, ...NONE_IN_FLIGHT });
  }
  const [protobuf, json] = requests.map(({ body }) => body);
  const decoded = [decodeSpans(protobuf ?? Buffer.alloc(0)), decodeJsonSpans(json ?? Buffer.alloc(0))];
  for (const { resourceSpans } of decoded) {
    assert.deepEqual(
      resourceSpans[0]?.scopeSpans[0]?.spans.map(({ name }) => name),
      ['a', 'b'],
    );
  }
});

test('429, 502, 503 and 504 are retried, and no other status', () => {
  const retried = Array.from({ length: 400 }, (_, index) => index + 200).filter(
    (status) => resultOfHttpStatus(status, undefined).kind === 'retryable',
  );
  assert.deepEqual(retried, [429, 502, 503, 504]);
  assert.deepEqual(resultOfHttpStatus(400, '1'), {
    kind: 'failure',
    status: 'HTTP 400',
    reason: 'http_400',
    refused: 'records',
  });
  assert.deepEqual(resultOfHttpStatus(503, '2'), {
    kind: 'retryable',
    status: 'HTTP 503',
    detail: '',
    retryAfterMillis: 2000,
  });
});

test('400, 422 and 500 may be about some of the records, 413 is about their size', () => {
  const refused = (about: string): number[] =>
    Array.from({ length: 400 }, (_, index) => index + 200).filter((status) => {
      const result = resultOfHttpStatus(status, undefined);
      return result.kind === 'failure' && result.refused === about;
    });
  assert.deepEqual([refused('records'), refused('size')], [[400, 422, 500], [413]]);
  assert.equal(refused('all').length, 400 - 4 - 4);
});

test('a request that is refused with 413 is sent again in pieces', async (t) => {
  const { port, requests } = await collectorOf(t, [{ status: 413 }]);
  const { logExport, emit, warnings } = exportTo(port);
  emit(0, 5);
  await logExport.shutdown(AbortSignal.timeout(20_000));
  assert.deepEqual(
    requests.map(({ body }) => bodiesOf(body)),
    [numbers(0, 5), numbers(0, 2), numbers(2, 5)],
  );
  assert.deepEqual(logExport.counters(), { exported: 5, dropped: {}, ...NONE_IN_FLIGHT });
  assert.deepEqual(warnings, [
    'the endpoint refused a request for its size with HTTP 413; it gets the records in smaller ones',
  ]);
});

test('Retry-After is seconds or a date', (t) => {
  t.mock.timers.enable({ apis: ['Date'], now: Date.UTC(2026, 10, 23, 12, 0, 0) });
  const cases: [text: string, millis: number | undefined][] = [
    ['0', 0],
    ['120', 120_000],
    ['Mon, 23 Nov 2026 12:00:07 GMT', 7000],
    ['Mon, 23 Nov 2026 11:00:00 GMT', 0],
    ['soon', undefined],
    ['', undefined],
  ];
  for (const [text, retryAfterMillis] of cases) {
    const expected = { kind: 'retryable', status: 'HTTP 503', detail: '' };
    assert.deepEqual(
      resultOfHttpStatus(503, text),
      retryAfterMillis === undefined ? expected : { ...expected, retryAfterMillis },
      text,
    );
  }
});

test('a batch that is refused is dropped, one that can be retried comes again, and nothing that a server says is repeated', async (t) => {
  const { port, requests } = await collectorOf(t, [
    { status: 401, body: 'about record 0' },
    { status: 503, headers: { 'retry-after': '0' }, body: 'about record 3' },
    { status: 302 },
  ]);
  const { logExport, emit, warnings } = exportTo(port);
  for (const [from, to] of [
    [0, 3],
    [3, 4],
    [4, 9],
  ] as const) {
    emit(from, to);
    if (to < 4) await logExport.forceFlush(20_000);
  }
  await logExport.shutdown(AbortSignal.timeout(20_000));
  assert.deepEqual(
    requests.map(({ body }) => bodiesOf(body)),
    [numbers(0, 3), numbers(3, 9), numbers(3, 9)],
  );
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { http_401: 3, http_302: 6 }, ...NONE_IN_FLIGHT });
  assert.deepEqual(warnings, [
    'dropped 3 events: the endpoint refused them with HTTP 401',
    'export failed with HTTP 503; it is retried until it works',
    'dropped 6 events: the endpoint refused them with HTTP 302',
  ]);
});

test('what a partial success rejects is dropped, and all of a batch whose answer is no response of OTLP', async (t) => {
  const rejectsTwo = '{"partialSuccess":{"rejectedLogRecords":"2"}}';
  const cases = [
    ['http/protobuf', Buffer.from([0x0a, 2, 0x08, 2]), { rejected: 2 }],
    ['http/json', rejectsTwo, { rejected: 2 }],
    ['http/json', '', {}],
    ['http/protobuf', rejectsTwo, { rejected: 2 }],
    ['http/json', '<html>log in first</html>', { response: 5 }],
    ['http/json', `${' '.repeat(65_536 - 2)}{}`, {}],
    ['http/json', `${' '.repeat(65_536 - 1)}{}`, { response: 5 }],
  ] as const;
  const { port, requests } = await collectorOf(
    t,
    cases.map(([, body]) => ({ status: 200, body })),
  );
  for (const [protocol, , dropped] of cases) {
    const { logExport, emit, warnings } = exportTo(port, { protocol });
    emit(0, 5);
    await logExport.shutdown(AbortSignal.timeout(10_000));
    const [count = 0] = Object.values(dropped);
    assert.deepEqual(logExport.counters(), { exported: 5 - count, dropped, ...NONE_IN_FLIGHT });
    if ('response' in dropped)
      assert.deepEqual(warnings, ['dropped 5 events: what the endpoint answered is no response of OTLP']);
  }
  assert.equal(requests.length, cases.length);
});

test('a server that never answers is asked again over a new connection', async (t) => {
  const { port, requests } = await collectorOf(t, ['never']);
  const { logExport, emit, warnings } = exportTo(port, { timeoutMillis: 300 });
  emit(0, 2);
  await logExport.forceFlush(20_000);
  await logExport.shutdown(AbortSignal.timeout(1000));
  assert.deepEqual(
    requests.map(({ body, connection }) => [bodiesOf(body), connection]),
    [
      [['0', '1'], 0],
      [['0', '1'], 1],
    ],
  );
  assert.deepEqual(warnings, ['export failed with DEADLINE_EXCEEDED; it is retried until it works']);
});

test('shutdown cancels a request that is never answered', async (t) => {
  const { port } = await collectorOf(t, ['never']);
  const { logExport, emit } = exportTo(port);
  emit(0, 600);
  await logExport.shutdown(AbortSignal.timeout(200));
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { shutdown: 600 }, ...NONE_IN_FLIGHT });
});

test('a connection that is reset is an attempt that failed; one that had been closed while idle is none', async (t) => {
  const { port, requests, closeIdle } = await collectorOf(t, [HTTP_OK, HTTP_OK, 'reset']);
  const { logExport, emit, warnings } = exportTo(port);
  emit(0, 1);
  await logExport.forceFlush(5000);
  closeIdle();
  emit(1, 2);
  await logExport.forceFlush(5000);
  assert.deepEqual(warnings, []);
  closeIdle();
  await new Promise((resolve) => setTimeout(resolve, 50));
  emit(2, 3);
  await logExport.forceFlush(20_000);
  await logExport.shutdown(AbortSignal.timeout(1000));
  assert.deepEqual(
    requests.map(({ body }) => bodiesOf(body)),
    [['0'], ['1'], ['2'], ['2']],
  );
  assert.deepEqual(warnings, ['export failed with ECONNRESET; it is retried until it works']);
  assert.deepEqual(logExport.counters(), { exported: 3, dropped: {}, ...NONE_IN_FLIGHT });
});

test('an endpoint that refuses connections is retried, and what is queued is dropped at the end', async () => {
  const { logExport, emit, warnings } = exportTo(await freePort());
  emit(0, 3);
  await logExport.shutdown(AbortSignal.timeout(500));
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { shutdown: 3 }, ...NONE_IN_FLIGHT });
  assert.equal(warnings[0], 'export failed with ECONNREFUSED; it is retried until it works');
});

test("everything that is wrong is reported at once, and no header's value with it", () => {
  const wrong = { endpoint: 'collector:4318', headers: { 'bad name': 'secret', ok: 'söcret\n' } };
  assert.throws(
    () => exportTo(1, wrong),
    (error) => {
      assert.ok(error instanceof OtlpSettingsError);
      assert.deepEqual(error.problems, [
        'OTEL_EXPORTER_OTLP_ENDPOINT: "collector:4318" is not http://host:port/path or https://host:port/path',
        'OTEL_EXPORTER_OTLP_HEADERS: "bad name" has a name or value that HTTP does not allow',
        'OTEL_EXPORTER_OTLP_HEADERS: "ok" has a name or value that HTTP does not allow',
      ]);
      return true;
    },
  );
});

test('a file that is no certificate is an error', () => {
  const otlp = { endpoint: 'https://collector', clientKeyFile: 'package.json', clientCertificateFile: 'package.json' };
  assert.throws(() => exportTo(1, otlp), OtlpSettingsError);
});

test('a request leaves nothing behind at the signal that could have cancelled it', async (t) => {
  const { port } = await collectorOf(t, []);
  const connection = httpConnection(overHttp(port).otlp, () => {});
  const resultOfResponse = (): ExportResult => ({ kind: 'success', rejectedRecords: 0, hasWarning: false });
  const options = {
    compression: 'none',
    userAgent: 'test',
    contentType: 'application/json',
    resultOfResponse,
  } as const;
  const client = new OtlpHttpClient(connection, options);
  const { signal } = new AbortController();
  assert.equal((await client.send(Buffer.from('{}'), 1000, signal)).kind, 'success');
  assert.deepEqual(getEventListeners(signal, 'abort'), []);
  client.close();
});
