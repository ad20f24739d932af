// SPDX-License-Identifier: Apache-2.0
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PORT, withNginx } from './nginx.ts';
import { run } from './workload.ts';

/** Sends each request to nginx on a connection of its own, by Python's ssl; what came back. `directory`: certificates. */
export async function fetchAll(directory: string, requests: readonly Buffer[], port = PORT): Promise<Buffer[]> {
  const temporary = mkdtempSync(join(tmpdir(), 'fetch-'));
  const [sent, received] = [join(temporary, 'requests'), join(temporary, 'responses')];
  writeFileSync(sent, requests.map((request) => `${request.toString('hex')}\n`).join(''));
  const args = ['test/workload/fetch_bytes.py', join(directory, 'ca.pem'), String(port), sent, received];
  try {
    await withNginx(directory, () => run('python3', args), port);
    return readFileSync(received, 'latin1')
      .trimEnd()
      .split('\n')
      .map((line) => Buffer.from(line, 'hex'));
  } finally {
    rmSync(temporary, { recursive: true });
  }
}

/** So that the server ends the connection after its answer. */
export function closing(request: Buffer): Buffer {
  return Buffer.from(request.toString('latin1').replace('\r\n', '\r\nConnection: close\r\n'), 'latin1');
}
