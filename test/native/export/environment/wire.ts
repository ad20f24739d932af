// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http2';
import type { AddressInfo } from 'node:net';
import { onAbort } from '../../../../src/base/on-abort.ts';

const PATIENCE_MILLIS = 20_000;

type SignalName = 'logs' | 'traces' | 'metrics';

export interface WireRequest {
  signal: SignalName;
  headers: IncomingHttpHeaders;
  /** Of the gRPC message, as it came. */
  body: Buffer;
}

export interface Wire {
  port: number;
  requests: WireRequest[];
  /** Signals in the order in which a client gave up a request of theirs. */
  cancelled: SignalName[];
  /** Resolves when a client has given up a request of this signal; rejects when none does. */
  whenCancelled(signal: SignalName): Promise<void>;
  stop(): void;
}

const SIGNAL_OF: Record<string, SignalName> = {
  LogsService: 'logs',
  TraceService: 'traces',
  MetricsService: 'metrics',
};

/** A gRPC server that keeps what comes as bytes; it answers with success, or never. */
export async function startWire(answers: boolean): Promise<Wire> {
  const server = createServer();
  const [requests, cancelled]: [WireRequest[], SignalName[]] = [[], []];
  const sessions = new Set<{ destroy(): void }>();
  let noticed = (): void => {};
  server.on('session', (session) => sessions.add(session));
  server.on('stream', (stream, headers) => {
    const signal = SIGNAL_OF[/(\w+)\/Export$/.exec(headers[':path'] ?? '')?.[1] ?? ''] ?? 'logs';
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => {});
    stream.on('aborted', () => {
      cancelled.push(signal);
      noticed();
    });
    stream.on('end', () => {
      requests.push({ signal, headers, body: Buffer.concat(chunks) });
      if (!answers) return;
      stream.respond({ ':status': 200, 'content-type': 'application/grpc' }, { waitForTrailers: true });
      stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': '0' }));
      stream.end(Buffer.alloc(5));
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    requests,
    cancelled,
    async whenCancelled(signal) {
      const patience = AbortSignal.timeout(PATIENCE_MILLIS);
      while (!cancelled.includes(signal)) {
        await new Promise<void>((resolve, reject) => {
          noticed = resolve;
          onAbort(patience, () => reject(new Error(`no request of ${signal} was given up`)));
        });
      }
    },
    stop() {
      server.close();
      for (const session of sessions) session.destroy();
    },
  };
}
