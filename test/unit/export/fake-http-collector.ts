// SPDX-License-Identifier: Apache-2.0

import { createServer, type IncomingHttpHeaders, type RequestListener } from 'node:http';
import { createServer as createTlsServer, type ServerOptions } from 'node:https';
import type { AddressInfo, Socket } from 'node:net';

export interface HttpReply {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type HttpBehaviour = HttpReply | 'never' | 'reset' | 'upgrade';

interface SeenRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
  /** Which of the connections, from 0. */
  readonly connection: number;
}

export interface FakeHttpCollector {
  readonly port: number;
  /** Every request that came whole, whatever was replied. */
  readonly requests: SeenRequest[];
  /** Ends connections that wait for a further request. */
  closeIdle(): void;
  stop(): void;
}

export const HTTP_OK: HttpReply = { status: 200 };

const UPGRADE = 'HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: h2c\r\n\r\n';

/**
 * An HTTP server on 127.0.0.1; with `tls`, one of HTTPS.
 * @param behave by the number of the request, from 0
 */
export async function startFakeHttpCollector(
  behave: (index: number) => HttpBehaviour,
  { port = 0, tls }: { port?: number; tls?: ServerOptions } = {},
): Promise<FakeHttpCollector> {
  const requests: SeenRequest[] = [];
  const sockets: Socket[] = [];
  const take: RequestListener = (request, response) => {
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const behaviour = behave(requests.length);
      const { method = '', url = '', headers, socket } = request;
      requests.push({ method, path: url, headers, body: Buffer.concat(chunks), connection: sockets.indexOf(socket) });
      if (behaviour === 'reset') socket.resetAndDestroy();
      else if (behaviour === 'upgrade') socket.write(UPGRADE);
      else if (behaviour !== 'never') response.writeHead(behaviour.status, behaviour.headers).end(behaviour.body);
    });
  };
  const server = tls === undefined ? createServer(take) : createTlsServer(tls, take);
  server.on(tls === undefined ? 'connection' : 'secureConnection', (socket) => sockets.push(socket));
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    closeIdle: () => server.closeIdleConnections(),
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
