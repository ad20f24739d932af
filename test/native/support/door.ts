// SPDX-License-Identifier: Apache-2.0
import { connect, createServer, type Socket } from 'node:net';

/** A proxy before a Collector that can be shut. */
export interface Door {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  close(): Promise<void>;
  open(): Promise<void>;
  /** From now on what goes through takes so long each way. */
  delay(millis: number): void;
  /** Resolves once something has come back from the Collector. */
  passed(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one, open, before what listens on a port of 127.0.0.1. */
export async function startDoor(to: number): Promise<Door> {
  const sockets = new Set<Socket>();
  let delayMillis = 0;
  let hasPassed = (): void => {};
  const passed = new Promise<void>((resolve) => {
    hasPassed = resolve;
  });
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket.once('close', () => sockets.delete(socket));
  };
  const server = createServer((client) => {
    const collector = connect(to, '127.0.0.1');
    const ends = [
      [client, collector],
      [collector, client],
    ] as const;
    for (const [from, into] of ends) {
      keep(from);
      from.on('data', (bytes) => {
        if (from === collector) hasPassed();
        setTimeout(() => into.writable && into.write(bytes), delayMillis);
      });
      from.once('close', () => into.destroy());
    }
  });
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', resolve);
    });
  const shut = (): Promise<void> =>
    new Promise((resolve) => {
      server.close(() => resolve());
      for (const socket of sockets) socket.destroy();
    });
  await listen(0);
  const { port } = server.address() as { port: number };
  return {
    port,
    close: shut,
    open: () => listen(port),
    delay(millis) {
      delayMillis = millis;
    },
    passed: () => passed,
    stop: shut,
  };
}
