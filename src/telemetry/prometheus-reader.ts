// SPDX-License-Identifier: Apache-2.0
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';

/** A scrape is the shortest of requests, and those who scrape are few. */
const LIMITS = { maxHeaderSize: 8_192, headersTimeout: 5_000, requestTimeout: 5_000, connectionsCheckingInterval: 1_000 };
const MAX_CONNECTIONS = 32;
const PATH = '/metrics';

/**
 * Prometheus' text at /metrics. The exporter's own server takes connections without a bound, lets one that says nothing
 * hold up the shutdown, and an error of it would end the process.
 */
export class PrometheusReader extends PrometheusExporter {
  readonly #address: { readonly host: string; readonly port: number };
  readonly #server = createServer(LIMITS, (request, response) => this.#answer(request, response));

  constructor(address: { readonly host: string; readonly port: number }) {
    super({ preventServerStart: true });
    this.#address = address;
    this.#server.maxConnections = MAX_CONNECTIONS;
    this.#server.unref();
  }

  /** Rejects when the address can not be had. */
  override startServer(): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#server.on('error', reject);
      this.#server.listen({ ...this.#address, exclusive: true }, resolve);
    });
  }

  override async stopServer(): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.split('?')[0] === PATH) this.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  }
}
