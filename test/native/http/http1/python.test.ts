// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { describe, test } from 'node:test';
import { promisify } from 'node:util';
import { readRecording, type SeenExchange } from './read-recording.ts';
import { startRecordingProxy } from './recording-proxy.ts';

const PEER = 'test/native/http/http1/python_peer.py';
const OPTIONS = { timeout: 30_000, maxBuffer: 16 * 1024 * 1024 };

async function record(serverVersion: string, clientVersion: string) {
  const server = spawn('python3', [PEER, 'server', serverVersion], {
    stdio: ['pipe', 'pipe', 'inherit'],
    timeout: OPTIONS.timeout,
  });
  const exited = once(server, 'exit');
  try {
    const [port] = (await once(createInterface(server.stdout), 'line')) as [string];
    const proxy = await startRecordingProxy(Number(port));
    try {
      const { stdout } = await promisify(execFile)(
        'python3',
        [PEER, 'client', clientVersion, String(proxy.port)],
        OPTIONS,
      );
      return { seen: JSON.parse(stdout) as SeenExchange[], recordings: await proxy.stop() };
    } finally {
      await proxy.stop();
    }
  } finally {
    server.stdin.end();
    await exited;
  }
}

describe("Python's http.server and http.client", { timeout: 120_000 }, () => {
  for (const [server, client, connections] of [
    ['HTTP/1.1', 'HTTP/1.1', 2],
    ['HTTP/1.0', 'HTTP/1.1', 8],
    ['HTTP/1.1', 'HTTP/1.0', 8],
  ] as const) {
    test(`server ${server}, client ${client}`, async () => {
      const { seen, recordings } = await record(server, client);
      const readings = recordings.map(readRecording);
      assert.deepEqual(
        readings.flatMap(({ exchanges }) => exchanges),
        seen,
      );
      assert.equal(seen.length, 8);
      assert.equal(recordings.length, connections);
      const versions = readings.flatMap(({ ended }) => ended.map(({ version }) => `HTTP/${version}`));
      assert.deepEqual(versions, Array(8).fill(client));
    });
  }
});
