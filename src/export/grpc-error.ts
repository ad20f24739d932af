// SPDX-License-Identifier: Apache-2.0

import type { ServiceError } from '@grpc/grpc-js';
import { status } from '@grpc/grpc-js';
import type { ExportResult } from './export-result.ts';
import { retryDelayMillis } from './retry-info.ts';

/** https://opentelemetry.io/docs/specs/otlp/#failures */
const RETRYABLE = new Set<number>([
  status.CANCELLED,
  status.DEADLINE_EXCEEDED,
  status.ABORTED,
  status.OUT_OF_RANGE,
  status.UNAVAILABLE,
  status.DATA_LOSS,
]);

/** grpc-js reports some broken connections as INTERNAL or RESOURCE_EXHAUSTED, with these texts of its own. */
const BROKEN_CONNECTION = /^(Received RST_STREAM with code|Bandwidth exhausted or memory limit exceeded)/;

/** Texts that grpc-js makes up itself. What a server says may quote what it was sent, so it is never repeated. */
const LOCAL_DETAIL = /^(No connection established|Name resolution failed|Connection dropped|read E|write E)/;

export function resultOfGrpcError(error: ServiceError): ExportResult {
  const name = status[error.code] ?? 'UNKNOWN';
  const statusDetails = error.metadata?.get('grpc-status-details-bin')[0];
  const retryAfterMillis = statusDetails instanceof Buffer ? retryDelayMillis(statusDetails) : undefined;
  const retryable =
    RETRYABLE.has(error.code) ||
    (error.code === status.RESOURCE_EXHAUSTED && retryAfterMillis !== undefined) ||
    BROKEN_CONNECTION.test(error.details);
  if (!retryable) return { kind: 'failure', status: name, reason: `grpc_${name}` };
  const detail = LOCAL_DETAIL.test(error.details) ? error.details : '';
  return { kind: 'retryable', status: name, detail, ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }) };
}
