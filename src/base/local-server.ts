// SPDX-License-Identifier: Apache-2.0
import { createServer, type RequestListener, type Server } from 'node:http';
import type { Socket } from 'node:net';

/**
 * A probe or a scrape is the shortest of requests, and those who send them are few. Node's own time-outs are off: they
 * look at the clock before what has arrived is read, so that after a busy while they refuse (408) what came in time.
 */
const LIMITS = { maxHeaderSize: 8_192, headersTimeout: 0, requestTimeout: 0 };
const MAX_CONNECTIONS = 32;
/** How long a connection may take until the head of its request is there. */
const HEAD_TIMEOUT_MILLIS = 5_000;

/**
 * An HTTP server for what asks the service about itself: bounded, and it keeps no process alive. No body is asked for.
 * A connection is for one request, for an idle one takes the place of another.
 */
export function createLocalServer(answer: RequestListener): Server {
  const asked = new WeakSet<Socket>();
  const answerOnce: RequestListener = (request, response) => {
    asked.add(request.socket);
    answer(request, response);
  };
  const server = createServer(LIMITS, answerOnce);
  // Else Node would invite the body first.
  server.on('checkContinue', answerOnce);
  server.on('connection', (socket) => {
    socket.unref();
    endAfter(HEAD_TIMEOUT_MILLIS, socket, () => !asked.has(socket));
  });
  server.maxRequestsPerSocket = 1;
  server.maxConnections = MAX_CONNECTIONS;
  server.unref();
  return server;
}

/** Timers run before sockets are read, what setImmediate plans after that: what has arrived meanwhile is still seen. */
function endAfter(millis: number, socket: Socket, isToEnd: () => boolean): void {
  const judge = (): void => {
    if (isToEnd()) socket.destroy();
  };
  const timer = setTimeout(() => setImmediate(judge), millis).unref();
  socket.once('close', () => clearTimeout(timer));
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
