// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

const PORT = 8443;
const CLIENT = 'ktls_client/ktls_client';

/** One request of ktls_client to nginx. */
export interface Exchange {
  name: string;
  clientPid: number;
  /** Head and body as they were on the connection, before encryption; latin1. */
  request: string;
  response: string;
  /** Whether the receiving directions go through the kernel: OpenSSL 3.0 leaves those of TLS 1.3 to itself. */
  hasReceive: boolean;
}

/**
 * Runs nginx with kTLS on certificates in `directory`, and a request for each TLS version and address family. Each end
 * has a CPU of its own: on a preemptible kernel, two on one can keep a forced fentry from seeing a call of either, which
 * hooks.test.ts counts.
 */
export async function runNginxExchanges(directory: string): Promise<Exchange[]> {
  const nginx = spawn('taskset', ['--cpu-list', '0', 'bash', 'test/workload/nginx.sh', directory, String(PORT)], { stdio: 'inherit' });
  try {
    await listening(PORT);
    const exchanges: Exchange[] = [];
    for (const tls of ['1.2', '1.3']) {
      for (const host of ['127.0.0.1', '::1']) exchanges.push(await exchange(directory, tls, host));
    }
    return exchanges;
  } finally {
    nginx.kill('SIGTERM');
    if (nginx.exitCode === null) await once(nginx, 'exit');
  }
}

async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1');
    // `once` rejects when the socket has an error.
    const isOpen = await once(socket, 'connect').then(() => true, () => false);
    socket.destroy();
    if (isOpen) return;
    await sleep(200);
  }
  throw new Error(`nothing listens on ${port}`);
}

async function exchange(directory: string, tls: string, host: string): Promise<Exchange> {
  const args = ['--ca', `${directory}/ca.pem`, '--tls', tls, host, String(PORT), '/get'];
  const child = spawn('taskset', ['--cpu-list', '1', CLIENT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${CLIENT} ${args.join(' ')} ended with ${code}`);
  const stdout = Buffer.concat(chunks);
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    name: `nginx and ktls_client, TLS ${tls}, ${host}`,
    clientPid: child.pid ?? 0,
    request: [
      'GET /get HTTP/1.1',
      `Host: ${name}:${PORT}`,
      'User-Agent: ktls_client',
      'Accept: */*',
      'Connection: close',
      '\r\n',
    ].join('\r\n'),
    // The client prints a box first.
    response: stdout.subarray(stdout.indexOf('HTTP/1.1 ')).toString('latin1'),
    hasReceive: tls === '1.2',
  };
}
