// SPDX-License-Identifier: Apache-2.0
import { bytesField, integerField } from './protobuf-fields.ts';

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
