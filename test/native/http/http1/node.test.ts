// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type RequestOptions, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { readRecording, type SeenExchange } from './read-recording.ts';
import { startRecordingProxy } from './recording-proxy.ts';

const LONG = 'a long line of text, again and again\n'.repeat(3000);

interface Sent extends RequestOptions {
  body?: string[];
}

/** Sends a request, its body in several writes, and tells what the client saw. */
async function exchange(options: Sent): Promise<SeenExchange> {
  const { body = [], ...rest } = options;
  const sent = request({ host: '127.0.0.1', ...rest });
  if (sent.getHeader('expect') !== undefined) {
    sent.flushHeaders();
    await once(sent, 'continue');
  }
  for (const piece of body) sent.write(piece);
  sent.end();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  response.setEncoding('latin1');
  return {
    method: options.method ?? 'GET',
    target: options.path ?? '/',
    status: response.statusCode ?? 0,
    request: body.join(''),
    response: await text(response),
  };
}

function startServer(seen: [method: string, target: string, content: string][]): Server {
  const server = createServer((incoming, response) => {
    incoming.setEncoding('latin1');
    void text(incoming).then((content) => {
      seen.push([incoming.method ?? '', incoming.url ?? '', content]);
      switch (incoming.url) {
        case '/chunked':
          // Node refuses trailers where there is no content.
          if (incoming.method === 'GET') response.setHeader('Trailer', 'X-Sum');
          for (const piece of ['one ', 'two ', LONG]) response.write(piece);
          if (incoming.method === 'GET') response.addTrailers({ 'X-Sum': '3' });
          response.end('last');
          break;
        case '/none':
          response.writeHead(204).end();
          break;
        case '/close':
          response.useChunkedEncodingByDefault = false;
          response.writeHead(200, { Connection: 'close' }).write('until the end, ');
          response.end('which is here');
          break;
        default:
          response.writeHead(200, { 'Content-Length': content.length + 5 }).end(`echo:${content}`);
      }
    });
  });
  server.on('upgrade', (incoming, socket) => {
    seen.push([incoming.method ?? '', incoming.url ?? '', '']);
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: shout\r\n\r\nHELLO');
    socket.on('data', (bytes: Buffer) => socket.end(bytes.toString().toUpperCase()));
  });
  server.on('connect', (incoming, socket) => {
    seen.push([incoming.method ?? '', incoming.url ?? '', '']);
    socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
    socket.on('data', (bytes: Buffer) => socket.end(bytes));
  });
  return server;
}

describe("Node's server and client", { timeout: 60_000 }, () => {
  const seen: [method: string, target: string, content: string][] = [];
  const server = startServer(seen);

  before(async () => {
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  const proxied = () => startRecordingProxy((server.address() as AddressInfo).port);

  test('connections that are kept alive', async () => {
    const proxy = await proxied();
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    const common = { port: proxy.port, agent };
    seen.length = 0;
    const client: SeenExchange[] = [];
    for (const options of [
      { path: '/get?a=b' },
      { path: '/sized', method: 'POST', headers: { 'Content-Length': 5 }, body: ['hel', 'lo'] },
      { path: '/in-chunks', method: 'PUT', body: ['one', LONG, 'three'] },
      { path: '/chunked', headers: { TE: 'trailers' } },
      { path: '/head', method: 'HEAD' },
      { path: '/chunked', method: 'HEAD' },
      { path: '/none', method: 'DELETE' },
      { path: '/go-on', method: 'POST', headers: { Expect: '100-continue', 'Content-Length': 4 }, body: ['wait'] },
      { path: '*', method: 'OPTIONS' },
      { path: '/close' },
    ]) {
      client.push(await exchange({ ...common, ...options }));
    }
    agent.destroy();
    const recordings = await proxy.stop();
    // Node closes after a response to HEAD that has no length.
    assert.equal(recordings.length, 2);
    const readings = recordings.map(readRecording);
    const exchanges = readings.flatMap((reading) => reading.exchanges);
    const ended = readings.flatMap((reading) => reading.ended);
    assert.deepEqual(exchanges, client);
    assert.deepEqual(
      exchanges.map(({ method, target, request: content }) => [method, target, content]),
      seen,
    );
    assert.deepEqual(ended[3]?.responseTrailers, [['x-sum', '3']]);
    assert.deepEqual(
      ended.map(({ responseBodyBytes }) => responseBodyBytes),
      [5, 10, 111_013, 111_012, 0, 0, 0, 9, 5, 28],
    );
  });

  test('requests in a pipeline', async () => {
    const proxy = await proxied();
    const socket = connect(proxy.port, '127.0.0.1');
    seen.length = 0;
    socket.write(
      Array.from(
        { length: 20 },
        (_, index) => `POST /${index} HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n${index + 10}`,
      ).join(''),
    );
    socket.write('GET /chunked HTTP/1.1\r\nHost: a\r\n\r\nGET /last HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n');
    await text(socket);
    const [recording] = await proxy.stop();
    const { exchanges } = readRecording(recording ?? []);
    const requests = exchanges.map(({ method, target, request: content }) => [method, target, content]);
    // Node reads several at once, and the end of their contents in an order of its own.
    assert.deepEqual(requests.sort(), seen.sort());
    assert.deepEqual(
      exchanges.map(({ response }) => response),
      [...Array.from({ length: 20 }, (_, index) => `echo:${index + 10}`), `one two ${LONG}last`, 'echo:'],
    );
  });

  for (const [name, options, head] of [
    ['an upgrade', { path: '/up', headers: { Connection: 'Upgrade', Upgrade: 'shout' } }, 'upgrade'],
    ['CONNECT', { path: 'a:443', method: 'CONNECT' }, 'connect'],
  ] as const) {
    test(name, async () => {
      const proxy = await proxied();
      seen.length = 0;
      const sent = request({ host: '127.0.0.1', port: proxy.port, ...options });
      sent.end();
      const [response, socket] = (await once(sent, head)) as [IncomingMessage, ReturnType<typeof connect>];
      socket.write('a secret\r\n');
      await once(socket.resume(), 'end');
      socket.destroy();
      const [recording] = await proxy.stop();
      const { exchanges, parts } = readRecording(recording ?? []);
      assert.deepEqual(
        exchanges.map(({ method, target, status }) => [method, target, status]),
        [[...(seen[0] ?? []).slice(0, 2), response.statusCode]],
      );
      const masked = (['client', 'server'] as const).map((from) =>
        parts[from].reduce(
          (sum, { content, length }) => sum + (content.kind === 'mask' && content.reason === 'tunnel' ? length : 0),
          0,
        ),
      );
      assert.deepEqual(masked, head === 'upgrade' ? [10, 15] : [10, 10]);
    });
  }
});
