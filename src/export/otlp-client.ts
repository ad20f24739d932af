// SPDX-License-Identifier: Apache-2.0
import type { ExportResult } from './export-result.ts';

export interface OtlpClient {
  /** One attempt; `signal` cancels it. Never rejects. */
  send(request: Buffer, timeoutMillis: number, signal: AbortSignal): Promise<ExportResult>;
  close(): void;
}

export interface ClientOptions {
  readonly compression: 'none' | 'gzip';
  readonly userAgent: string;
  readonly resultOfResponse: (response: Buffer) => ExportResult;
}
