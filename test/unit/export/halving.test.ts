// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { LOGS } from '../../../src/export/create-export.ts';
import type { ExportResult, Refused } from '../../../src/export/export-result.ts';
import { QueuedLogRecordExporter } from '../../../src/export/queued-exporter.ts';
import type { CapturedRecord } from '../../../src/records/captured-record.ts';
import type { PlainResource } from '../../../src/records/resources.ts';
import { recordOf } from './captured-records.ts';
import { decodeJsonRequest, decodeRequest } from './otlp-proto.ts';

const OK: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };
const NEVER = new AbortController().signal;
const RECORDS = 512;

const refusal = (refused: Refused): ExportResult => ({ kind: 'failure', status: 'NO', reason: 'no', refused });

interface Request {
  readonly bodies: readonly number[];
  /** What the resource of each body says. */
  readonly resources: readonly number[];
  readonly bytes: number;
}

/** An exporter whose endpoint answers by what it gets. */
function harness(answer: (request: Request) => ExportResult, format: 'protobuf' | 'json' = 'protobuf') {
  const requests: Request[] = [];
  const accepted: Request[] = [];
  const decode = format === 'json' ? decodeJsonRequest : decodeRequest;
  const balances = new Set<number>();
  let written = 0;
  const logExport: QueuedLogRecordExporter = new QueuedLogRecordExporter({
    encoding: LOGS[format](),
    eventsOf: LOGS.eventsOf,
    noun: LOGS.noun,
    scope: { name: 'test' },
    limits: {
      maxQueueSize: Number.POSITIVE_INFINITY,
      maxExportBatchSize: RECORDS,
      queueBytes: 1e9,
      maxBatchBytes: 1e9,
      scheduleDelayMillis: 1e6,
    },
    concurrency: 1,
    attemptTimeoutMillis: 1000,
    now: () => 0,
    client: {
      send: async (encoded) => {
        const found = decode(encoded).resourceLogs.flatMap(({ resource, scopeLogs }) =>
          scopeLogs.flatMap(({ logRecords }) =>
            logRecords.map(({ body }) => [Number(body?.stringValue), resourceOf(resource)] as const),
          ),
        );
        const request = {
          bodies: found.map(([body]) => body),
          resources: found.map(([, resource]) => resource),
          bytes: encoded.length,
        };
        requests.push(request);
        const { exported, dropped, inFlight } = logExport.counters();
        balances.add(exported + (dropped.no ?? 0) + inFlight - written);
        const { processed, queued, sending, exported: sent, failed } = logExport.otlpCounts();
        balances.add(queued + sending + sent + (failed.no ?? 0) - written);
        assert.equal(processed, sending + sent + (failed.no ?? 0));
        const result = answer(request);
        if (result.kind === 'success') accepted.push(request);
        return result;
      },
      close: () => {},
    },
    onWarning: () => {},
    onExported: () => {},
    sleep: async () => {},
  });
  const write = (resource: PlainResource, record: CapturedRecord): void => {
    written += 1;
    logExport.write(resource, record);
  };
  return { logExport, write, requests, accepted, balances };
}

function resourceOf(resource: unknown): number {
  return Number((resource as { attributes?: { value: { intValue: string } }[] }).attributes?.[0]?.value.intValue);
}

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);

for (const format of ['protobuf', 'json'] as const) {
  test(`${format}: of a batch with one bad record, that record alone is dropped, after two requests for each halving`, async () => {
    for (const bad of [0, 1, 255, 256, 510, 511]) {
      const { logExport, write, requests, accepted, balances } = harness(
        ({ bodies }) => (bodies.includes(bad) ? refusal('records') : OK),
        format,
      );
      const resources = numbers(3).map((resource) => ({ attributes: { resource } }));
      for (const index of numbers(RECORDS)) {
        const resource = resources[index % 3];
        if (resource !== undefined) write(resource, recordOf(`${index}`));
      }
      await logExport.shutdown(NEVER);
      assert.deepEqual(logExport.counters(), { exported: RECORDS - 1, dropped: { no: 1 }, inFlight: 0 });
      assert.equal(requests.length, 1 + 2 * 9);
      const arrived = accepted.flatMap(({ bodies }) => bodies);
      assert.deepEqual(
        arrived.toSorted((one, other) => one - other),
        numbers(RECORDS).filter((index) => index !== bad),
      );
      for (const { bodies, resources: of } of accepted)
        assert.deepEqual(
          of,
          bodies.map((body) => body % 3),
        );
      assert.deepEqual([...balances], [0]);
    }
  });
}

test('records of one resource keep their order', async () => {
  const { logExport, write, accepted } = harness(({ bodies }) => (bodies.includes(100) ? refusal('records') : OK));
  const resource = { attributes: { resource: 0 } };
  for (const index of numbers(RECORDS + 9)) write(resource, recordOf(`${index}`));
  await logExport.shutdown(NEVER);
  const expected = numbers(RECORDS + 9).filter((index) => index !== 100);
  assert.deepEqual(
    accepted.flatMap(({ bodies }) => bodies),
    expected,
  );
});

for (const [refused, requestCount] of [
  ['all', 1],
  // Four times the nine halvings that it takes to get down to one record.
  ['records', 1 + 2 * 36],
] as const) {
  test(`who refuses ${refused} and everything gets a batch in ${requestCount} requests`, async () => {
    const { logExport, write, requests } = harness(() => refusal(refused));
    for (const index of numbers(RECORDS)) write({ attributes: {} }, recordOf(`${index}`, { events: index % 2 }));
    await logExport.shutdown(NEVER);
    assert.deepEqual(logExport.counters(), { exported: 0, dropped: { no: RECORDS / 2 }, inFlight: 0 });
    assert.equal(logExport.otlpCounts().failed.no, RECORDS);
    assert.equal(requests.length, requestCount);
  });
}

test('after a refusal for size the batch and all later ones go out in requests that are small enough', async () => {
  const limit = 200_000;
  const { logExport, write, requests, accepted, balances } = harness(({ bytes }) =>
    bytes > limit ? refusal('size') : OK,
  );
  const resource = { attributes: {} };
  const text = { attributes: { 'ktls.plaintext': 'x'.repeat(1000) } };
  for (const index of numbers(4 * RECORDS)) write(resource, recordOf(`${index}`, text));
  await logExport.shutdown(NEVER);
  assert.deepEqual(logExport.counters(), { exported: 4 * RECORDS, dropped: {}, inFlight: 0 });
  // Of 536,000 bytes and of 268,000; then no more than 134,000 are sent.
  assert.equal(requests.length - accepted.length, 2);
  assert.deepEqual(
    accepted.flatMap(({ bodies }) => bodies),
    numbers(4 * RECORDS),
  );
  assert.deepEqual([...balances], [0]);
});

test('a record that is too large by itself is dropped, the others are not', async () => {
  const { logExport, write, accepted } = harness(({ bytes }) => (bytes > 20_000 ? refusal('size') : OK));
  for (const index of numbers(RECORDS)) {
    const text = 'x'.repeat(index === 77 ? 20_000 : 100);
    write({ attributes: {} }, recordOf(`${index}`, { attributes: { 'ktls.plaintext': text } }));
  }
  await logExport.shutdown(NEVER);
  assert.deepEqual(logExport.counters(), { exported: RECORDS - 1, dropped: { no: 1 }, inFlight: 0 });
  assert.equal(accepted.flatMap(({ bodies }) => bodies).includes(77), false);
});

test('pieces of a batch are dropped when the time to shut down is over', async () => {
  const overdue = new AbortController();
  const { logExport, write } = harness(({ bodies }) => {
    if (bodies.length === RECORDS) return refusal('records');
    overdue.abort();
    return OK;
  });
  for (const index of numbers(RECORDS)) write({ attributes: {} }, recordOf(`${index}`));
  const { dropped, exported, inFlight } = await logExport.shutdown(overdue.signal).then(() => logExport.counters());
  assert.deepEqual([exported, dropped, inFlight], [RECORDS / 2, { shutdown: RECORDS / 2 }, 0]);
});
