// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, ServerResponse } from 'node:http';
import { PrometheusExporter } from '@opentelemetry/exporter-prometheus';
import type { ListenAddress } from '../../config/listen-address.ts';
import { closeAtOnce, createLocalServer, listen } from '../base/local-server.ts';

const PATH = '/metrics';

/**
 * Prometheus' text at /metrics. The exporter's own server takes connections without a bound, lets one that says nothing
 * hold up the shutdown, and an error of it would end the process.
 */
export class PrometheusReader extends PrometheusExporter {
  readonly #address: ListenAddress;
  readonly #server = createLocalServer((request, response) => this.#answer(request, response));

  constructor(address: ListenAddress) {
    super({ preventServerStart: true });
    this.#address = address;
  }

  /** Rejects when the address can not be had. */
  override startServer(): Promise<void> {
    return listen(this.#server, this.#address);
  }

  override async stopServer(): Promise<void> {
    closeAtOnce(this.#server);
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    if (request.url?.split('?')[0] === PATH) this.getMetricsRequestHandler(request, response);
    else response.writeHead(404).end();
  }
}
