// SPDX-License-Identifier: Apache-2.0
import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { otlp, otlpEndpoint } from '../../config/otlp.ts';
import type { SignalName } from '../../config/otlp-settings.ts';
import type { Settings } from '../../config/schema.ts';
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
  /** PEM files, read again when they change */
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

/** How a signal goes to the Collector. */
export function otlpSettings(settings: Settings, signal: SignalName): OtlpSettings {
  const { otel } = settings;
  return {
    protocol: otlp(settings, signal, 'protocol').value,
    endpoint: otlpEndpoint(settings, signal).value,
    insecure: otlp(settings, signal, 'insecure').value,
    headers: {
      ...parseKeyPairsIntoRecord(otel.exporter_otlp_headers ?? undefined),
      ...parseKeyPairsIntoRecord(otel[`exporter_otlp_${signal}_headers`] ?? undefined),
    },
    timeoutMillis: otlp(settings, signal, 'timeout').value || Number.POSITIVE_INFINITY,
    compression: otlp(settings, signal, 'compression').value,
    certificateFile: otlp(settings, signal, 'certificate').value ?? undefined,
    clientKeyFile: otlp(settings, signal, 'client_key').value ?? undefined,
    clientCertificateFile: otlp(settings, signal, 'client_certificate').value ?? undefined,
  };
}
