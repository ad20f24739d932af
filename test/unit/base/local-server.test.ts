// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { hostname } from 'node:os';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { closeAtOnce, createLocalServer, listen } from '../../../src/base/local-server.ts';
import { freePort } from '../export/free-port.ts';

/** A head has 5 s. */
const BUSY_MILLIS = 6_500;
const headFor = (host: string): string => `GET / HTTP/1.1\r\nHost: ${host}\r\n\r\n`;
const HEAD = headFor('localhost');

const sayYes: RequestListener = (_, response) => response.end('yes');

/** Nothing of this process goes on meanwhile. */
function block(millis: number): void {
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, millis);
}

/** A connection that the server has accepted and not yet read from. */
async function withConnection(use: (client: Socket, received: () => Promise<string>) => Promise<void>): Promise<void> {
  const server = createLocalServer(sayYes);
  const port = await freePort();
  await listen(server, { host: '127.0.0.1', port });
  const accepted = once(server, 'connection');
  const client = connect(port, '127.0.0.1');
  // The server may end it with bytes unread.
  client.on('error', () => {});
  let text = '';
  client.setEncoding('latin1').on('data', (chunk: string) => (text += chunk));
  const closed = once(client, 'close');
  await accepted;
  try {
    await use(client, async () => {
      await closed;
      return text;
    });
  } finally {
    client.destroy();
    closeAtOnce(server);
  }
}

test('a request that came while the loop was busy for longer than the time-out is answered late', async () => {
  await withConnection(async (client, received) => {
    client.write(HEAD);
    block(BUSY_MILLIS);
    assert.match(await received(), /^HTTP\/1\.1 200 OK\r\n(.*\r\n)*\r\nyes$/);
  });
});

test('a connection whose head is not whole in time ends, whatever it sends', async () => {
  await withConnection(async (client, received) => {
    client.write(HEAD.slice(0, -2));
    const slowly = setInterval(() => client.write('X: a\r\n'), 500);
    client.once('close', () => clearInterval(slowly));
    assert.equal(await received(), '');
  });
});

test('a connection is for one request', async () => {
  await withConnection(async (client, received) => {
    client.write(HEAD + HEAD);
    const text = await received();
    assert.equal(text.match(/HTTP\/1\.1 200 OK/g)?.length, 1);
    assert.match(text, /\r\nConnection: close\r\n/);
  });
});

test('a body is neither waited for nor invited', async () => {
  await withConnection(async (client, received) => {
    client.write(HEAD.replace('\r\n\r\n', '\r\nExpect: 100-continue\r\nContent-Length: 9\r\n\r\n'));
    assert.match(await received(), /^HTTP\/1\.1 200 OK/);
  });
});

/** What a connection of its own gets for this. */
async function exchange(port: number, text: string): Promise<string> {
  const client = connect(port, '127.0.0.1').on('error', () => {});
  let received = '';
  client.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  client.write(text);
  await once(client, 'close');
  return received;
}

async function withServer(use: (port: number) => Promise<void>): Promise<void> {
  const server = createLocalServer(sayYes);
  const port = await freePort();
  await listen(server, { host: '127.0.0.1', port });
  try {
    await use(port);
  } finally {
    closeAtOnce(server);
  }
}

test('of too many connections the oldest that have sent nothing end, and a request is answered', async () => {
  await withServer(async (port) => {
    const open: Socket[] = [];
    const add = async (text: string): Promise<void> => {
      const client = connect(port, '127.0.0.1').on('error', () => {});
      open.push(client);
      await once(client, 'connect');
      if (text !== '') client.write(text);
    };
    for (let i = 0; i < 10; i++) await add('G');
    for (let i = 0; i < 64; i++) await add('');
    const closed = (): number[] => open.flatMap((client, index) => (client.closed ? index : []));
    while (closed().length < 42) await nextTurn();
    assert.deepEqual(
      closed(),
      Array.from({ length: 42 }, (_, index) => 10 + index),
    );
    assert.match(await exchange(port, HEAD), /^HTTP\/1\.1 200 OK\r\n/);
    assert.ok(closed().length <= 43 && closed()[0] === 10);
    for (const client of open) client.destroy();
  });
});

test('of connections that have all sent half a head, the oldest ends', async () => {
  await withServer(async (port) => {
    const halves = Array.from({ length: 64 }, () => connect(port, '127.0.0.1').on('error', () => {}));
    for (const half of halves) half.write(HEAD.slice(0, 9));
    assert.match(await exchange(port, HEAD), /^HTTP\/1\.1 200 OK\r\n/);
    for (const half of halves) half.destroy();
  });
});

test('on loopback a request by a name that is none of this host is refused', async () => {
  await withServer(async (port) => {
    const answer = async (host: string): Promise<string> => (await exchange(port, headFor(host))).slice(9, 12);
    const taken = ['127.0.0.1', `127.0.0.1:${port}`, '[::1]:80', '10.0.0.1', 'localhost', 'LOCALHOST:1', 'a.localhost'];
    for (const host of [...taken, hostname()]) assert.equal(await answer(host), '200', host);
    const refused = [
      'a',
      'evil.example',
      `evil.example:${port}`,
      'localhost.evil.example',
      '127.0.0.1.evil.example',
      'a b',
    ];
    for (const host of refused) assert.equal(await answer(host), '421', host);
    assert.equal((await exchange(port, 'GET / HTTP/1.0\r\n\r\n')).slice(9, 12), '200');
  });
});
