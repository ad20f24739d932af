// SPDX-License-Identifier: Apache-2.0
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

export const PORT = 8443;

/** Runs nginx of test/workload/nginx.sh, on certificates in `directory`, for as long as `use` takes. */
export async function withNginx<T>(directory: string, use: () => Promise<T>, port = PORT): Promise<T> {
  const nginx = spawn('taskset', ['--cpu-list', '0', 'bash', 'test/workload/nginx.sh', directory, String(port)], {
    stdio: 'inherit',
  });
  try {
    await listening(port);
    return await use();
  } finally {
    nginx.kill('SIGTERM');
    if (nginx.exitCode === null) await once(nginx, 'exit');
  }
}

/** Resolves once something listens on this port of 127.0.0.1. */
async function listening(port: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const socket = connect(port, '127.0.0.1');
    // `once` rejects when the socket has an error.
    const isOpen = await once(socket, 'connect').then(
      () => true,
      () => false,
    );
    socket.destroy();
    if (isOpen) return;
    await sleep(200);
  }
  throw new Error(`nothing listens on ${port}`);
}
