// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { Metadata } from '@grpc/grpc-js';
import { LOGS, SPANS } from '../../../src/export/create-export.ts';
import { type ExportResult, resultOfGrpcError, resultOfHttpStatus } from '../../../src/export/export-result.ts';

const ENCODINGS = [LOGS.protobuf(), LOGS.json(), SPANS.protobuf(), SPANS.json()];
const GRPC_CODES = 17;
const GRPC = 'grpc-status-details-bin';

/**
 * Answers to a request: a byte that says of which kind, and then a response, or the status, the message and the details
 * of a gRPC error, or the status and the Retry-After of HTTP. Nothing throws; counts and waits are numbers; what a server
 * says is not repeated.
 */
export function fuzz(data: Buffer): void {
  const kind = (data[0] ?? 0) % (ENCODINGS.length + 2);
  const rest = data.subarray(1);
  const encoding = ENCODINGS[kind];
  if (encoding !== undefined) check(encoding.resultOfResponse(rest), rest);
  else if (kind === ENCODINGS.length) check(grpcError(rest), rest.subarray(2));
  else {
    const retryAfter = rest.subarray(2).toString('latin1');
    check(resultOfHttpStatus(100 + (rest.length < 2 ? 0 : rest.readUInt16BE() % 500), retryAfter), rest.subarray(2));
  }
}

function grpcError(bytes: Buffer): ExportResult {
  const [code = 0, messageBytes = 0] = bytes;
  const metadata = new Metadata();
  metadata.set(GRPC, bytes.subarray(2 + messageBytes));
  const details = bytes.toString('latin1', 2, 2 + messageBytes);
  return resultOfGrpcError(Object.assign(new Error('an error'), { code: code % GRPC_CODES, details, metadata }));
}

const OWN_WORDS = /^(?:HTTP \d{3}|[A-Z_]+)$/;
const OWN_REASON = /^(?:grpc|http)_\w+$/;
const OWN_DETAIL = /^(?:$|No connection established|Name resolution failed|Connection dropped|read E|write E)/;

function check(result: ExportResult, said: Buffer): void {
  switch (result.kind) {
    case 'success':
      assert.ok(Number.isSafeInteger(result.rejectedRecords) && result.rejectedRecords >= 0);
      break;
    case 'retryable': {
      const { status, detail, retryAfterMillis = 0 } = result;
      assert.match(status, OWN_WORDS);
      assert.match(detail, OWN_DETAIL);
      assert.ok(retryAfterMillis >= 0, `${retryAfterMillis} ms of ${said.toString('latin1')}`);
      break;
    }
    case 'failure':
      assert.match(result.status, OWN_WORDS);
      assert.match(result.reason, OWN_REASON);
  }
}
