// SPDX-License-Identifier: Apache-2.0
import { createServer, type RequestListener, type Server } from 'node:http';

/** A probe or a scrape is the shortest of requests, and those who send them are few. */
const LIMITS = {
  maxHeaderSize: 8_192,
  headersTimeout: 5_000,
  requestTimeout: 5_000,
  connectionsCheckingInterval: 1_000,
};
const MAX_CONNECTIONS = 32;

/** An HTTP server for what asks the service about itself: bounded, and it keeps no process alive. */
export function createLocalServer(answer: RequestListener): Server {
  const server = createServer(LIMITS, answer);
  server.on('connection', (socket) => socket.unref());
  server.maxConnections = MAX_CONNECTIONS;
  server.unref();
  return server;
}

/** Resolves once it listens; rejects when the address can not be had. Later errors are nobody's end. */
export function listen(server: Server, { host, port }: { host: string; port: number }): Promise<void> {
  return new Promise((resolve, reject) => {
    server.on('error', reject);
    server.listen({ host, port, exclusive: true }, resolve);
  });
}

/** Connections that say nothing do not hold it up. */
export function closeAtOnce(server: Server): void {
  server.close();
  server.closeAllConnections();
}
