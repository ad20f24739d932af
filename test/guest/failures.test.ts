// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';
import { runToEnd, startService } from '../support/service.ts';
import { RAW, run } from '../support/workload.ts';

const NOBODY = 65534;

test('wrong settings: all are named, exit code 3', async () => {
  const end = await runToEnd({ KTLS_RING_BYTES: '1000', KTLS_CONSOLE: 'tabel', KTLS_CAPTUR_BYTES: '1' });
  assert.equal(end.code, 3);
  assert.match(end.stderr, /KTLS_RING_BYTES is '1000', allowed: /);
  assert.match(end.stderr, /KTLS_CONSOLE is 'tabel', allowed: none, table, json/);
  assert.match(end.stderr, /KTLS_CAPTUR_BYTES.*KTLS_CAPTURE_BYTES/);
});

test('not root: says which rights are missing, exit code 4', async () => {
  const end = await runToEnd({}, { uid: NOBODY });
  assert.equal(end.code, 4);
  for (const right of ['CAP_BPF', 'CAP_PERFMON']) assert.match(end.stderr, new RegExp(right));
});

test('no BTF: says which kernel option it takes, exit code 5', () => {
  const hidden = 'mount -t tmpfs none /sys/kernel/btf && exec ./bin/ktls-otel';
  const end = spawnSync('unshare', ['--mount', 'sh', '-c', hidden], { encoding: 'utf8' });
  assert.equal(end.status, 5, end.stderr);
  assert.match(end.stderr, /CONFIG_DEBUG_INFO_BTF/);
});

test('an unreachable endpoint: named in a warning; what it cost is counted, exit code 7', async () => {
  const endpoint = 'http://127.0.0.1:1';
  const service = await startService({ OTEL_EXPORTER_OTLP_ENDPOINT: endpoint, KTLS_SHUTDOWN_TIMEOUT: '3000' });
  await run(RAW, ['small']);
  const end = await service.stop();
  assert.equal(end.code, 7, end.stderr);
  assert.match(end.stderr, /warn: export failed with UNAVAILABLE .*127\.0\.0\.1:1/);
  assert.match(end.stderr, /OTEL_EXPORTER_OTLP_ENDPOINT/);
  const { calls, produced, dropped, exported } = end.summary;
  assert.deepEqual({ calls, produced, dropped, exported }, { calls: 40, produced: 40, dropped: 40, exported: 0 });
  assert.doesNotMatch(end.stderr, /message 1/);
});
