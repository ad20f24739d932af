// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { freePort } from '../../../unit/export/free-port.ts';

const STARTUP_MILLIS = 10_000;
const POLL_MILLIS = 20;

export interface AccessLine {
  method: string;
  target: string;
  version: string;
  status: number;
  /** Bytes of the request's head: nginx does not read the content here. */
  received: number;
  /** Bytes of the response, framing and interim responses too. */
  sent: number;
}

export interface RunningNginx {
  port: number;
  directory: string;
  /** What nginx says that it answered. */
  stop(): Promise<AccessLine[]>;
}

/** nginx without TLS on the loopback address, and the files below `www/` of a directory that goes away with it. */
export async function startNginx(files: Record<string, string>): Promise<RunningNginx> {
  const directory = await mkdtemp(join(tmpdir(), 'ktls-http1-'));
  const port = await freePort();
  for (const [name, content] of Object.entries(files)) await writeFile(join(directory, name), content);
  await writeFile(join(directory, 'nginx.conf'), configuration(directory, port));
  const child = spawn(
    'nginx',
    ['-e', join(directory, 'error.log'), '-p', directory, '-c', join(directory, 'nginx.conf')],
    {
      stdio: 'inherit',
      timeout: 60_000,
    },
  );
  const exited = once(child, 'exit');
  await untilListening(port);
  return {
    port,
    directory,
    async stop() {
      child.kill('SIGQUIT');
      await exited;
      const log = await readFile(join(directory, 'access.log'), 'utf8');
      await rm(directory, { recursive: true });
      return log
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as AccessLine);
    },
  };
}

async function untilListening(port: number): Promise<void> {
  for (let waited = 0; ; waited += POLL_MILLIS) {
    const socket = connect(port, '127.0.0.1');
    const isUp = await new Promise<boolean>((resolve) =>
      socket.once('connect', () => resolve(true)).once('error', () => resolve(false)),
    );
    socket.destroy();
    if (isUp) return;
    if (waited >= STARTUP_MILLIS) throw new Error('nginx does not listen');
    await delay(POLL_MILLIS);
  }
}

function configuration(directory: string, port: number): string {
  return `
daemon off;
${process.getuid?.() === 0 ? 'user root;' : ''}
worker_processes 1;
pid ${directory}/nginx.pid;
events { worker_connections 64; }
http {
  log_format seen escape=json '{"method":"$request_method","target":"$request_uri","version":"$server_protocol","status":$status,"received":$request_length,"sent":$bytes_sent}';
  access_log ${directory}/access.log seen;
  default_type text/plain;
  client_body_temp_path ${directory}/body;
  proxy_temp_path ${directory}/proxy;
  fastcgi_temp_path ${directory}/fastcgi;
  uwsgi_temp_path ${directory}/uwsgi;
  scgi_temp_path ${directory}/scgi;
  server {
    listen 127.0.0.1:${port};
    root ${directory};
    gzip_types text/plain;
    location /gzip/ { alias ${directory}/; gzip on; gzip_min_length 1; }
    location /chunked/ { alias ${directory}/; ssi on; ssi_types text/plain; }
    location /post { client_max_body_size 1m; return 200 "taken\\n"; }
    location /small { client_max_body_size 10; return 200 "taken\\n"; }
  }
}
`;
}
