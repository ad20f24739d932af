// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { backoffMillis, serverDelayMillis } from '../../../src/export/backoff.ts';
import { resultOfGrpcError, resultOfJson, resultOfProtobuf } from '../../../src/export/export-result.ts';
import { retryDelayMillis } from '../../../src/export/retry-info.ts';
import { statusWithRetryInfo } from './fake-collector.ts';

function errorOf(code: status, details = '', statusDetails?: Buffer): ServiceError {
  const metadata = new Metadata();
  if (statusDetails) metadata.set('grpc-status-details-bin', statusDetails);
  return Object.assign(new Error(details), { code, details, metadata });
}

test('what the OTLP specification calls retryable is retried, and no other status', () => {
  const retried = Object.values(status)
    .filter((code): code is status => typeof code === 'number' && code !== status.OK)
    .filter((code) => resultOfGrpcError(errorOf(code)).kind === 'retryable')
    .map((code) => status[code]);
  assert.deepEqual(retried, ['CANCELLED', 'DEADLINE_EXCEEDED', 'ABORTED', 'OUT_OF_RANGE', 'UNAVAILABLE', 'DATA_LOSS']);
});

test('RESOURCE_EXHAUSTED is retried only with RetryInfo, after its delay', () => {
  assert.deepEqual(resultOfGrpcError(errorOf(status.RESOURCE_EXHAUSTED)), {
    kind: 'failure',
    status: 'RESOURCE_EXHAUSTED',
    reason: 'grpc_RESOURCE_EXHAUSTED',
  });
  assert.deepEqual(
    resultOfGrpcError(errorOf(status.RESOURCE_EXHAUSTED, 'later', statusWithRetryInfo(200, 500_000_000))),
    { kind: 'retryable', status: 'RESOURCE_EXHAUSTED', detail: '', retryAfterMillis: 200_500 },
  );
});

test('a refusal stays one with RetryInfo', () => {
  assert.equal(resultOfGrpcError(errorOf(status.INVALID_ARGUMENT, '', statusWithRetryInfo(1, 0))).kind, 'failure');
});

test('a broken connection that grpc-js calls INTERNAL is retried', () => {
  const details = 'Received RST_STREAM with code 2 triggered by internal client error: write EPIPE';
  assert.equal(resultOfGrpcError(errorOf(status.INTERNAL, details)).kind, 'retryable');
});

test('what a server says is not repeated, what grpc-js says is', () => {
  assert.deepEqual(resultOfGrpcError(errorOf(status.UNAVAILABLE, 'refused line "password=1"')), {
    kind: 'retryable',
    status: 'UNAVAILABLE',
    detail: '',
  });
  assert.deepEqual(resultOfGrpcError(errorOf(status.UNAVAILABLE, 'No connection established. Last error: x')), {
    kind: 'retryable',
    status: 'UNAVAILABLE',
    detail: 'No connection established. Last error: x',
  });
});

test('RetryInfo of a damaged status is none', () => {
  const whole = statusWithRetryInfo(1, 5_000_000);
  assert.equal(retryDelayMillis(whole), 1005);
  assert.deepEqual(
    [retryDelayMillis(Buffer.alloc(0)), retryDelayMillis(Buffer.from([0x1a, 0x7f]))],
    [undefined, undefined],
  );
  const results = new Set(Array.from(whole.keys(), (length) => retryDelayMillis(whole.subarray(0, length))));
  assert.deepEqual(results, new Set([undefined]));
});

test('a response counts rejected records and knows of a warning', () => {
  const result = (...response: number[]): unknown => resultOfProtobuf(Buffer.from(response));
  const ok = { kind: 'success', rejectedRecords: 0, hasWarning: false };
  assert.deepEqual(result(), ok);
  assert.deepEqual(result(0x0a, 3, 0x08, 0xac, 0x02), { ...ok, rejectedRecords: 300 });
  assert.deepEqual(result(0x0a, 3, 0x12, 1, 0x61), { ...ok, hasWarning: true });
  assert.deepEqual(result(0x0a, 9, 0x08), ok, 'what can not be decoded is an acknowledgement');
  const minusOne = [0x08, ...Array<number>(9).fill(0xff), 0x01];
  assert.deepEqual(result(0x0a, minusOne.length, ...minusOne), ok);
});

test('a JSON response says the same', () => {
  const result = (response: string): unknown => resultOfJson(Buffer.from(response), 'rejectedLogRecords');
  const ok = { kind: 'success', rejectedRecords: 0, hasWarning: false };
  for (const empty of [
    '',
    '{}',
    'null',
    '{"partialSuccess":{}}',
    '{"partialSuccess":{"rejectedSpans":"1"}}',
    'not JSON',
  ]) {
    assert.deepEqual(result(empty), ok, empty);
  }
  for (const wrong of ['{"toString":1}', `${'['.repeat(16_000)}${']'.repeat(16_000)}`, '0.5', '1e999', 'true', '"a"']) {
    assert.deepEqual(result(`{"partialSuccess":{"rejectedLogRecords":${wrong}}}`), ok, wrong.slice(0, 20));
  }
  assert.deepEqual(result('{"partialSuccess":{"rejectedLogRecords":"300"}}'), { ...ok, rejectedRecords: 300 });
  assert.deepEqual(result('{"partialSuccess":{"rejectedLogRecords":7}}'), { ...ok, rejectedRecords: 7 });
  assert.deepEqual(result('{"partialSuccess":{"rejectedLogRecords":"-1","errorMessage":"a"}}'), {
    ...ok,
    hasWarning: true,
  });
});

test('the back-off grows from 1 s to 4 s, with a fifth of jitter either way', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 1000].map((failures) => backoffMillis(failures, 0.5)),
    [1000, 1500, 2250, 3375, 4000, 4000],
  );
  assert.deepEqual([backoffMillis(1, 0), backoffMillis(1, 1)], [800, 1200]);
  assert.ok(backoffMillis(50, 1) < 5000);
});

test("a server's delay is honoured between 50 ms and 5 min", () => {
  assert.deepEqual([0, 49, 51, 200_500, 300_001, 1e12].map(serverDelayMillis), [50, 50, 51, 200_500, 300_000, 300_000]);
});
