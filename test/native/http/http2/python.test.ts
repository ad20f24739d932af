// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { test } from 'node:test';
import { promisify } from 'node:util';
import { startRecordingProxy } from '../http1/recording-proxy.ts';
import { byPath, readRecording, type SeenExchange } from './read-recording.ts';

const PEER = 'test/native/http/http2/python_peer.py';
// The one that Debian's packages are for.
const PYTHON = '/usr/bin/python3';
const TIMEOUT = { timeout: 30_000 };

test("Python's h2 at both ends", async () => {
  const server = spawn(PYTHON, [PEER, 'server'], { stdio: ['ignore', 'pipe', 'inherit'], ...TIMEOUT });
  const exited = once(server, 'exit');
  const lines = createInterface(server.stdout)[Symbol.asyncIterator]();
  const port = Number((await lines.next()).value);
  const proxy = await startRecordingProxy(port);
  const { stdout } = await promisify(execFile)(PYTHON, [PEER, 'client', String(proxy.port)], TIMEOUT);
  const recordings = await proxy.stop();
  const served = JSON.parse(String((await lines.next()).value)) as SeenExchange[];
  await exited;
  const asked = JSON.parse(stdout) as SeenExchange[];
  const { seen, exchanges } = readRecording(recordings[0] ?? []);
  assert.equal(seen.length, 4);
  assert.deepEqual(byPath(seen), byPath(asked));
  assert.deepEqual(byPath(seen), byPath(served));
  for (const { response, responseTrailers, request } of exchanges) {
    assert.deepEqual(response?.fields, [['x-path', request?.target]]);
    assert.deepEqual(responseTrailers, [['x-trailer', 'last']]);
  }
});
