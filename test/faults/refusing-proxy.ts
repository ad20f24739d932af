// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  Client,
  credentials,
  Server,
  ServerCredentials,
  type ServerUnaryCall,
  type sendUnaryData,
} from '@grpc/grpc-js';
import { LOGS } from '../../src/export/create-export.ts';
import { bodiesOf } from '../unit/export/otlp-proto.ts';

/** A proxy of OTLP that refuses every other request, with each of these statuses once, and passes the others on. */
export interface RefusingProxy {
  readonly port: number;
  /** Records of calls in the requests that were refused, by status. */
  readonly refused: ReadonlyMap<number, number>;
  stop(): void;
}

/** Which status the next request gets; undefined: it is passed on. */
function refusals(statuses: readonly number[], refused: Map<number, number>) {
  const left = [...statuses];
  let isNext = true;
  return (request: Buffer): number | undefined => {
    const status = isNext ? left.shift() : undefined;
    isNext = status === undefined;
    // The service's own log goes the same way.
    if (status !== undefined) refused.set(status, bodiesOf(request).filter((body) => /^[TR]X /.test(body)).length);
    return status;
  };
}

const bytes = (message: Buffer): Buffer => message;

export async function startGrpcProxy(to: number, codes: readonly number[]): Promise<RefusingProxy> {
  const refused = new Map<number, number>();
  const refuse = refusals(codes, refused);
  const client = new Client(`127.0.0.1:${to}`, credentials.createInsecure());
  const server = new Server();
  const codec = {
    requestSerialize: bytes,
    requestDeserialize: bytes,
    responseSerialize: bytes,
    responseDeserialize: bytes,
  };
  const method = { path: LOGS.grpcMethod, requestStream: false, responseStream: false, ...codec } as const;
  server.addService(
    { export: method },
    {
      export: ({ request }: ServerUnaryCall<Buffer, Buffer>, done: sendUnaryData<Buffer>) => {
        const code = refuse(request);
        if (code !== undefined) return done({ code, details: '' });
        client.makeUnaryRequest(LOGS.grpcMethod, bytes, bytes, request, (error, response) => done(error, response));
      },
    },
  );
  const port = await new Promise<number>((resolve, reject) => {
    server.bindAsync('127.0.0.1:0', ServerCredentials.createInsecure(), (error, bound) =>
      error ? reject(error) : resolve(bound),
    );
  });
  return {
    port,
    refused,
    stop() {
      server.forceShutdown();
      client.close();
    },
  };
}

export async function startHttpProxy(to: number, statuses: readonly number[]): Promise<RefusingProxy> {
  const refused = new Map<number, number>();
  const refuse = refusals(statuses, refused);
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks);
    const status = refuse(body);
    if (status !== undefined) {
      response.writeHead(status).end();
      return;
    }
    const headers = { 'content-type': request.headers['content-type'] ?? '' };
    const answer = await fetch(`http://127.0.0.1:${to}${request.url}`, { method: 'POST', headers, body });
    response.writeHead(answer.status).end(Buffer.from(await answer.arrayBuffer()));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    refused,
    stop() {
      server.close();
      server.closeAllConnections();
    },
  };
}
