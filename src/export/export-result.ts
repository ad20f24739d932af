// SPDX-License-Identifier: Apache-2.0

import { type ServiceError, status } from '@grpc/grpc-js';
import { ExportResultCode, type ExportResult as SdkResult } from '@opentelemetry/core';
import { Root } from 'protobufjs/light.js';

/**
 * What a refusal is about: some of the records, the size of the request, or neither, as where the sender is not allowed:
 * then no part of the request would fare better.
 */
export type Refused = 'records' | 'size' | 'all';

/** What became of one request. `status` says what went wrong, such as UNAVAILABLE, HTTP 503 or ECONNREFUSED. */
export type ExportResult =
  | { readonly kind: 'success'; readonly rejectedRecords: number; readonly hasWarning: boolean }
  | { readonly kind: 'retryable'; readonly status: string; readonly detail: string; readonly retryAfterMillis?: number }
  | { readonly kind: 'failure'; readonly status: string; readonly reason: string; readonly refused: Refused }
  /** The answer is no response of OTLP: who gave it may have none of the records, and to send them again may double them. */
  | { readonly kind: 'unreadable' };

const ACKNOWLEDGED: ExportResult = { kind: 'success', rejectedRecords: 0, hasWarning: false };

/** What a signal calls those of its records that a partial success rejects. */
export type RejectedName = 'rejectedLogRecords' | 'rejectedSpans';

/**
 * The response of every signal: { partialSuccess { rejectedRECORDS, errorMessage } }. One that `deserialize` throws for
 * is read as JSON, which some gateways answer to protobuf too. One that is neither, or in which that is something else,
 * acknowledges nothing. Never throws.
 */
export function resultOfResponse(
  response: Buffer,
  deserialize: (response: Buffer) => unknown,
  rejectedName: RejectedName,
): ExportResult {
  for (const read of [deserialize, parseJsonObject]) {
    try {
      const { partialSuccess } = Object(read(response));
      const { [rejectedName]: rejected, errorMessage } = Object(partialSuccess);
      const rejectedRecords = countOf(rejected);
      if (rejectedRecords === undefined) break;
      return { kind: 'success', rejectedRecords, hasWarning: Boolean(errorMessage) };
    } catch {
      // What was thrown may quote the response, and the response what was sent.
    }
  }
  return { kind: 'unreadable' };
}

function parseJsonObject(response: Buffer): object {
  const value: unknown = JSON.parse(response.toString());
  if (typeof value !== 'object' || value === null) throw new TypeError('no object');
  return value;
}

/** An int64 of OTLP as a number or, in JSON, as text; absent it is 0. undefined: it is no count. */
function countOf(value: unknown): number | undefined {
  const isText = typeof value === 'string' && /^\d{1,16}$/.test(value);
  const number = isText ? Number(value) : (value ?? 0);
  return Number.isSafeInteger(number) && (number as number) >= 0 ? (number as number) : undefined;
}

/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE_STATUS_CODES = new Set([429, 502, 503, 504]);

/** Of all others, no part of the request would fare better. */
const REFUSED_BY_STATUS_CODE: ReadonlyMap<number, Refused> = new Map([
  [400, 'records'],
  [413, 'size'],
  [422, 'records'],
  // The Collector's, for an error of its pipeline that is permanent.
  [500, 'records'],
]);

/** Whether the body is the signal's response. */
export function isResponseStatus(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** @param retryAfter the header of that name */
export function resultOfHttpStatus(statusCode: number, retryAfter: string | undefined): ExportResult {
  const status = `HTTP ${statusCode}`;
  if (!RETRYABLE_STATUS_CODES.has(statusCode)) {
    const refused = REFUSED_BY_STATUS_CODE.get(statusCode) ?? 'all';
    return { kind: 'failure', status, reason: `http_${statusCode}`, refused };
  }
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

/** Of all others, no part of the request would fare better. grpc-js says UNKNOWN of answers that it can't read. */
const REFUSED_BY_CODE: ReadonlyMap<number, Refused> = new Map([
  [status.INVALID_ARGUMENT, 'records'],
  [status.ALREADY_EXISTS, 'records'],
  [status.FAILED_PRECONDITION, 'records'],
  // Without RetryInfo: gRPC's own servers say so of a message that is too large.
  [status.RESOURCE_EXHAUSTED, 'size'],
  // The Collector's, for an error of its pipeline that is permanent.
  [status.INTERNAL, 'records'],
]);

/** No response of OTLP is longer: who goes on for ever is not listened to. */
export const MAX_RESPONSE_BYTES = 64 * 1024;

/** grpc-js, of a response (stream-decoder.ts). */
const LONG_RESPONSE = new RegExp(`^Received message larger than max \\(\\d+ vs ${MAX_RESPONSE_BYTES}\\)$`);

/** What servers say of a request: gRPC's in Go, C and Python, Java, and tonic, whose OUT_OF_RANGE would be retried. */
const LONG_REQUEST = /larger than max|exceeds maximum size|message length too large/i;

/** grpc-js reports some broken connections as INTERNAL or RESOURCE_EXHAUSTED, with these texts of its own. */
const BROKEN_CONNECTION = /^(Received RST_STREAM with code|Bandwidth exhausted or memory limit exceeded)/;

/** Texts that grpc-js makes up itself. What a server says may quote what it was sent, so it is never repeated. */
const LOCAL_DETAIL = /^(No connection established|Name resolution failed|Connection dropped|read E|write E)/;

export function resultOfGrpcError(error: ServiceError): ExportResult {
  if (LONG_RESPONSE.test(error.details)) return { kind: 'unreadable' };
  const name = status[error.code] ?? 'UNKNOWN';
  const statusDetails = error.metadata?.get('grpc-status-details-bin')[0];
  const retryAfterMillis = statusDetails instanceof Buffer ? retryDelayMillis(statusDetails) : undefined;
  const isLongRequest = retryAfterMillis === undefined && LONG_REQUEST.test(error.details);
  const retryable =
    (RETRYABLE_CODES.has(error.code) && !isLongRequest) ||
    (error.code === status.RESOURCE_EXHAUSTED && retryAfterMillis !== undefined) ||
    BROKEN_CONNECTION.test(error.details);
  if (!retryable) {
    const refused = isLongRequest ? 'size' : (REFUSED_BY_CODE.get(error.code) ?? 'all');
    return { kind: 'failure', status: name, reason: `grpc_${name}`, refused };
  }
  const detail = LOCAL_DETAIL.test(error.details) ? error.details : '';
  return { kind: 'retryable', status: name, detail, ...(retryAfterMillis === undefined ? {} : { retryAfterMillis }) };
}

/** What an exporter of the SDK says of an export: what went wrong, by the error of its transport. */
export function resultOfSdkExport({ code, error }: SdkResult): ExportResult {
  if (code === ExportResultCode.SUCCESS) return ACKNOWLEDGED;
  if (error === undefined) return resultOfHttpError('UNKNOWN');
  if ('metadata' in error) return resultOfGrpcError(error as ServiceError);
  if (error.message.startsWith(SDK_LONG_RESPONSE)) return { kind: 'unreadable' };
  const { code: cause } = error as { code?: unknown };
  return typeof cause === 'number'
    ? resultOfHttpStatus(cause, undefined)
    : resultOfHttpError(String(cause ?? error.name));
}

/** sendWithHttp of @opentelemetry/otlp-exporter-base, of more than 4 MiB. */
const SDK_LONG_RESPONSE = 'OTLP export response body exceeded size limit';

// As far as a delay needs them: google/rpc/status.proto and error_details.proto, google/protobuf/any.proto and
// duration.proto.
const RPC = Root.fromJSON({
  nested: {
    Status: { fields: { details: { rule: 'repeated', type: 'Any', id: 3 } } },
    Any: { fields: { typeUrl: { type: 'string', id: 1 }, value: { type: 'bytes', id: 2 } } },
    RetryInfo: { fields: { retryDelay: { type: 'Duration', id: 1 } } },
    Duration: { fields: { seconds: { type: 'int64', id: 1 }, nanos: { type: 'int32', id: 2 } } },
  },
});
const STATUS = RPC.lookupType('Status');
const RETRY_INFO = RPC.lookupType('RetryInfo');
const RETRY_INFO_URL = 'type.googleapis.com/google.rpc.RetryInfo';

interface RetryInfo {
  readonly retryDelay?: { readonly seconds: number; readonly nanos: number };
}

/**
 * The delay that a server asks for in the trailer grpc-status-details-bin; undefined if it asks for none, or can't be
 * read. Never throws.
 */
function retryDelayMillis(statusDetails: Uint8Array): number | undefined {
  try {
    const { details = [] } = STATUS.toObject(STATUS.decode(statusDetails)) as {
      details?: { typeUrl: string; value: Uint8Array }[];
    };
    const retryInfo = details.find(({ typeUrl }) => typeUrl === RETRY_INFO_URL);
    if (retryInfo === undefined) return undefined;
    const numbers = { longs: Number, defaults: true };
    const { retryDelay } = RETRY_INFO.toObject(RETRY_INFO.decode(retryInfo.value), numbers) as RetryInfo;
    const { seconds, nanos } = retryDelay ?? { seconds: 0, nanos: 0 };
    return Math.max(0, seconds * 1e3 + nanos / 1e6);
  } catch {
    return undefined;
  }
}
