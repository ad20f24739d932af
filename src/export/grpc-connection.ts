// SPDX-License-Identifier: Apache-2.0

import type { ChannelCredentials } from '@grpc/grpc-js';
import { credentials, Metadata } from '@grpc/grpc-js';
import type { OtlpSettings } from './otlp-settings.ts';
import { OtlpSettingsError } from './otlp-settings.ts';
import { readPemFiles } from './pem-files.ts';

export interface GrpcConnection {
  /** a gRPC target */
  readonly target: string;
  readonly credentials: ChannelCredentials;
  readonly metadata: Metadata;
}

const OTLP_GRPC_PORT = '4317';
const GRPC_TARGET = /^(unix|unix-abstract|dns|ipv4|ipv6):/;

/** Reads the certificates. Throws OtlpSettingsError. */
export function grpcConnection(settings: OtlpSettings): GrpcConnection {
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
  const ssl = readPemFiles(settings, problems, ({ root, key, certificate }) =>
    credentials.createSsl(root, key, certificate),
  );
  return ssl ?? credentials.createInsecure();
}
