// SPDX-License-Identifier: Apache-2.0
import type { ExportResult } from './export-result.ts';

/** https://opentelemetry.io/docs/specs/otlp/#retryable-response-codes */
const RETRYABLE = new Set([429, 502, 503, 504]);

/** Whether the body is the signal's response. */
export function isResponseStatus(statusCode: number): boolean {
  return statusCode >= 200 && statusCode < 300;
}

/** @param retryAfter the header of that name */
export function resultOfHttpStatus(statusCode: number, retryAfter: string | undefined): ExportResult {
  const status = `HTTP ${statusCode}`;
  if (!RETRYABLE.has(statusCode)) return { kind: 'failure', status, reason: `http_${statusCode}` };
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
