// SPDX-License-Identifier: Apache-2.0
import {
  type ChannelCredentials,
  type ChannelOptions,
  Client,
  compressionAlgorithms,
  credentials,
  Metadata,
  status,
} from '@grpc/grpc-js';
import { type ExportResult, MAX_RESPONSE_BYTES, resultOfGrpcError } from './export-result.ts';
import {
  type ClientOptions,
  type OtlpClient,
  type OtlpSettings,
  OtlpSettingsError,
  type PemFiles,
  TlsFiles,
} from './otlp-client.ts';

const bytes = (message: Buffer): Buffer => message;

export interface GrpcClientOptions extends ClientOptions {
  /** Path of the service's method. */
  readonly method: string;
}

/**
 * OTLP/gRPC over grpc-js itself: createOtlpGrpcExportDelegate takes no channel options, and grpc-js waits up to 2
 * minutes between two attempts to reconnect; its requests can't be cancelled; and it logs a server's messages.
 */
export class OtlpGrpcClient implements OtlpClient {
  readonly #connection: GrpcConnection;
  readonly #channel: ChannelOptions;
  readonly #method: string;
  readonly #resultOfResponse: GrpcClientOptions['resultOfResponse'];
  #credentials: ChannelCredentials;
  #client: Client;

  constructor(connection: GrpcConnection, { method, compression, userAgent, resultOfResponse }: GrpcClientOptions) {
    this.#connection = connection;
    this.#method = method;
    this.#resultOfResponse = resultOfResponse;
    this.#channel = {
      'grpc.primary_user_agent': userAgent,
      'grpc.default_compression_algorithm': compressionAlgorithms[compression === 'gzip' ? 'gzip' : 'identity'],
      'grpc.initial_reconnect_backoff_ms': 200,
      'grpc.max_reconnect_backoff_ms': 1000,
      'grpc.dns_min_time_between_resolutions_ms': 1000,
      // grpc-js takes a proxy from the environment, to loopback too: it would see what is exported.
      'grpc.enable_http_proxy': 0,
      'grpc.max_receive_message_length': MAX_RESPONSE_BYTES,
      // Retries are the sender's.
      'grpc.enable_retries': 0,
      // A new client shall mean a new connection.
      'grpc.use_local_subchannel_pool': 1,
    };
    this.#credentials = connection.credentials();
    this.#client = this.#connect();
  }

  #connect(): Client {
    return new Client(this.#connection.target, this.#credentials, this.#channel);
  }

  /** A new connection; requests that are under way end on that before. */
  #reconnect(): void {
    this.#client.close();
    this.#client = this.#connect();
  }

  async send(request: Buffer, timeoutMillis: number, signal: AbortSignal): Promise<ExportResult> {
    const credentials = this.#connection.credentials();
    if (credentials !== this.#credentials) {
      this.#credentials = credentials;
      this.#reconnect();
    }
    const client = this.#client;
    const result = await this.#call(client, request, timeoutMillis, signal);
    // Of several requests that get no answer, the first to end makes the new connection.
    if (client !== this.#client) return result;
    if (result.kind === 'retryable' && result.status === status[status.DEADLINE_EXCEEDED] && !signal.aborted) {
      // The connection may lead nowhere, which TCP notices only after a quarter of an hour.
      this.#reconnect();
    }
    return result;
  }

  #call(client: Client, request: Buffer, timeoutMillis: number, signal: AbortSignal): Promise<ExportResult> {
    return new Promise((resolve) => {
      const cancel = (): void => call.cancel();
      const options = { deadline: Date.now() + timeoutMillis };
      const { metadata } = this.#connection;
      const call = client.makeUnaryRequest(
        this.#method,
        bytes,
        bytes,
        request,
        metadata,
        options,
        (error, response) => {
          signal.removeEventListener('abort', cancel);
          resolve(error ? resultOfGrpcError(error) : this.#resultOfResponse(response ?? Buffer.alloc(0)));
        },
      );
      signal.addEventListener('abort', cancel);
    });
  }

  close(): void {
    this.#client.close();
  }
}

export interface GrpcConnection {
  /** a gRPC target */
  readonly target: string;
  /** Others once its files have changed. */
  readonly credentials: () => ChannelCredentials;
  readonly metadata: Metadata;
}

const OTLP_GRPC_PORT = '4317';
const GRPC_TARGET = /^(unix|unix-abstract|dns|ipv4|ipv6):/;

/** Whether an endpoint of gRPC is asked by TLS. */
export function isSecureTarget({ endpoint, insecure }: OtlpSettings): boolean {
  return /^https:/i.test(endpoint) || (!/^http:/i.test(endpoint) && !insecure);
}

/** Reads the certificates. Throws OtlpSettingsError. */
export function grpcConnection(settings: OtlpSettings, onWarning: (message: string) => void): GrpcConnection {
  const problems: string[] = [];
  const target = parseTarget(settings.endpoint, problems);
  const metadata = parseHeaders(settings.headers, problems);
  const insecure = credentials.createInsecure();
  const makeTls = ({ root, key, certificate }: PemFiles): ChannelCredentials =>
    credentials.createSsl(root, key, certificate);
  const files = isSecureTarget(settings) ? TlsFiles.open(settings, problems, makeTls, onWarning) : undefined;
  if (problems.length > 0) throw new OtlpSettingsError(problems);
  return { target, credentials: () => files?.current() ?? insecure, metadata };
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
