// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { test } from 'node:test';
import { HealthServer } from '../../../src/self/health.ts';
import { freePort } from '../export/free-port.ts';

interface Told {
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

function health(env: Record<string, string>): Promise<Told> {
  return new Promise((resolve) => {
    const inherited = { PATH: process.env.PATH ?? '' };
    execFile(
      process.execPath,
      ['dist/ktls-otel.cjs', '--health'],
      { env: { ...inherited, ...env } },
      (error, stdout, stderr) => resolve({ code: Number(error?.code ?? 0), stdout, stderr }),
    );
  });
}

test('the exit code says whether the service is ready, and a line why not', async () => {
  let reason: string | undefined = 'shutting down';
  const port = await freePort();
  using _ = await HealthServer.start({ host: '127.0.0.1', port }, () => reason);
  const ask = (address: string): Promise<Told> => health({ KTLS_HEALTH_ADDRESS: address });
  assert.deepEqual(await ask(String(port)), { code: 1, stdout: 'shutting down\n', stderr: '' });
  reason = undefined;
  for (const address of [String(port), `localhost:${port}`, `0.0.0.0:${port}`])
    assert.deepEqual(await ask(address), { code: 0, stdout: 'ready\n', stderr: '' });
});

test('a service that listens on all addresses of IPv6 is asked by its own', async () => {
  const port = await freePort();
  using _ = await HealthServer.start({ host: '::1', port }, () => undefined);
  assert.deepEqual(await health({ KTLS_HEALTH_ADDRESS: `[::]:${port}` }), { code: 0, stdout: 'ready\n', stderr: '' });
});

test('where nobody answers it says so', async () => {
  const port = await freePort();
  const { code, stdout, stderr } = await health({ KTLS_HEALTH_ADDRESS: String(port) });
  assert.deepEqual([code, stdout], [1, '']);
  assert.equal(stderr, `ktls-otel: no answer from http://127.0.0.1:${port}/readyz\n`);
});

test('without an address it is a wrong setting', async () => {
  const { code, stderr } = await health({});
  assert.equal(code, 3);
  assert.match(stderr, /^ktls-otel: KTLS_HEALTH_ADDRESS is not set: /);
});
