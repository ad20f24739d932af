// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { createServer as createHttp2Server, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { type TestContext, test } from 'node:test';
import { gunzipSync } from 'node:zlib';
import { status } from '@grpc/grpc-js';
import { createLogExporter } from '../../../src/export/create-export.ts';
import { OtlpSettingsError } from '../../../src/export/otlp-client.ts';
import { recordOf } from './captured-records.ts';
import { exportSettings, type SettingsOverrides } from './export-settings.ts';
import { OK, type Reply, startFakeCollector, statusWithRetryInfo } from './fake-collector.ts';
import { freePort } from './free-port.ts';
import { bodiesOf } from './otlp-proto.ts';

const RESOURCE = { attributes: { 'service.name': 'test' } };
const NONE_IN_FLIGHT = { inFlight: 0 };

async function collectorOf(t: TestContext, replies: Reply[], port = 0) {
  const collector = await startFakeCollector((index) => replies[index] ?? OK, { port });
  t.after(() => collector.stop());
  return collector;
}

function exportTo(port: number, overrides: SettingsOverrides = {}) {
  const warnings: string[] = [];
  const logExport = createLogExporter({
    settings: exportSettings(port, overrides),
    scope: { name: 'ktls-otel', version: '0' },
    onWarning: (message) => warnings.push(message),
  });
  const emit = (from: number, to: number): void => {
    for (let index = from; index < to; index++) logExport.write(RESOURCE, recordOf(`${index}`));
  };
  return { logExport, emit, warnings };
}

const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from }, (_, index) => `${from + index}`);

test('1,300 records arrive once and in order, in batches of 512', async (t) => {
  const { port, accepted } = await collectorOf(t, []);
  const { logExport, emit } = exportTo(port);
  emit(0, 1300);
  await logExport.shutdown(AbortSignal.timeout(10_000));
  assert.deepEqual(
    accepted.map(({ length }) => length),
    [512, 512, 276],
  );
  assert.deepEqual(accepted.flat(), numbers(0, 1300));
  assert.deepEqual(logExport.counters(), { exported: 1300, dropped: {}, ...NONE_IN_FLIGHT });
});

test('requests of large records stay below 4 MiB', async (t) => {
  const { port, requests } = await collectorOf(t, []);
  const { logExport } = exportTo(port);
  for (let index = 0; index < 100; index++)
    logExport.write(RESOURCE, recordOf(`${index}`, { attributes: { 'ktls.plaintext': 'x'.repeat(69_000) } }));
  await logExport.shutdown(AbortSignal.timeout(10_000));
  assert.deepEqual(
    requests.map(({ length }) => length),
    [53, 47],
  );
  assert.deepEqual(logExport.counters().exported, 100);
});

/** Refusals after which the records are sent again in pieces. */
const IN_PIECES = ['INVALID_ARGUMENT', 'ALREADY_EXISTS', 'RESOURCE_EXHAUSTED', 'FAILED_PRECONDITION', 'INTERNAL'];

for (const code of Object.values(status).filter(
  (value): value is status => typeof value === 'number' && value !== status.OK,
)) {
  const retried = ['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS'].includes(
    status[code] as string,
  );
  const isHalved = IN_PIECES.includes(status[code] as string);
  const what = isHalved ? 'a refusal of a part' : 'a refusal';
  test(`${status[code]} from a server is ${retried ? 'retried' : what}`, async (t) => {
    const { port, requests } = await collectorOf(t, [{ code, details: 'about record 0' }]);
    const { logExport, emit, warnings } = exportTo(port);
    emit(0, 3);
    await logExport.forceFlush(20_000);
    emit(3, 4);
    await logExport.shutdown(AbortSignal.timeout(20_000));
    const again = retried ? [numbers(0, 3)] : isHalved ? [numbers(0, 1), numbers(1, 3)] : [];
    assert.deepEqual(requests, [numbers(0, 3), ...again, ['3']]);
    assert.deepEqual(logExport.counters(), {
      exported: again.length > 0 ? 4 : 1,
      dropped: again.length > 0 ? {} : { [`grpc_${status[code]}`]: 3 },
      ...NONE_IN_FLIGHT,
    });
    assert.equal(warnings.length, isHalved && code !== status.RESOURCE_EXHAUSTED ? 0 : 1);
    assert.ok(!warnings.join().includes('about record'));
  });
}

test('RESOURCE_EXHAUSTED with RetryInfo is retried', async (t) => {
  const reply = { code: status.RESOURCE_EXHAUSTED, statusDetails: statusWithRetryInfo(0, 60_000_000) };
  const { port, requests } = await collectorOf(t, [reply, reply]);
  const { logExport, emit } = exportTo(port);
  emit(0, 2);
  await logExport.forceFlush(20_000);
  await logExport.shutdown(AbortSignal.timeout(20_000));
  assert.deepEqual(requests, [numbers(0, 2), numbers(0, 2), numbers(0, 2)]);
  assert.deepEqual(logExport.counters(), { exported: 2, dropped: {}, ...NONE_IN_FLIGHT });
});

test('what a partial success rejects is dropped', async (t) => {
  const response = Buffer.from([0x0a, 2 + 2 + 6, 0x08, 2, 0x12, 6, ...Buffer.from('number')]);
  const { port } = await collectorOf(t, [{ response }]);
  const { logExport, emit, warnings } = exportTo(port);
  emit(0, 5);
  await logExport.shutdown(AbortSignal.timeout(10_000));
  assert.deepEqual(logExport.counters(), { exported: 3, dropped: { rejected: 2 }, ...NONE_IN_FLIGHT });
  assert.deepEqual(warnings, ['dropped 2 events: the Collector rejected 2 of 5 records']);
});

/** What an endpoint may answer that is no Collector. */
const ANSWERS: readonly (readonly [what: string, type: string, body: Buffer, dropped: Record<string, number>])[] = [
  ['a page', 'text/html', Buffer.from('<html>log in first</html>'), { response: 3 }],
  ['a message that is no protobuf', 'application/grpc', framed(Buffer.from('<html></html>')), { response: 3 }],
  ['a length of 4 GiB', 'application/grpc', Buffer.from('\x00\xff\xff\xff\xff', 'latin1'), { response: 3 }],
  ['gzip that is none', 'application/grpc', Buffer.from('\x01\x00\x00\x00\x01x', 'latin1'), { grpc_UNKNOWN: 3 }],
];

/** A gRPC message: 1 byte says compressed, 4 bytes of length. */
function framed(message = Buffer.alloc(0)): Buffer {
  const head = Buffer.alloc(5);
  head.writeUInt32BE(message.length, 1);
  return Buffer.concat([head, message]);
}

test('a batch that is too large for a server arrives in pieces, and a record that is too large by itself is dropped', async (t) => {
  const { port, accepted } = await collectorOf(t, []);
  const { logExport, warnings } = exportTo(port, { maxBatchBytes: 16 * 1024 * 1024 });
  const large = (index: number, bytes: number): void =>
    logExport.write(RESOURCE, recordOf(`${index}`, { attributes: { 'ktls.plaintext': 'x'.repeat(bytes) } }));
  for (let index = 0; index < 100; index++) large(index, index === 40 ? 4 * 1024 * 1024 : 100_000);
  await logExport.shutdown(AbortSignal.timeout(20_000));
  assert.deepEqual(
    accepted.flat(),
    numbers(0, 100).filter((body) => body !== '40'),
  );
  assert.deepEqual(logExport.counters(), { exported: 99, dropped: { grpc_RESOURCE_EXHAUSTED: 1 }, ...NONE_IN_FLIGHT });
  assert.deepEqual(warnings, [
    'the endpoint refused a request for its size with RESOURCE_EXHAUSTED; it gets the records in smaller ones',
    'dropped 1 events: the endpoint refused them with RESOURCE_EXHAUSTED',
  ]);
});

for (const [what, type, body, dropped] of ANSWERS) {
  test(`${what} for an answer is an error that is counted, and the next batch is sent`, async (t) => {
    let requests = 0;
    const server = createHttp2Server();
    t.after(() => server.close());
    server.on('stream', (stream) => {
      const isFirst = requests++ === 0;
      stream.on('error', () => {});
      stream.respond(
        { ':status': 200, 'content-type': isFirst ? type : 'application/grpc' },
        { waitForTrailers: true },
      );
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0', 'grpc-encoding': 'gzip' }));
      stream.end(isFirst ? body : framed());
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { logExport, emit, warnings } = exportTo((server.address() as AddressInfo).port);
    emit(0, 3);
    await logExport.forceFlush(20_000);
    emit(3, 4);
    await logExport.shutdown(AbortSignal.timeout(10_000));
    assert.deepEqual(logExport.counters(), { exported: 1, dropped, ...NONE_IN_FLIGHT });
    assert.ok(!warnings.join().includes('html'));
  });
}

test('a server that never answers is asked again over a new connection', async (t) => {
  const { port, requests, peers } = await collectorOf(t, ['never']);
  const { logExport, emit } = exportTo(port, { otlp: { timeoutMillis: 300 } });
  emit(0, 2);
  await logExport.forceFlush(20_000);
  await logExport.shutdown(AbortSignal.timeout(1000));
  assert.deepEqual(requests, [numbers(0, 2), numbers(0, 2)]);
  assert.equal(new Set(peers).size, 2);
  assert.equal(logExport.counters().exported, 2);
});

test('several requests that are never answered are sent again over one new connection', async (t) => {
  const { port, requests, peers } = await collectorOf(t, ['never', 'never', 'never']);
  const overrides = { otlp: { timeoutMillis: 300 }, concurrency: 3, batch: { maxExportBatchSize: 1 } };
  const { logExport, emit } = exportTo(port, overrides);
  emit(0, 3);
  await logExport.forceFlush(20_000);
  await logExport.shutdown(AbortSignal.timeout(1000));
  assert.deepEqual(
    [...requests.flat().slice(0, 3), ...requests.flat().slice(3).toSorted()],
    [...numbers(0, 3), ...numbers(0, 3)],
  );
  assert.equal(new Set(peers.slice(0, 3)).size, 1);
  assert.equal(new Set(peers).size, 2);
  assert.equal(logExport.counters().exported, 3);
});

test('shutdown cancels a request that is never answered', async (t) => {
  const { port } = await collectorOf(t, ['never']);
  const { logExport, emit } = exportTo(port);
  emit(0, 600);
  await logExport.shutdown(AbortSignal.timeout(200));
  assert.deepEqual(logExport.counters(), { exported: 0, dropped: { shutdown: 600 }, ...NONE_IN_FLIGHT });
});

test('an endpoint that refuses connections at first gets every record once it is there', async (t) => {
  const port = await freePort();
  const { logExport, emit, warnings } = exportTo(port, { batch: { maxExportBatchSize: 10 } });
  emit(0, 25);
  await assert.rejects(logExport.forceFlush(1500));
  const { accepted } = await collectorOf(t, [], port);
  await logExport.forceFlush(20_000);
  assert.deepEqual(accepted.flat(), numbers(0, 25));
  assert.match(warnings[0] ?? '', /UNAVAILABLE \(No connection established.*ECONNREFUSED/);
  await logExport.shutdown(AbortSignal.timeout(1000));
  assert.deepEqual(logExport.counters(), { exported: 25, dropped: {}, ...NONE_IN_FLIGHT });
});

test('a server that goes and comes back gets every record, in order', async (t) => {
  const first = await startFakeCollector((index) => (index < 2 ? OK : 'never'));
  const { logExport, emit } = exportTo(first.port, { batch: { maxExportBatchSize: 10 } });
  emit(0, 50);
  await assert.rejects(logExport.forceFlush(500));
  first.stop();
  const second = await collectorOf(t, [], first.port);
  await logExport.forceFlush(20_000);
  await logExport.shutdown(AbortSignal.timeout(1000));
  assert.deepEqual([...first.accepted, ...second.accepted].flat(), numbers(0, 50));
  assert.equal(logExport.counters().exported, 50);
});

test('headers, user agent and gzip go over the wire', async (t) => {
  const server = createHttp2Server();
  t.after(() => server.close());
  const received = new Promise<{ headers: IncomingHttpHeaders; body: Buffer }>((resolve) => {
    server.on('stream', (stream, headers) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      stream.on('end', () => {
        stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
        stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
        stream.end(Buffer.alloc(5));
        resolve({ headers, body: Buffer.concat(chunks) });
      });
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { logExport, emit } = exportTo((server.address() as AddressInfo).port, {
    otlp: { headers: { Authorization: 'Bearer x', 'x-tenant': 'a' }, compression: 'gzip' },
  });
  emit(0, 100);
  await logExport.shutdown(AbortSignal.timeout(10_000));
  assert.equal(logExport.counters().exported, 100);
  const { headers, body } = await received;
  assert.deepEqual([headers.authorization, headers['x-tenant'], headers['grpc-encoding']], ['Bearer x', 'a', 'gzip']);
  assert.match(headers['user-agent'] ?? '', /^ktls-otel\/0 /);
  // A gRPC message: 1 byte says compressed, 4 bytes of length.
  assert.deepEqual([body[0], body.readUInt32BE(1)], [1, body.length - 5]);
  assert.deepEqual(bodiesOf(gunzipSync(body.subarray(5))), numbers(0, 100));
});

test('a wrong endpoint is an error at once', () => {
  assert.throws(() => exportTo(1, { otlp: { endpoint: 'ftp://collector' } }), OtlpSettingsError);
});
