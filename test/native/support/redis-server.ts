// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { freePort } from '../../unit/export/free-port.ts';

export interface RedisServer {
  readonly process: ChildProcess;
  readonly port: number;
  stop(): Promise<void>;
}

/** Debian's redis-server on loopback, which keeps nothing. Resolves once it takes connections. */
export async function startRedisServer(): Promise<RedisServer> {
  const port = await freePort();
  const server = spawn(
    'redis-server',
    ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--daemonize', 'no'],
    { cwd: '/tmp', stdio: ['ignore', 'pipe', 'inherit'] },
  );
  const { stdout } = server;
  assert.ok(stdout);
  for await (const line of createInterface({ input: stdout })) if (line.includes('Ready to accept connections')) break;
  stdout.resume();
  const stop = async (): Promise<void> => {
    server.kill('SIGKILL');
    await once(server, 'exit');
  };
  return { process: server, port, stop };
}
