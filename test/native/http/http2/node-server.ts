// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type Http2Server, type ServerHttp2Stream } from 'node:http2';
import type { AddressInfo } from 'node:net';
import type { SeenExchange } from './read-recording.ts';

export interface NodeServer {
  port: number;
  /** In the order in which they were answered. */
  seen: SeenExchange[];
  stop(): void;
}

/** Answers every request with what it sent, as often as its x-times says, and with its x-status. */
export async function startNodeServer(): Promise<NodeServer> {
  const seen: SeenExchange[] = [];
  const server: Http2Server = createServer({ settings: { headerTableSize: 128 } });
  server.on('stream', (stream: ServerHttp2Stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('end', () => {
      const request = Buffer.concat(chunks).toString('latin1');
      const response = request.repeat(Number(headers['x-times'] ?? 1));
      const status = Number(headers['x-status'] ?? 200);
      seen.push({ method: String(headers[':method']), path: String(headers[':path']), status, request, response });
      if (headers['x-hints'] !== undefined) stream.additionalHeaders({ ':status': 103, link: '</style.css>' });
      stream.respond({ ':status': status, 'content-type': 'text/plain' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'x-length': String(response.length) }));
      stream.end(Buffer.from(response, 'latin1'));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return { port: (server.address() as AddressInfo).port, seen, stop: () => void server.close() };
}
