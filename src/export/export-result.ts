// SPDX-License-Identifier: Apache-2.0

import { type ServiceError, status } from '@grpc/grpc-js';
import { bytesField, integerField } from './protobuf-fields.ts';
import { retryDelayMillis } from './retry-info.ts';

/** What became of one request. `status` names what went wrong, such as UNAVAILABLE, HTTP 503 or ECONNREFUSED. */
export type ExportResult =
  | { readonly kind: 'success'; readonly rejectedRecords: number; readonly hasWarning: boolean }
  | { readonly kind: 'retryable'; readonly status: string; readonly detail: string; readonly retryAfterMillis?: number }
  | { readonly kind: 'failure'; readonly status: string; readonly reason: string };

const ACKNOWLEDGED: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };

/**
 * The response of every signal: { partial_success (1) { rejected_RECORDS (1), error_message (2) } }.
 * One that can't be decoded is still an acknowledgement.
 */
export function resultOfProtobuf(response: Buffer): ExportResult {
  try {
    const partialSuccess = bytesField(response, 1) ?? Buffer.alloc(0);
    const hasWarning = (bytesField(partialSuccess, 2)?.length ?? 0) > 0;
    return { kind: 'success', rejectedRecords: Math.max(0, integerField(partialSuccess, 1)), hasWarning };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    return ACKNOWLEDGED;
  }
}

/** The same as JSON: { "partialSuccess": { "rejectedRECORDS": "1", "errorMessage": "" } }. */
export function resultOfJson(response: Buffer, rejectedName: string): ExportResult {
  try {
    const partialSuccess = Object(Object(JSON.parse(response.toString())).partialSuccess);
    const rejectedRecords = Math.max(0, integerOf(partialSuccess[rejectedName]));
    return { kind: 'success', rejectedRecords, hasWarning: Boolean(partialSuccess.errorMessage) };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return ACKNOWLEDGED;
  }
}

/** An int64 of OTLP's JSON, a number or text; 0 for anything else, of which Number() might even throw. */
function integerOf(value: unknown): number {
  const number = typeof value === 'number' || typeof value === 'string' ? Number(value) : 0;
  return Number.isInteger(number) ? number : 0;
}

/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE_STATUS_CODES = new Set([429, 502, 503, 504]);

/** Whether the body is the signal's response. */
export function isResponseStatus(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** @param retryAfter the header of that name */
export function resultOfHttpStatus(statusCode: number, retryAfter: string | undefined): ExportResult {
  const status = `HTTP ${statusCode}`;
  if (!RETRYABLE_STATUS_CODES.has(statusCode)) return { kind: 'failure', status, reason: `http_${statusCode}` };
  const retryAfterMillis = retryAfter === undefined ? undefined : delayMillis(retryAfter);
  return { kind: 'retryable', status, detail: '', ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }) };
}

/** @param status a code of Node's or of ours; what a server said is never in it */
export function resultOfHttpError(status: string): ExportResult {
  return { kind: 'retryable', status, detail: '' };
}

/** Retry-After (RFC 9110, 10.2.3): seconds, or a date. undefined for anything else. */
function delayMillis(retryAfter: string): number | undefined {
  if (/^\d+$/.test(retryAfter)) return Number(retryAfter) * 1000;
  const millis = Date.parse(retryAfter);
  return Number.isNaN(millis) ? undefined : Math.max(0, millis - Date.now());
}

/** https://opentelemetry.io/docs/specs/otlp/#failures */
const RETRYABLE_CODES = new Set<number>([
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
    RETRYABLE_CODES.has(error.code) ||
    (error.code === status.RESOURCE_EXHAUSTED && retryAfterMillis !== undefined) ||
    BROKEN_CONNECTION.test(error.details);
  if (!retryable) return { kind: 'failure', status: name, reason: `grpc_${name}` };
  const detail = LOCAL_DETAIL.test(error.details) ? error.details : '';
  return { kind: 'retryable', status: name, detail, ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }) };
}
