// SPDX-License-Identifier: Apache-2.0

import type { ChannelOptions } from '@grpc/grpc-js';
import { Client, compressionAlgorithms, status } from '@grpc/grpc-js';
import type { ExportResult } from './export-result.ts';
import type { GrpcConnection } from './grpc-connection.ts';
import { resultOfGrpcError } from './grpc-error.ts';
import type { ClientOptions, OtlpClient } from './otlp-client.ts';

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
      // Retries are the sender's.
      'grpc.enable_retries': 0,
      // A new client shall mean a new connection.
      'grpc.use_local_subchannel_pool': 1,
    };
    this.#client = this.#connect();
  }

  #connect(): Client {
    return new Client(this.#connection.target, this.#connection.credentials, this.#channel);
  }

  async send(request: Buffer, timeoutMillis: number, signal: AbortSignal): Promise<ExportResult> {
    const result = await this.#call(request, timeoutMillis, signal);
    if (result.kind === 'retryable' && result.status === status[status.DEADLINE_EXCEEDED] && !signal.aborted) {
      // The connection may lead nowhere, which TCP notices only after a quarter of an hour.
      this.#client.close();
      this.#client = this.#connect();
    }
    return result;
  }

  #call(request: Buffer, timeoutMillis: number, signal: AbortSignal): Promise<ExportResult> {
    return new Promise((resolve) => {
      const cancel = (): void => call.cancel();
      const options = { deadline: Date.now() + timeoutMillis };
      const { metadata } = this.#connection;
      const call = this.#client.makeUnaryRequest(
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
