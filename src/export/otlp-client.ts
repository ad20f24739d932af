// SPDX-License-Identifier: Apache-2.0

import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createSecureContext } from 'node:tls';
import { parseKeyPairsIntoRecord } from '@opentelemetry/core';
import { otlp, otlpEndpoint } from '../../config/otlp.ts';
import type { SignalName } from '../../config/otlp-settings.ts';
import type { Settings } from '../../config/schema.ts';
import { RateLimitedWarnings } from '../base/rate-limited-warnings.ts';
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

export interface PemFiles {
  readonly root: Buffer | null;
  readonly key: Buffer | null;
  readonly certificate: Buffer | null;
}

/** How long what was read is taken for what the files hold, once it is asked for. */
const FRESH_MILLIS = 1000;

const NAMES = 'OTEL_EXPORTER_OTLP_CERTIFICATE, _CLIENT_KEY, _CLIENT_CERTIFICATE';

/**
 * What is made of the certificates and the key of a connection, made anew when the files have changed. Their content is
 * compared, for Kubernetes changes a link above them, and others write them in place. It is looked at when something is
 * sent: no timer wakes an idle service.
 */
export class TlsFiles<Made> {
  readonly #settings: OtlpSettings;
  readonly #make: (files: PemFiles) => Made;
  readonly #warnings: RateLimitedWarnings;
  #files: PemFiles;
  #made: Made;
  #lookedAtMillis = performance.now();
  #unusableLooks = 0;

  private constructor(
    settings: OtlpSettings,
    make: (files: PemFiles) => Made,
    onWarning: (message: string) => void,
    files: PemFiles,
  ) {
    this.#settings = settings;
    this.#make = make;
    this.#warnings = new RateLimitedWarnings(onWarning);
    this.#files = files;
    this.#made = make(files);
  }

  /** Reads them for the first time; undefined, and told in `problems`: they are of no use. `make` must not keep them open. */
  static open<Made>(
    settings: OtlpSettings,
    problems: string[],
    make: (files: PemFiles) => Made,
    onWarning: (message: string) => void,
  ): TlsFiles<Made> | undefined {
    if (!settings.clientKeyFile !== !settings.clientCertificateFile) {
      problems.push('OTEL_EXPORTER_OTLP_CLIENT_KEY and OTEL_EXPORTER_OTLP_CLIENT_CERTIFICATE need each other');
    }
    const files = readFiles(settings, problems);
    if (problems.length > 0) return undefined;
    try {
      check(files);
      return new TlsFiles(settings, make, onWarning, files);
    } catch (error) {
      problems.push(`${NAMES}: not usable: ${(error as Error).message}`);
      return undefined;
    }
  }

  /** Made of the files as they are now; where these are of no use, of those before. */
  current(): Made {
    const nowMillis = performance.now();
    if (nowMillis - this.#lookedAtMillis < FRESH_MILLIS) return this.#made;
    this.#lookedAtMillis = nowMillis;
    const problem = this.#look();
    this.#unusableLooks = problem === undefined ? 0 : this.#unusableLooks + 1;
    // Once may be in the middle of a change: a key of one pair, a certificate of another.
    if (problem !== undefined && this.#unusableLooks > 1)
      this.#warnings.warn('files', `${problem}; what was read before stays in use`);
    return this.#made;
  }

  /** What is wrong with the files; undefined: what is made is of them. */
  #look(): string | undefined {
    const problems: string[] = [];
    const files = readFiles(this.#settings, problems);
    if (problems.length > 0) return problems.join(', ');
    if (isSame(files, this.#files)) return undefined;
    try {
      check(files);
      this.#made = this.#make(files);
      this.#files = files;
      return undefined;
    } catch (error) {
      return `${NAMES}: not usable: ${(error as Error).message}`;
    }
  }
}

function readFiles(settings: OtlpSettings, problems: string[]): PemFiles {
  const read = (name: string, file: string | undefined): Buffer | null => {
    if (!file) return null;
    try {
      return readFileSync(file);
    } catch (error) {
      problems.push(`OTEL_EXPORTER_OTLP_${name}: can't read "${file}": ${(error as NodeJS.ErrnoException).code}`);
      return null;
    }
  };
  return {
    root: read('CERTIFICATE', settings.certificateFile),
    key: read('CLIENT_KEY', settings.clientKeyFile),
    certificate: read('CLIENT_CERTIFICATE', settings.clientCertificateFile),
  };
}

function isSame(one: PemFiles, other: PemFiles): boolean {
  const names = ['root', 'key', 'certificate'] as const;
  return names.every((name) => one[name] === other[name] || (one[name] && other[name]?.equals(one[name])));
}

/** Throws where they are no certificates, or the key is not that of the certificate. OpenSSL takes any text as roots. */
function check(files: PemFiles): void {
  if (files.root !== null) new X509Certificate(files.root);
  createSecureContext(tlsOptions(files));
}

/** As Node's TLS takes them. */
export function tlsOptions({ root, key, certificate }: PemFiles): { ca?: Buffer; key?: Buffer; cert?: Buffer } {
  return {
    ...(root === null ? {} : { ca: root }),
    ...(key === null ? {} : { key }),
    ...(certificate === null ? {} : { cert: certificate }),
  };
}
