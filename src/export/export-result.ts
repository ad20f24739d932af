// SPDX-License-Identifier: Apache-2.0
import { status } from '@grpc/grpc-js';
import type { ServiceError } from '@grpc/grpc-js';
import { bytesField, integerField } from './protobuf-fields.ts';
import { retryDelayMillis } from './retry-info.ts';

/** What became of one request. `grpcStatus` is the status by name, such as UNAVAILABLE. */
export type ExportResult =
  | { readonly kind: 'success'; readonly rejectedRecords: number; readonly hasWarning: boolean }
  | { readonly kind: 'retryable'; readonly grpcStatus: string; readonly detail: string; readonly retryAfterMillis?: number }
  | { readonly kind: 'failure'; readonly grpcStatus: string };

/** https://opentelemetry.io/docs/specs/otlp/#failures */
const RETRYABLE = new Set<number>([
  status.CANCELLED, status.DEADLINE_EXCEEDED, status.ABORTED, status.OUT_OF_RANGE, status.UNAVAILABLE, status.DATA_LOSS,
]);

/** grpc-js reports some broken connections as INTERNAL or RESOURCE_EXHAUSTED, with these texts of its own. */
const BROKEN_CONNECTION = /^(Received RST_STREAM with code|Bandwidth exhausted or memory limit exceeded)/;

/** Texts that grpc-js makes up itself. What a server says may quote what it was sent, so it is never repeated. */
const LOCAL_DETAIL = /^(No connection established|Name resolution failed|Connection dropped|read E|write E)/;

/**
 * The response: ExportLogsServiceResponse { partial_success (1) { rejected_log_records (1), error_message (2) } }.
 * One that can't be decoded is still an acknowledgement.
 */
export function resultOfResponse(response: Buffer): ExportResult {
  try {
    const partialSuccess = bytesField(response, 1) ?? Buffer.alloc(0);
    return {
      kind: 'success',
      rejectedRecords: Math.max(0, integerField(partialSuccess, 1)),
      hasWarning: (bytesField(partialSuccess, 2)?.length ?? 0) > 0,
    };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return { kind: 'success', rejectedRecords: 0, hasWarning: false };
  }
}

export function resultOfError(error: ServiceError): ExportResult {
  const grpcStatus = status[error.code] ?? 'UNKNOWN';
  const statusDetails = error.metadata?.get('grpc-status-details-bin')[0];
  const retryAfterMillis = statusDetails instanceof Buffer ? retryDelayMillis(statusDetails) : undefined;
  const retryable = RETRYABLE.has(error.code)
    || (error.code === status.RESOURCE_EXHAUSTED && retryAfterMillis !== undefined)
    || BROKEN_CONNECTION.test(error.details);
  if (!retryable) return { kind: 'failure', grpcStatus };
  const detail = LOCAL_DETAIL.test(error.details) ? error.details : '';
  return { kind: 'retryable', grpcStatus, detail, ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }) };
}
