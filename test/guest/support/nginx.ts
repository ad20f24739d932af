// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PORT, withNginx } from '../../support/nginx.ts';

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

/** Bytes of the files that nginx sends by sendfile(2). */
export const FILE_SIZES = [1, 12, 102_400, 3_145_728];

/**
 * Runs nginx with kTLS on certificates in `directory`, and a request for each TLS version and address family. Each end
 * has a CPU of its own: on a preemptible kernel, two on one can keep a forced fentry from seeing a call of either, which
 * hooks.test.ts counts.
 */
export function runNginxExchanges(directory: string): Promise<Exchange[]> {
  return withNginx(directory, async () => {
    const exchanges: Exchange[] = [];
    for (const tls of ['1.2', '1.3']) {
      for (const host of ['127.0.0.1', '::1']) exchanges.push(await exchange(directory, tls, host, '/get'));
    }
    return exchanges;
  });
}

/** The same with files of random digits of Base64, by IPv4 with TLS 1.2 and IPv6 with 1.3. Throws when a body is not its file. */
export function runFileExchanges(directory: string): Promise<Exchange[]> {
  const files = FILE_SIZES.map((size) => ({
    path: `/sendfile/${size}`,
    bytes: Buffer.from(randomBytes(size).toString('base64').slice(0, size)),
  }));
  mkdirSync(join(directory, 'www/sendfile'), { recursive: true });
  for (const { path, bytes } of files) writeFileSync(join(directory, 'www', path), bytes);
  return withNginx(directory, async () => {
    const exchanges: Exchange[] = [];
    for (const [tls, host] of [
      ['1.2', '127.0.0.1'],
      ['1.3', '::1'],
    ] as const) {
      for (const { path, bytes } of files) {
        const done = await exchange(directory, tls, host, path);
        const body = done.response.slice(done.response.indexOf('\r\n\r\n') + 4);
        if (!Buffer.from(body, 'latin1').equals(bytes)) throw new Error(`${done.name}: the body is not the file`);
        exchanges.push(done);
      }
    }
    return exchanges;
  });
}

async function exchange(directory: string, tls: string, host: string, path: string): Promise<Exchange> {
  const args = ['--ca', `${directory}/ca.pem`, '--tls', tls, host, String(PORT), path];
  const child = spawn('taskset', ['--cpu-list', '1', CLIENT, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  const chunks: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
  const [code] = await once(child, 'close');
  if (code !== 0) throw new Error(`${CLIENT} ${args.join(' ')} ended with ${code}`);
  const stdout = Buffer.concat(chunks);
  const name = host.includes(':') ? `[${host}]` : host;
  return {
    name: `nginx and ktls_client, ${path}, TLS ${tls}, ${host}`,
    clientPid: child.pid ?? 0,
    request: [
      `GET ${path} HTTP/1.1`,
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
