// SPDX-License-Identifier: Apache-2.0
import { readFileSync } from 'node:fs';
import type { OtlpSettings } from './otlp-settings.ts';

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
