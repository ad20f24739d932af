// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { freePort } from '../../../unit/export/free-port.ts';
import { startRecordingProxy } from '../http1/recording-proxy.ts';
import { byPath, readRecording } from './read-recording.ts';

const OPTIONS = { timeout: 30_000, maxBuffer: 16 * 1024 * 1024, encoding: 'latin1' } as const;
const FILES = { 'small.txt': 'small\n', 'large.txt': 'a line of a large file\n'.repeat(20_000), 'empty.txt': '' };
const SMALL = { method: 'GET', path: '/small.txt', status: 200, request: '', response: FILES['small.txt'] };

async function isListening(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  const result = await Promise.race([
    once(socket, 'connect').then(() => true),
    once(socket, 'close').then(() => false),
  ]).catch(() => false);
  socket.destroy();
  return result;
}

/** nghttpd with FILES, and what a client's connections moved. */
async function record(serverOptions: readonly string[], client: (url: string, folder: string) => readonly string[]) {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-nghttpd-'));
  for (const [name, text] of Object.entries(FILES)) writeFileSync(join(folder, name), text);
  const port = await freePort();
  const server = spawn('nghttpd', ['--no-tls', '-a', '127.0.0.1', '-d', folder, ...serverOptions, String(port)], {
    stdio: 'ignore',
    timeout: 60_000,
  });
  const exited = once(server, 'exit');
  try {
    for (let i = 0; i < 200 && !(await isListening(port)); i++) await sleep(50);
    const proxy = await startRecordingProxy(port);
    const [command = '', ...args] = client(`http://127.0.0.1:${proxy.port}`, folder);
    const { stdout } = await promisify(execFile)(command, args, OPTIONS);
    return { stdout, recordings: await proxy.stop() };
  } finally {
    server.kill();
    await exited;
    rmSync(folder, { recursive: true });
  }
}

test('nghttp and nghttpd: padding, continuations, a small table, trailers, a file that is not there', async () => {
  const paths = ['/small.txt', '/large.txt', '/empty.txt', '/nowhere.txt'];
  const { recordings } = await record(['-b', '200', '-c', '100', '--trailer', 'x-server: done'], (url) => [
    ...['nghttp', '-n', '--continuation', '-b', '77', '-c', '0', '-c', '256', '--no-dep', '-H', 'x-header: value'],
    ...paths.map((path) => url + path),
  ]);
  const readings = recordings.map(readRecording);
  const [seen, exchanges] = [
    readings.flatMap((reading) => reading.seen),
    readings.flatMap((reading) => reading.exchanges),
  ];
  const [nowhere, ...found] = byPath(seen).sort((a, b) => b.status - a.status);
  assert.deepEqual([nowhere?.status, nowhere?.path], [404, '/nowhere.txt']);
  assert.deepEqual(
    byPath(found),
    byPath([
      SMALL,
      { ...SMALL, path: '/large.txt', response: FILES['large.txt'] },
      { ...SMALL, path: '/empty.txt', response: '' },
    ]),
  );
  for (const { shown } of readings) {
    assert.match(shown.client, /\n\[CONTINUATION stream=\d+ length=\d+\]\n/);
    assert.match(shown.client, /HEADER_TABLE_SIZE=0\n.*HEADER_TABLE_SIZE=256\n/s);
    assert.match(shown.server, /HEADER_TABLE_SIZE=100\n/);
  }
  for (const { request, responseTrailers } of exchanges) {
    assert.ok(request?.fields.some(([name, value]) => name === 'x-header' && value === 'value'));
    assert.equal(responseTrailers.filter(([name, value]) => name === 'x-server' && value === 'done').length, 1);
  }
});

test('nghttp uploads, and nghttpd sends it back', async () => {
  const { stdout, recordings } = await record(['--echo-upload'], (url, folder) => [
    ...['nghttp', '-d', join(folder, 'large.txt'), '--trailer', 'x-client: sent', `${url}/upload`],
  ]);
  const { seen, exchanges } = readRecording(recordings[0] ?? []);
  const text = FILES['large.txt'];
  assert.deepEqual(seen, [{ method: 'POST', path: '/upload', status: 200, request: text, response: text }]);
  assert.deepEqual(exchanges[0]?.requestTrailers, [['x-client', 'sent']]);
  assert.equal(stdout, text);
});

test('what nghttpd pushes is shown, and is no exchange', async () => {
  const { recordings } = await record(['-p', '/small.txt=/large.txt'], (url) => ['nghttp', '-n', `${url}/small.txt`]);
  const { seen, texts, shown } = readRecording(recordings[0] ?? []);
  assert.deepEqual(seen, [SMALL]);
  assert.equal(texts['stream 2 response'], FILES['large.txt']);
  assert.match(shown.server, /\[PUSH_PROMISE stream=\d+ length=\d+ promised=2\]\n:method: GET\n/);
});

test('h2load: 2,000 requests on 4 connections, 50 streams at once', async () => {
  const { stdout, recordings } = await record([], (url) => [
    'h2load',
    '-n',
    '2000',
    '-c',
    '4',
    '-m',
    '50',
    `${url}/small.txt`,
  ]);
  assert.match(stdout, /status codes: 2000 2xx, 0 3xx, 0 4xx, 0 5xx/);
  assert.equal(recordings.length, 4);
  assert.deepEqual(
    recordings.flatMap((recording) => readRecording(recording).seen),
    Array(2000).fill(SMALL),
  );
});
