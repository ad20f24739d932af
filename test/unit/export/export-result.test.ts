// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Metadata, type ServiceError, status } from '@grpc/grpc-js';
import { ExportResultCode } from '@opentelemetry/core';
import fc from 'fast-check';
import { LOGS, SPANS } from '../../../src/export/create-export.ts';
import { type ExportResult, resultOfGrpcError, resultOfSdkExport } from '../../../src/export/export-result.ts';
import { backoffMillis, serverDelayMillis } from '../../../src/export/sender.ts';
import { statusWithRetryInfo } from './fake-collector.ts';

function errorOf(code: status, details = '', statusDetails?: Buffer): ServiceError {
  const metadata = new Metadata();
  if (statusDetails) metadata.set('grpc-status-details-bin', statusDetails);
  return Object.assign(new Error(details), { code, details, metadata });
}

/** The delay that a server asks for in its status. */
function retryDelayMillis(statusDetails: Buffer): number | undefined {
  const result = resultOfGrpcError(errorOf(status.UNAVAILABLE, '', statusDetails));
  return result.kind === 'retryable' ? result.retryAfterMillis : undefined;
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
    refused: 'size',
  });
  assert.deepEqual(
    resultOfGrpcError(errorOf(status.RESOURCE_EXHAUSTED, 'later', statusWithRetryInfo(200, 500_000_000))),
    { kind: 'retryable', status: 'RESOURCE_EXHAUSTED', detail: '', retryAfterMillis: 200_500 },
  );
});

test('a refusal may be about some of the records, about their size, or about all', () => {
  const about = (code: status): string | undefined => {
    const result = resultOfGrpcError(errorOf(code));
    return result.kind === 'failure' ? `${status[code]} ${result.refused}` : undefined;
  };
  const codes = Object.values(status).filter((code): code is status => typeof code === 'number' && code !== status.OK);
  assert.deepEqual(
    codes.map(about).filter((text) => text !== undefined),
    [
      'UNKNOWN all',
      'INVALID_ARGUMENT records',
      'NOT_FOUND all',
      'ALREADY_EXISTS records',
      'PERMISSION_DENIED all',
      'RESOURCE_EXHAUSTED size',
      'FAILED_PRECONDITION records',
      'UNIMPLEMENTED all',
      'INTERNAL records',
      'UNAUTHENTICATED all',
    ],
  );
});

const LONG: readonly (readonly [of: string, code: status, details: string])[] = [
  ['Go', status.RESOURCE_EXHAUSTED, 'grpc: received message larger than max (5000000 vs. 4194304)'],
  ['C', status.RESOURCE_EXHAUSTED, 'Received message larger than max (5000000 vs. 4194304)'],
  ['Java', status.RESOURCE_EXHAUSTED, 'gRPC message exceeds maximum size 4194304: 5000000'],
  ['tonic', status.OUT_OF_RANGE, 'Error, message length too large: found 5000000 bytes, the limit is: 4194304 bytes'],
];

for (const [of, code, details] of LONG) {
  test(`a request that is too large for gRPC in ${of} is refused for its size`, () => {
    const result = resultOfGrpcError(errorOf(code, details));
    assert.deepEqual(result, {
      kind: 'failure',
      status: status[code],
      reason: `grpc_${status[code]}`,
      refused: 'size',
    });
  });
}

test('a response that is too large is none of OTLP', () => {
  const details = 'Received message larger than max (65537 vs 65536)';
  assert.deepEqual(resultOfGrpcError(errorOf(status.RESOURCE_EXHAUSTED, details)), { kind: 'unreadable' });
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

const ACKNOWLEDGED: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };
const UNREADABLE: ExportResult = { kind: 'unreadable' };
const MINUS_ONE = [0x08, ...Array<number>(9).fill(0xff), 0x01];

const PROTOBUF: readonly (readonly [says: string, response: readonly number[], result: ExportResult])[] = [
  ['nothing', [], ACKNOWLEDGED],
  ['an empty partial success', [0x0a, 0], ACKNOWLEDGED],
  ['300 rejected records', [0x0a, 3, 0x08, 0xac, 0x02], { ...ACKNOWLEDGED, rejectedRecords: 300 }],
  ['a warning', [0x0a, 3, 0x12, 1, 0x61], { ...ACKNOWLEDGED, hasWarning: true }],
  ['a field that nobody knows', [0x10, 5, 0x1a, 1, 0x61], ACKNOWLEDGED],
  ['a message that is cut off', [0x0a, 9, 0x08], UNREADABLE],
  ['a length beyond all bounds', [0x0a, ...Array<number>(30).fill(0xff), 0x01], UNREADABLE],
  ['a number that does not end', [0x0a, 3, 0x08, 0xff, 0xff], UNREADABLE],
  ['a group', [0x0b], UNREADABLE],
  ['-1 rejected records', [0x0a, MINUS_ONE.length, ...MINUS_ONE], UNREADABLE],
  ['2^63 - 1 rejected records', [0x0a, 10, 0x08, ...Array<number>(8).fill(0xff), 0x7f], UNREADABLE],
  ['an empty object of JSON', [...Buffer.from('{}')], ACKNOWLEDGED],
  ['no object of JSON', [...Buffer.from('true')], UNREADABLE],
  ['a page of HTML', [...Buffer.from('<html><body>log in first</body></html>')], UNREADABLE],
];

for (const [says, response, result] of PROTOBUF) {
  test(`a protobuf response that says ${says} is ${result.kind}`, () => {
    for (const signal of [LOGS, SPANS])
      assert.deepEqual(signal.protobuf().resultOfResponse(Buffer.from(response)), result);
  });
}

const JSONS: readonly (readonly [response: string, result: ExportResult])[] = [
  ...['', '{}', 'null', '{"partialSuccess":{}}', '{"partialSuccess":null}'].map(
    (text) => [text, ACKNOWLEDGED] as const,
  ),
  ...['0', '"0"', 'null'].map((count) => [rejecting(count), ACKNOWLEDGED] as const),
  [rejecting('"300"'), { ...ACKNOWLEDGED, rejectedRecords: 300 }],
  [rejecting('7, "errorMessage": "a"'), { ...ACKNOWLEDGED, rejectedRecords: 7, hasWarning: true }],
  ['{"partialSuccess":{"errorMessage":"a"}}', { ...ACKNOWLEDGED, hasWarning: true }],
  ['not JSON', UNREADABLE],
  ['<html></html>', UNREADABLE],
  ...['{"toString":1}', '0.5', '1e999', 'true', '"a"', '"-1"', '-1', '[]', '"99999999999999999"'].map(
    (count) => [rejecting(count), UNREADABLE] as const,
  ),
  [rejecting(`${'['.repeat(16_000)}${']'.repeat(16_000)}`), UNREADABLE],
];

function rejecting(count: string): string {
  return `{"partialSuccess":{"rejectedLogRecords":${count}}}`;
}

for (const [response, result] of JSONS) {
  test(`a JSON response ${response.slice(0, 60)} is ${result.kind}`, () => {
    assert.deepEqual(LOGS.json().resultOfResponse(Buffer.from(response)), result);
    const ofSpans = response.replace('rejectedLogRecords', 'rejectedSpans');
    assert.deepEqual(SPANS.json().resultOfResponse(Buffer.from(ofSpans)), result);
  });
}

test('nothing that a server may answer is thrown, nor is it read without an end', () => {
  const encodings = [LOGS.protobuf(), LOGS.json(), SPANS.protobuf(), SPANS.json()];
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
      for (const { resultOfResponse } of encodings) resultOfResponse(Buffer.from(bytes));
      const nested = Buffer.concat([Buffer.from([0x0a, bytes.length % 128]), bytes]);
      for (const { resultOfResponse } of encodings) resultOfResponse(nested);
      const details = Buffer.concat([statusWithRetryInfo(1, 0).subarray(0, bytes.length), bytes]);
      const delay = retryDelayMillis(details);
      assert.ok(delay === undefined || delay >= 0);
    }),
  );
});

test('the back-off is anything up to a bound that grows from 1 s to 5 s, and never less than 50 ms', () => {
  assert.deepEqual(
    [1, 2, 3, 4, 5, 6, 1000].map((failures) => backoffMillis(failures, 1)),
    [1000, 1500, 2250, 3375, 5000, 5000, 5000],
  );
  assert.deepEqual(
    [0, 0.05, 0.051, 0.5, 1].map((random) => backoffMillis(1, random)),
    [50, 50, 51, 500, 1000],
  );
  assert.deepEqual([backoffMillis(6, 0), backoffMillis(6, 0.5)], [50, 2500]);
});

test("a server's delay is honoured between 50 ms and 5 min", () => {
  assert.deepEqual([0, 49, 51, 200_500, 300_001, 1e12].map(serverDelayMillis), [50, 50, 51, 200_500, 300_000, 300_000]);
});

test('what an exporter of the SDK calls a success is acknowledged whole', () => {
  const expected = { kind: 'success', rejectedRecords: 0, hasWarning: false };
  assert.deepEqual(resultOfSdkExport({ code: ExportResultCode.SUCCESS }), expected);
  assert.equal(resultOfSdkExport({ code: ExportResultCode.FAILED }).kind === 'success', false);
});
