// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { after, before, describe, test } from 'node:test';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import type { Exchange } from '../../../../src/http/exchange.ts';
import type { Part } from '../../../../src/http/part.ts';
import type { Sender } from '../../../../src/http/protocol.ts';
import { errorTypeOf } from '../../../../src/trace/outcome.ts';
import { type AccessLine, type RunningNginx, startNginx } from './nginx.ts';
import { read, readRecording } from './read-recording.ts';
import { startRecordingProxy } from './recording-proxy.ts';

/** The line that nginx should have written. */
function accessLine({ request, response, version, key }: Exchange, parts: Record<Sender, Part[]>): AccessLine {
  const lengthOf = (chosen: Part[]) =>
    chosen.reduce((sum, { exchange, length }) => sum + (exchange?.key === key ? length : 0), 0);
  return {
    method: request?.method ?? '',
    target: request?.target ?? '',
    version: `HTTP/${version}`,
    status: response?.status ?? 0,
    received: lengthOf(parts.client.filter(({ role }) => role === 'head')),
    sent: lengthOf(parts.server),
  };
}

const FILE = Array.from({ length: 4000 }, (_, index) => `line ${index} of a file\n`).join('');

describe('nginx', { timeout: 60_000 }, () => {
  let nginx: RunningNginx;
  const answered: AccessLine[] = [];

  before(async () => {
    nginx = await startNginx({ 'file.txt': FILE, 'empty.txt': '' });
  });
  // What nginx logged is what was read, whatever the client was.
  after(async () => {
    const logged = await nginx.stop();
    const inOrder = (lines: AccessLine[]) => lines.map((line) => JSON.stringify(line)).sort();
    assert.deepEqual(inOrder(answered), inOrder(logged));
  });

  /** What went through a proxy while a client ran. */
  async function record(run: (port: number) => Promise<string>) {
    const proxy = await startRecordingProxy(nginx.port);
    try {
      const output = await run(proxy.port);
      return { output, readings: (await proxy.stop()).map(readRecording) };
    } finally {
      await proxy.stop();
    }
  }

  function note(readings: ReturnType<typeof readRecording>[]) {
    const exchanges = readings.flatMap((reading) => reading.exchanges);
    for (const { ended, parts } of readings) answered.push(...ended.map((exchange) => accessLine(exchange, parts)));
    return exchanges;
  }

  const curl =
    (...args: string[]) =>
    async (port: number): Promise<string> => {
      const urls = args.map((arg) => (arg.startsWith('/') ? `http://127.0.0.1:${port}${arg}` : arg));
      const { stdout } = await promisify(execFile)('curl', ['--silent', '--max-time', '20', ...urls], {
        encoding: 'latin1',
      });
      return stdout;
    };

  for (const [name, args, count] of [
    ['files over one connection', ['/file.txt', '/empty.txt', '/none', '/file.txt?a=b'], 4],
    ['in chunks', ['/chunked/file.txt', '/chunked/file.txt'], 2],
    ['a part of a file', ['--range', '100-199', '/file.txt'], 1],
    ['a file by HTTP/1.0', ['--http1.0', '/file.txt'], 1],
    ['a form', ['--data', 'user=me&password=secret', '/post'], 1],
    ['an upload in chunks', ['--header', 'Transfer-Encoding: chunked', '--data', FILE, '/post'], 1],
    ['an upload that waits for 100', ['--header', 'Expect: 100-continue', '--data', FILE, '/post'], 1],
    ['h2c, which nginx does not switch to', ['--http2', '/file.txt', '/empty.txt'], 2],
  ] as [string, string[], number][]) {
    test(`and curl: ${name}`, async () => {
      const { output, readings } = await record(curl(...args));
      assert.equal(readings.length, 1);
      const exchanges = note(readings);
      assert.equal(exchanges.length, count);
      assert.equal(exchanges.map(({ response }) => response).join(''), output);
      const data = args.indexOf('--data');
      assert.equal(exchanges[0]?.request, data === -1 ? '' : args[data + 1]);
    });
  }

  test('and curl: HEAD', async () => {
    const { output, readings } = await record(curl('--head', '/file.txt', '/chunked/file.txt'));
    assert.deepEqual(
      note(readings).map(({ method, status, response }) => [method, status, response]),
      [
        ['HEAD', 200, ''],
        ['HEAD', 200, ''],
      ],
    );
    assert.equal(output.match(/^HTTP\/1\.1 200 OK/gm)?.length, 2);
  });

  test('and curl: compressed content is masked, and as long as what curl got', async () => {
    const { output, readings } = await record(curl('--header', 'Accept-Encoding: gzip', '/gzip/file.txt'));
    assert.equal(gunzipSync(Buffer.from(output, 'latin1')).toString(), FILE);
    const [exchange] = note(readings);
    assert.equal(exchange?.response, '*'.repeat(output.length));
  });

  test('and curl: a refusal instead of 100, after which curl sends no content', async () => {
    const proxy = await startRecordingProxy(nginx.port);
    const output = await curl('--header', 'Expect: 100-continue', '--data', FILE, '/small')(proxy.port);
    const [steps = []] = await proxy.stop();
    const { ended, parts } = read(steps);
    assert.match(output, /413 Request Entity Too Large/);
    const [refused] = ended;
    assert.deepEqual(
      [ended.length, refused?.response?.status, refused?.isRequestWhole, refused?.failure],
      [1, 413, false, undefined],
    );
    assert.equal(refused?.responseBodyBytes, output.length);
    answered.push(...ended.map((exchange) => accessLine(exchange, parts)));
  });

  test('and an upload that it refuses amid its content: the exchange ends with the response', async () => {
    const proxy = await startRecordingProxy(nginx.port);
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write(`POST /small HTTP/1.1\r\nHost: a\r\nContent-Length: 5000000\r\n\r\n${'x'.repeat(1024)}`);
    const output = await text(socket);
    const [steps = []] = await proxy.stop();
    const { ended, parts } = read(steps);
    assert.match(output, /^HTTP\/1\.1 413 .*\r\nConnection: close\r\n/s);
    const facts = ended.map((exchange) => [
      exchange.response?.status,
      exchange.failure,
      exchange.requestBodyBytes,
      exchange.isRequestWhole,
      errorTypeOf(exchange, 'server'),
      errorTypeOf(exchange, 'client'),
    ]);
    assert.deepEqual(facts, [[413, undefined, 1024, false, undefined, '413']]);
    answered.push(...ended.map((exchange) => accessLine(exchange, parts)));
  });

  test('and a request that is no HTTP: it has the status of the refusal', async () => {
    const proxy = await startRecordingProxy(nginx.port);
    const socket = connect(proxy.port, '127.0.0.1');
    socket.write('GET /file.txt HTTP/1.1\r\nHost: a\r\nContent-Length: +2\r\n\r\n');
    const output = await text(socket);
    const [steps = []] = await proxy.stop();
    const { ended, parts } = read(steps);
    assert.match(output, /^HTTP\/1\.1 400 /);
    const facts = ended.map((exchange) => [
      exchange.response?.status,
      exchange.isResponseWhole,
      errorTypeOf(exchange, 'server'),
      errorTypeOf(exchange, 'client'),
    ]);
    assert.deepEqual(facts, [[400, true, undefined, 'malformed']]);
    answered.push(...ended.map((exchange) => accessLine(exchange, parts)));
  });

  test('and requests in a pipeline', async () => {
    const { readings } = await record((port) => {
      const socket = connect(port, '127.0.0.1');
      const targets = ['/file.txt', '/chunked/file.txt', '/none', '/empty.txt'];
      for (const target of targets) socket.write(`\r\nGET ${target} HTTP/1.1\nHost: a\r\n\r\n`);
      socket.write('POST /post HTTP/1.1\r\nHost: a\r\nContent-Length: 5\r\nConnection: close\r\n\r\nhello');
      return text(socket);
    });
    const exchanges = note(readings);
    assert.deepEqual(
      exchanges.map(({ target, status, request }) => [target, status, request]),
      [
        ['/file.txt', 200, ''],
        ['/chunked/file.txt', 200, ''],
        ['/none', 404, ''],
        ['/empty.txt', 200, ''],
        ['/post', 200, 'hello'],
      ],
    );
    assert.deepEqual([exchanges[0]?.response, exchanges[1]?.response], [FILE, FILE]);
  });
});
