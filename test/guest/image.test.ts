// SPDX-License-Identifier: Apache-2.0
// The image's file system, run by crun with the rights that README, compose file and chart give it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { build } from '../backends/build.ts';
import { readLogs } from '../backends/collector/read-logs.ts';
import { readSpans } from '../backends/collector/read-spans.ts';
import { startCollector } from '../backends/collector/start.ts';
import { container } from '../packages/container.ts';
import { image } from '../packages/made.ts';
import { closing, fetchAll } from '../support/fetch-nginx.ts';
import { startService } from '../support/service.ts';

const NAME = 'ktls-otel';
const PORT = 4317;
const REQUESTS = 5;
// With OpenSSL 3.0 the kernel receives only then.
process.env.NGINX_TLS = 'TLSv1.2';
const CRUN = ['--cgroup-manager', 'cgroupfs'];
const { Entrypoint, Env, Healthcheck } = JSON.parse(readFileSync(join(image, 'config.json'), 'utf8'));

/** A bundle of the OCI runtime specification, 1.0. */
function makeBundle(env: readonly string[]): string {
  const bundle = mkdtempSync(join(tmpdir(), 'bundle-'));
  symlinkSync(join(image, 'rootfs'), join(bundle, 'rootfs'));
  const capabilities = container.capabilities.map((name) => `CAP_${name}`);
  const bind = (path: string, readOnly: boolean) => ({
    destination: path,
    source: path,
    type: 'bind',
    options: ['rbind', readOnly ? 'ro' : 'rw'],
  });
  const config = {
    ociVersion: '1.0.2',
    process: {
      terminal: false,
      user: { uid: 0, gid: 0 },
      cwd: '/',
      args: Entrypoint,
      env: [...Env, ...env],
      capabilities: { bounding: capabilities, effective: capabilities, permitted: capabilities },
    },
    root: { path: join(image, 'rootfs'), readonly: true },
    mounts: [
      { destination: '/proc', type: 'proc', source: 'proc' },
      { destination: '/dev', type: 'tmpfs', source: 'tmpfs', options: ['nosuid', 'mode=755'] },
      bind('/sys', true),
      ...container.mounts.map(({ path, readOnly }) => bind(path, readOnly)),
    ],
    // The host's processes, and its network.
    linux: { namespaces: [{ type: 'mount' }, { type: 'ipc' }, { type: 'uts' }] },
  };
  writeFileSync(join(bundle, 'config.json'), JSON.stringify(config));
  return bundle;
}

test('what nginx and its client say is at the Collector, the health check is told, and it ends within 10 s', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'image-'));
  const [file, spansFile] = [join(folder, 'logs.json'), join(folder, 'spans.json')];
  const collector = await startCollector({ binary: build('collector'), file, spansFile, port: PORT });
  const settings = {
    OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${PORT}`,
    KTLS_FILTER_COMM: 'nginx',
  };
  const bundle = makeBundle(Object.entries(settings).map(([name, value]) => `${name}=${value}`));
  const args = [...CRUN, 'run', '--bundle', bundle, NAME];
  const service = await startService({}, undefined, { command: 'crun', args, inherited: [] });
  const inside = (...command: string[]): string =>
    execFileSync('crun', [...CRUN, 'exec', NAME, ...command], { encoding: 'utf8' });
  assert.equal(inside(...Healthcheck.Test.slice(1)), 'ready\n');

  const request = closing(Buffer.from('GET /get?token=0123456789abcdef HTTP/1.1\r\nHost: localhost\r\n\r\n'));
  const responses = await fetchAll(folder, Array<Buffer>(REQUESTS).fill(request));
  assert.equal(responses.length, REQUESTS);

  execFileSync('crun', [...CRUN, 'kill', NAME, 'TERM']);
  const { code, summary, stderr } = await service.ended;
  await collector.stop();
  assert.equal(code, 0, stderr);
  const { lost, missed, dropped } = summary;
  assert.deepEqual({ lost, missed, dropped }, { lost: 0, missed: 0, dropped: 0 });
  const logs = await readLogs(file);
  const data = logs.filter(({ eventName }) => eventName === 'ktls.data');
  assert.equal(data.length, summary.produced);
  const texts = data.map(({ attributes }) => String(attributes['ktls.plaintext']));
  assert.equal(texts.filter((text) => text.startsWith('GET /get?token=[redacted:')).length, REQUESTS);
  assert.equal(texts.filter((text) => text.startsWith('HTTP/1.1 ')).length, REQUESTS);
  assert.equal((await readSpans(spansFile)).length, REQUESTS);
});
