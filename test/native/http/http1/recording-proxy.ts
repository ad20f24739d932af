// SPDX-License-Identifier: Apache-2.0
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import type { Sender } from '../../../../src/http/protocol.ts';
import { close, end, type Step } from '../../../unit/http/http1/conversation.ts';

const DEADLINE_MILLIS = 20_000;

export interface RecordingProxy {
  port: number;
  /** What each connection moved, in the order in which it went through; closes the proxy. */
  stop(): Promise<Step[][]>;
}

/** Passes TCP connections of the loopback address on to a port, and keeps what they move. */
export async function startRecordingProxy(target: number): Promise<RecordingProxy> {
  const recordings: Step[][] = [];
  const done: Promise<void>[] = [];
  const sockets: Socket[] = [];
  const server = createServer({ allowHalfOpen: true }, (downstream) => {
    const upstream = connect({ host: '127.0.0.1', port: target, allowHalfOpen: true });
    const steps: Step[] = [];
    recordings.push(steps);
    sockets.push(downstream, upstream);
    const passing = [pass('client', downstream, upstream, steps), pass('server', upstream, downstream, steps)];
    done.push(Promise.all(passing).then(() => void steps.push(close)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    async stop() {
      server.close();
      const timer = setTimeout(() => sockets.forEach((socket) => socket.destroy()), DEADLINE_MILLIS);
      await Promise.all(done);
      clearTimeout(timer);
      return recordings;
    },
  };
}

/** Resolves when the direction is over. */
function pass(from: Sender, source: Socket, sink: Socket, steps: Step[]): Promise<void> {
  return new Promise((resolve) => {
    source.on('data', (bytes) => {
      steps.push({ kind: 'bytes', from, bytes });
      sink.write(bytes);
    });
    source.on('end', () => sink.end());
    source.on('error', () => sink.destroy());
    source.on('close', () => {
      steps.push(end(from));
      resolve();
    });
  });
}
