// SPDX-License-Identifier: Apache-2.0
import { createServer, type RequestListener, type Server } from 'node:http';
import { BlockList, isIP, type Socket } from 'node:net';
import { hostname } from 'node:os';

/**
 * A probe or a scrape is the shortest of requests, and those who send them are few. Node's own time-outs are off: they
 * look at the clock before what has arrived is read, so that after a busy while they refuse (408) what came in time.
 */
const LIMITS = { maxHeaderSize: 8_192, headersTimeout: 0, requestTimeout: 0 };
const MAX_CONNECTIONS = 32;
/** Accepted before any of them is read, at most. */
const MAX_ACCEPTED = 512;
/** How long a connection may take until the head of its request is there. */
const HEAD_TIMEOUT_MILLIS = 5_000;

/**
 * An HTTP server for what asks the service about itself: bounded, and it keeps no process alive. No body is asked for.
 * A connection is for one request, for an idle one takes the place of another. When there are too many, the oldest that
 * has sent nothing ends: anybody on the host can hold connections open, and a probe sends its request at once.
 */
export function createLocalServer(answer: RequestListener): Server {
  /** Of which it was seen whether they have sent something. */
  const connections = new Set<Socket>();
  const asked = new WeakSet<Socket>();
  const answerOnce: RequestListener = (request, response) => {
    asked.add(request.socket);
    // Else Node says that the connection ends, and keeps it for 6 s.
    response.shouldKeepAlive = false;
    if (isMisdirected(request.socket, request.headers.host)) {
      response.writeHead(421, { 'Content-Type': 'text/plain' }).end(`${MISDIRECTED}\n`);
    } else answer(request, response);
  };
  const server = createServer(LIMITS, answerOnce);
  // Else Node would invite the body first.
  server.on('checkContinue', answerOnce);
  server.on('connection', (socket) => {
    socket.unref();
    endAfter(HEAD_TIMEOUT_MILLIS, socket, () => !asked.has(socket));
    onceRead(() => {
      if (socket.destroyed) return;
      connections.add(socket);
      socket.once('close', () => connections.delete(socket));
      makeRoom(connections, asked);
    });
  });
  server.maxRequestsPerSocket = 1;
  server.maxConnections = MAX_ACCEPTED;
  server.unref();
  return server;
}

/** The oldest comes first in a set. */
function makeRoom(connections: Set<Socket>, asked: WeakSet<Socket>): void {
  while (connections.size > MAX_CONNECTIONS) {
    const oldest = [...connections];
    const silent = oldest.find(({ bytesRead }) => bytesRead === 0);
    const victim = silent ?? oldest.find((socket) => !asked.has(socket)) ?? oldest[0];
    if (victim === undefined) return;
    connections.delete(victim);
    victim.destroy();
  }
}

/** What is accepted in one turn of the loop is read in the next one. */
function onceRead(callback: () => void): void {
  setImmediate(() => setImmediate(callback));
}

const LOOPBACK = new BlockList();
LOOPBACK.addSubnet('127.0.0.0', 8, 'ipv4');
LOOPBACK.addAddress('::1', 'ipv6');

const MISDIRECTED = 'ask by an address, by localhost or by the name of this host';

/**
 * A page in a browser on this host may ask by a name of its own that leads to loopback (DNS rebinding), and read the answer.
 * Who asks from elsewhere may know this host by any name.
 */
function isMisdirected({ localAddress = '', localFamily = '' }: Socket, host: string | undefined): boolean {
  if (host === undefined || !LOOPBACK.check(localAddress, localFamily === 'IPv6' ? 'ipv6' : 'ipv4')) return false;
  const url = `http://${host}`;
  const name = URL.canParse(url) ? new URL(url).hostname : '';
  return (
    isIP(name.replace(/^\[|\]$/g, '')) === 0 && !/^(.+\.)?localhost$/.test(name) && name !== hostname().toLowerCase()
  );
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
