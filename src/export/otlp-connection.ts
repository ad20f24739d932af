// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import { Metadata, credentials } from '@grpc/grpc-js';
import type { ChannelCredentials } from '@grpc/grpc-js';

/**
 * OTEL_EXPORTER_OTLP_*, where OTEL_EXPORTER_OTLP_LOGS_* has gone before already. Empty means unset.
 * https://opentelemetry.io/docs/specs/otel/protocol/exporter/
 */
export interface OtlpSettings {
  /** http:// is plaintext, https:// is TLS; without a scheme `insecure` decides */
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

export interface OtlpConnection {
  /** a gRPC target */
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly metadata: Metadata;
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

const OTLP_GRPC_PORT = '4317';
const GRPC_TARGET = /^(unix|unix-abstract|dns|ipv4|ipv6):/;

/** Reads the certificates. Throws OtlpSettingsError. */
export function otlpConnection(settings: OtlpSettings): OtlpConnection {
  const problems: string[] = [];
  const target = parseTarget(settings.endpoint, problems);
  const metadata = parseHeaders(settings.headers, problems);
  const secure = /^https:/i.test(settings.endpoint) || (!/^http:/i.test(settings.endpoint) && !settings.insecure);
  const channelCredentials = secure ? tlsCredentials(settings, problems) : credentials.createInsecure();
  if (problems.length > 0) throw new OtlpSettingsError(problems);
  return { target, credentials: channelCredentials, metadata };
}

function parseTarget(endpoint: string, problems: string[]): string {
  if (GRPC_TARGET.test(endpoint)) return endpoint;
  const url = endpoint.includes('://') ? endpoint : `http://${endpoint}`;
  if (/^https?:/i.test(url) && URL.canParse(url)) {
    const { hostname } = new URL(url);
    // URL drops a port that is its scheme's default, and gRPC's own default is 443.
    const port = /^https?:\/\/(?:[^/?#]*@)?(?:\[[^\]]*\]|[^/:?#]*):(\d+)/i.exec(url)?.[1] ?? OTLP_GRPC_PORT;
    return `${hostname}:${port}`;
  }
  const allowed = 'http://host:port, https://host:port, host:port or unix:path';
  problems.push(`OTEL_EXPORTER_OTLP_ENDPOINT: "${endpoint}" is not ${allowed}`);
  return '';
}

function parseHeaders(headers: Readonly<Record<string, string>>, problems: string[]): Metadata {
  const metadata = new Metadata();
  for (const [name, value] of Object.entries(headers)) {
    try {
      metadata.set(name, value);
    } catch {
      // A header's value may be a secret.
      problems.push(`OTEL_EXPORTER_OTLP_HEADERS: "${name}" has a name or value that gRPC does not allow`);
    }
  }
  return metadata;
}

function tlsCredentials(settings: OtlpSettings, problems: string[]): ChannelCredentials {
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
  if (problems.length > 0) return credentials.createInsecure();
  try {
    return credentials.createSsl(root, key, certificate);
  } catch (error) {
    const names = 'OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_KEY, _CLIENT_CERTIFICATE';
    problems.push(`${names}: not usable: ${(error as Error).message}`);
    return credentials.createInsecure();
  }
}
