// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { request } from 'node:http';
import { connect, createServer } from 'node:net';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { loadSettings } from '../../../config/load.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { StartError } from '../../../src/base/start-error.ts';
import { HealthServer, healthFromSettings } from '../../../src/self/health.ts';
import { freePort } from '../export/free-port.ts';

const HOST = '127.0.0.1';

async function ask(port: number, path: string, method = 'GET'): Promise<[status: number | undefined, body: string]> {
  const sent = request({ host: HOST, port, path, method, agent: false }).end();
  const [response] = await once(sent, 'response');
  let body = '';
  for await (const chunk of response) body += String(chunk);
  assert.equal(response.headers.connection, 'close');
  return [response.statusCode, body];
}

/** All that the server sends to this, until it ends the connection. */
async function exchange(port: number, text: string): Promise<string> {
  const socket = connect(port, HOST);
  let received = '';
  socket.setEncoding('latin1').on('data', (chunk: string) => (received += chunk));
  // It may end the connection with what it has not read.
  socket.on('error', () => {});
  socket.write(text);
  await once(socket, 'close');
  return received;
}

async function withServer(
  use: (port: number) => Promise<void>,
  whyNotReady = (): string | undefined => undefined,
): Promise<void> {
  const port = await freePort();
  using _ = await HealthServer.start({ host: HOST, port }, whyNotReady);
  await use(port);
}

test('/healthz is 200 whether it is ready or not; /readyz says why not', async () => {
  let reason: string | undefined = 'the tls module is not loaded';
  await withServer(
    async (port) => {
      assert.deepEqual(await ask(port, '/healthz'), [200, 'ok\n']);
      assert.deepEqual(await ask(port, '/readyz'), [503, 'the tls module is not loaded\n']);
      reason = undefined;
      assert.deepEqual(await ask(port, '/readyz'), [200, 'ready\n']);
      reason = 'shutting down';
      assert.deepEqual(await ask(port, '/readyz'), [503, 'shutting down\n']);
      assert.deepEqual(await ask(port, '/healthz'), [200, 'ok\n']);
    },
    () => reason,
  );
});

test('nothing else is answered', async () => {
  await withServer(async (port) => {
    for (const path of ['/', '/healthz/', '/readyz?verbose', '/metrics', '/Healthz', '//healthz']) {
      assert.deepEqual(await ask(port, path), [404, 'not found\n'], path);
    }
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS']) {
      assert.deepEqual(await ask(port, '/healthz', method), [404, 'not found\n'], method);
    }
  });
});

test('a body is not waited for, and not asked for', async () => {
  await withServer(async (port) => {
    for (const more of ['', 'Expect: 100-continue\r\n']) {
      const text = await exchange(
        port,
        `GET /healthz HTTP/1.1\r\nHost: localhost\r\n${more}Content-Length: 1000000\r\n\r\n`,
      );
      assert.match(text, /^HTTP\/1\.1 200 OK\r\n/);
      assert.equal(text.match(/HTTP\/1\.1/g)?.length, 1);
    }
  });
});

test('a head that is too long, or no HTTP, ends the connection', async () => {
  await withServer(async (port) => {
    const long = await exchange(port, `GET /healthz HTTP/1.1\r\nHost: localhost\r\nX: ${'x'.repeat(9000)}\r\n\r\n`);
    assert.match(long, /^HTTP\/1\.1 431 /);
    assert.match(await exchange(port, '\x16\x03\x01\x02\x00'), /^HTTP\/1\.1 400 /);
    assert.deepEqual(await ask(port, '/healthz'), [200, 'ok\n']);
  });
});

test('connections that say nothing neither keep others out for long nor outlive the server', async () => {
  const port = await freePort();
  const server = await HealthServer.start({ host: HOST, port }, () => undefined);
  const silent = Array.from({ length: 40 }, () => connect(port, HOST).on('error', () => {}));
  const closed = silent.map((socket) => once(socket, 'close'));
  // The eight beyond the limit end.
  while (silent.filter((socket) => socket.closed).length < 8) await nextTurn();
  assert.equal(
    silent.findLastIndex((socket) => socket.closed),
    7,
  );
  assert.deepEqual(await ask(port, '/healthz'), [200, 'ok\n']);
  server[Symbol.dispose]();
  await Promise.all(closed);
});

describe('an address that can not be had is a StartError that says what to do', () => {
  const failure = async (address: { host: string; port: number }): Promise<StartError> => {
    const error = await HealthServer.start(address, () => undefined).then(
      () => undefined,
      (reason: unknown) => reason,
    );
    assert.ok(error instanceof StartError);
    return error;
  };

  test('in use', async () => {
    const other = createServer().listen(0, HOST);
    await once(other, 'listening');
    const { port } = other.address() as { port: number };
    const { code, message, whatToDo } = await failure({ host: HOST, port });
    other.close();
    assert.equal(code, exitCodes.configuration.code);
    assert.equal(message, `KTLS_HEALTH_ADDRESS: cannot listen on 127.0.0.1, port ${port}: EADDRINUSE`);
    assert.equal(whatToDo, 'something else listens there, perhaps another ktls-otel: take another port');
  });

  test("not this host's", async () => {
    // RFC 5737: of documentation, nobody's.
    const { code, message, whatToDo } = await failure({ host: '192.0.2.1', port: 8080 });
    assert.equal(code, exitCodes.configuration.code);
    assert.equal(message, 'KTLS_HEALTH_ADDRESS: cannot listen on 192.0.2.1, port 8080: EADDRNOTAVAIL');
    assert.equal(whatToDo, 'take an address of this host; a port alone listens on loopback');
  });
});

test('it keeps no process alive, nor do connections to it', async () => {
  const child = execFile(process.execPath, [join(__dirname, 'idle.tool.cjs'), String(await freePort())], {
    timeout: 20_000,
  });
  const [code] = await once(child, 'exit');
  assert.equal(code, 0);
});

test('it is off until it is given an address, and on loopback when that is a port', async () => {
  const start = (env: Record<string, string>) => healthFromSettings(loadSettings({ env }).settings, () => undefined);
  assert.equal(await start({}), undefined);
  const port = await freePort();
  using server = await start({ KTLS_HEALTH_ADDRESS: `:${port}` });
  assert.ok(server);
  assert.deepEqual(await ask(port, '/readyz'), [200, 'ready\n']);
  const elsewhere = connect(port, '127.0.0.2');
  const [error] = await once(elsewhere, 'error');
  assert.equal(error.code, 'ECONNREFUSED');
});
