// SPDX-License-Identifier: Apache-2.0

import { readFileSync } from 'node:fs';
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

/**
 * OTEL_EXPORTER_OTLP_*, where the variables of the signal have gone before already. Empty means unset.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export interface OtlpSettings {
  readonly protocol: 'grpc' | 'http/protobuf' | 'http/json';
  /**
   * http:// is plaintext, https:// is TLS; without a scheme, which is for gRPC alone, `insecure` decides.
   * Over HTTP it is the whole URL.
   */
  readonly endpoint: string;
  readonly insecure: boolean;
  readonly headers: Readonly<Record<string, string>>;
  /** of one attempt */
  readonly timeoutMillis: number;
  readonly compression: 'none' | 'gzip';
  /** PEM files */
  readonly certificateFile?: string | undefined;
  readonly clientKeyFile?: string | undefined;
  readonly clientCertificateFile?: string | undefined;
}

/** Everything that is wrong with the settings of the connection, one line each. */
export class OtlpSettingsError extends Error {
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.name = 'OtlpSettingsError';
    this.problems = problems;
  }
}

export interface PemFiles {
  readonly root: Buffer | null;
  readonly key: Buffer | null;
  readonly certificate: Buffer | null;
}

/** Reads the certificates; undefined when there are problems. `use` throws when they are of no use to TLS. */
export function readPemFiles<Used>(
  settings: OtlpSettings,
  problems: string[],
  use: (files: PemFiles) => Used,
): Used | undefined {
  const read = (name: string, file: string | undefined): Buffer | null => {
    if (!file) return null;
    try {
      return readFileSync(file);
    } catch (error) {
      problems.push(`OTEL_EXPORTER_OTLP_${name}: can't read "${file}": ${(error as NodeJS.ErrnoException).code}`);
      return null;
    }
  };
  if (!settings.clientKeyFile !== !settings.clientCertificateFile) {
    problems.push('OTEL_EXPORTER_OTLP_CLIENT_KEY and OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE need each other');
  }
  const root = read('CERTIFICATE', settings.certificateFile);
  const key = read('CLIENT_KEY', settings.clientKeyFile);
  const certificate = read('CLIENT_CERTIFICATE', settings.clientCertificateFile);
  if (problems.length > 0) return undefined;
  try {
    return use({ root, key, certificate });
  } catch (error) {
    const names = 'OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_KEY, _CLIENT_CERTIFICATE';
    problems.push(`${names}: not usable: ${(error as Error).message}`);
    return undefined;
  }
}
