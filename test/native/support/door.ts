// SPDX-License-Identifier: Apache-2.0
import { connect, createServer, type Server, type Socket } from 'node:net';
import { createServer as createTlsServer, type TlsOptions, type Server as TlsServer } from 'node:tls';

/** A proxy before a Collector that can be shut. */
export interface Door {
  readonly port: number;
  /** Ends all connections and refuses new ones. */
  close(): Promise<void>;
  open(): Promise<void>;
  /** From now on what goes through takes so long each way. */
  delay(millis: number): void;
  /** Nothing goes through any more, and connections stay; or what waits goes on. */
  hang(isHanging: boolean): void;
  /** From now on so many bytes a second of each connection go to the Collector. */
  limit(bytesPerSecond: number): void;
  /** From now on a connection is reset once so many bytes of it have gone to the Collector. */
  resetAfter(bytes: number): void;
  /** Of a door with `tls`: ends all connections, and takes new ones with these certificates. */
  rotate(tls: TlsOptions): void;
  /** Resolves once something has come back from the Collector. */
  passed(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts one, open, before what listens on a port of 127.0.0.1; with `tls`, what comes to it comes by TLS. */
export async function startDoor(to: number, tls?: TlsOptions): Promise<Door> {
  const sockets = new Set<Socket>();
  let delayMillis = 0;
  let isHanging = false;
  let bytesPerSecond = Number.POSITIVE_INFINITY;
  let mostBytes = Number.POSITIVE_INFINITY;
  let hasPassed = (): void => {};
  const passed = new Promise<void>((resolve) => {
    hasPassed = resolve;
  });
  const keep = (socket: Socket): Socket => {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    return socket.once('close', () => sockets.delete(socket));
  };
  const pass = (client: Socket): void => {
    const collector = connect(to, '127.0.0.1');
    let passedBytes = 0;
    const ends = [
      [client, collector],
      [collector, client],
    ] as const;
    for (const [from, into] of ends) {
      keep(from);
      from.on('data', (bytes) => {
        if (from === collector) hasPassed();
        setTimeout(() => into.writable && into.write(bytes), delayMillis);
        if (from === collector) return;
        passedBytes += bytes.length;
        if (passedBytes > mostBytes) {
          client.resetAndDestroy();
          collector.resetAndDestroy();
        } else if (Number.isFinite(bytesPerSecond)) {
          client.pause();
          setTimeout(() => !isHanging && client.resume(), (bytes.length / bytesPerSecond) * 1000);
        }
      });
      from.once('close', () => into.destroy());
      if (isHanging) from.pause();
    }
  };
  const server: Server | TlsServer = tls === undefined ? createServer(pass) : createTlsServer(tls, pass);
  // A connection that the certificates are not right for.
  server.on('tlsClientError', () => {});
  if (tls !== undefined) server.on('connection', keep);
  const listen = (port: number): Promise<void> =>
    new Promise((resolve, reject) => {
      server.once('error', reject);
      server.listen(port, '127.0.0.1', () => {
        server.off('error', reject);
        resolve();
      });
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
    hang(hangs) {
      isHanging = hangs;
      for (const socket of sockets) hangs ? socket.pause() : socket.resume();
    },
    limit(most) {
      bytesPerSecond = most;
    },
    resetAfter(bytes) {
      mostBytes = bytes;
    },
    rotate(options) {
      (server as TlsServer).setSecureContext(options);
      for (const socket of sockets) socket.destroy();
    },
    passed: () => passed,
    stop: shut,
  };
}
