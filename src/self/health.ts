// SPDX-License-Identifier: Apache-2.0
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { type ListenAddress, parseListenAddress } from '../../config/listen-address.ts';
import type { Settings } from '../../config/schema.ts';
import { exitCodes } from '../base/exit-code.ts';
import { closeAtOnce, createLocalServer, listen } from '../base/local-server.ts';
import { StartError } from '../base/start-error.ts';

/** Why the service is not ready: a few fixed words; undefined when it is. */
export type WhyNotReady = () => string | undefined;

/**
 * Answers GET /healthz, which it can as long as the process runs its loop, and GET /readyz; each with a line of text and
 * the end of the connection. It keeps no process alive.
 */
export class HealthServer implements Disposable {
  readonly #server: Server;

  private constructor(server: Server) {
    this.#server = server;
  }

  /** Resolves once it listens; rejects with a StartError. */
  static async start(address: ListenAddress, whyNotReady: WhyNotReady): Promise<HealthServer> {
    const server = createLocalServer((request, response) => answer(request, response, whyNotReady));
    try {
      await listen(server, address);
    } catch (error) {
      throw explain(error as NodeJS.ErrnoException, address);
    }
    return new HealthServer(server);
  }

  [Symbol.dispose](): void {
    closeAtOnce(this.#server);
  }
}

function answer({ method, url }: IncomingMessage, response: ServerResponse, whyNotReady: WhyNotReady): void {
  if (method !== 'GET') return send(response, 404, 'not found');
  if (url === '/healthz') return send(response, 200, 'ok');
  if (url !== '/readyz') return send(response, 404, 'not found');
  const reason = whyNotReady();
  return reason === undefined ? send(response, 200, 'ready') : send(response, 503, reason);
}

function send(response: ServerResponse, status: number, text: string): void {
  const body = `${text}\n`;
  const headers = {
    'Content-Type': 'text/plain',
    'Content-Length': Buffer.byteLength(body),
    'Cache-Control': 'no-store',
  };
  response.writeHead(status, headers).end(body);
}

function explain(error: NodeJS.ErrnoException, { host, port }: ListenAddress): StartError {
  const message = `KTLS_HEALTH_ADDRESS: cannot listen on ${host}, port ${port}: ${error.code}`;
  if (error.code === 'EACCES' || error.code === 'EPERM') {
    const whatToDo = 'take a port from 1024 on, or run with CAP_NET_BIND_SERVICE';
    return new StartError(exitCodes.privilege.code, message, whatToDo, { cause: error });
  }
  const whatToDo =
    error.code === 'EADDRINUSE'
      ? 'something else listens there, perhaps another ktls-otel: take another port'
      : 'take an address of this host; a port alone listens on loopback';
  return new StartError(exitCodes.configuration.code, message, whatToDo, { cause: error });
}

/** The server that KTLS_HEALTH_ADDRESS asks for, if it does. Rejects with a StartError. */
export async function healthFromSettings(
  { ktls }: Settings,
  whyNotReady: WhyNotReady,
): Promise<HealthServer | undefined> {
  const address = ktls.health_address === null ? undefined : parseListenAddress(ktls.health_address);
  return address && HealthServer.start(address, whyNotReady);
}
