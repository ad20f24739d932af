// SPDX-License-Identifier: Apache-2.0
// A health server with a connection that is kept open, and nothing else to do: ends by itself.
import { once } from 'node:events';
import { connect } from 'node:net';
import { HealthServer } from '../../../src/self/health.ts';

async function idle(port: number): Promise<void> {
  await HealthServer.start({ host: '127.0.0.1', port }, () => undefined);
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  // Connections are accepted in their order: by now the first one is.
  await (await fetch(`http://127.0.0.1:${port}/healthz`)).text();
  socket.unref();
}

void idle(Number(process.argv[2]));
