// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { type ClientHttp2Session, connect, type OutgoingHttpHeaders } from 'node:http2';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startRecordingProxy } from '../http1/recording-proxy.ts';
import { startNodeServer } from './node-server.ts';
import { byPath, readRecording, type SeenExchange } from './read-recording.ts';

/** Every byte, and no two lines alike. */
function content(bytes: number): string {
  let text = '';
  for (let i = 0; text.length < bytes; i++) text += `${i} ${String.fromCharCode(i % 256)}\n`;
  return text.slice(0, bytes);
}

function ask(session: ClientHttp2Session, headers: OutgoingHttpHeaders, request: string): Promise<SeenExchange> {
  return new Promise((resolve, reject) => {
    const stream = session.request(headers, { endStream: false });
    const chunks: Buffer[] = [];
    let status = 0;
    stream.on('response', (head) => (status = Number(head[':status'])));
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', reject);
    stream.on('end', () => {
      const response = Buffer.concat(chunks).toString('latin1');
      resolve({ method: String(headers[':method']), path: String(headers[':path']), status, request, response });
    });
    stream.end(Buffer.from(request, 'latin1'));
  });
}

test("Node's client and server, 60 streams at once", async () => {
  const server = await startNodeServer();
  const proxy = await startRecordingProxy(server.port);
  const session = connect(`http://127.0.0.1:${proxy.port}`, { settings: { headerTableSize: 65_536 } });
  const asked = await Promise.all(
    Array.from({ length: 60 }, (_, i) => {
      const head = {
        ':method': ['POST', 'PUT', 'DELETE'][i % 3],
        ':path': `/node/${i}?q=${'x'.repeat(i)}`,
        'x-times': String(i % 4),
        'x-status': String(230 + i),
      };
      return ask(session, i % 5 === 0 ? { ...head, 'x-hints': '1', cookie: 'a=b; c=d' } : head, content(i * 997));
    }),
  );
  session.close();
  server.stop();
  const recordings = await proxy.stop();
  assert.equal(recordings.length, 1);
  const { seen, exchanges } = readRecording(recordings[0] ?? []);
  assert.equal(seen.length, 60);
  assert.deepEqual(byPath(seen), byPath(asked));
  assert.deepEqual(byPath(seen), byPath(server.seen));
  for (const { responseBodyBytes, responseTrailers } of exchanges) {
    assert.deepEqual(responseTrailers, [['x-length', String(responseBodyBytes)]]);
  }
});

test('curl with prior knowledge, three times', async () => {
  const server = await startNodeServer();
  const proxy = await startRecordingProxy(server.port);
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-curl-'));
  const url = (path: string): string => `http://127.0.0.1:${proxy.port}${path}`;
  try {
    writeFileSync(join(folder, 'body'), content(300_000), 'latin1');
    const upload = ['--data-binary', '@body', '-H', 'x-times: 2'];
    const parts = [
      [...upload, url('/first')],
      ['-X', 'PATCH', '-d', 'a=b', '-H', 'x-status: 404', url('/second?x')],
      [url('/third')],
    ];
    const common = ['--http2-prior-knowledge', '-s', '-S', '--max-time', '20'];
    const options = { cwd: folder, encoding: 'latin1', maxBuffer: 8 * 1024 * 1024 } as const;
    const outputs: string[] = [];
    for (const part of parts) outputs.push((await promisify(execFile)('curl', [...common, ...part], options)).stdout);
    server.stop();
    const recordings = await proxy.stop();
    const seen = recordings.flatMap((recording) => readRecording(recording).seen);
    assert.deepEqual(seen, server.seen);
    assert.deepEqual(
      seen.map(({ method, path, status }) => [method, path, status]),
      [
        ['POST', '/first', 200],
        ['PATCH', '/second?x', 404],
        ['GET', '/third', 200],
      ],
    );
    assert.deepEqual(
      seen.map(({ response }) => response),
      outputs,
    );
    assert.deepEqual(
      outputs.map(({ length }) => length),
      [600_000, 3, 0],
    );
  } finally {
    rmSync(folder, { recursive: true });
  }
});
