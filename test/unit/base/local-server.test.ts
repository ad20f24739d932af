// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import type { RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { test } from 'node:test';
import { closeAtOnce, createLocalServer, listen } from '../../../src/base/local-server.ts';
import { freePort } from '../export/free-port.ts';

/** A head has 5 s. */
const BUSY_MILLIS = 6_500;
const HEAD = 'GET / HTTP/1.1\r\nHost: a\r\n\r\n';

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
