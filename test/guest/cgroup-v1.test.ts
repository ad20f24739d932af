// SPDX-License-Identifier: Apache-2.0
// In a guest of its own: run.sh --cgroup v1.
import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test } from 'node:test';
import { runToEnd, startService } from '../support/service.ts';

const BOOT = /boot with systemd\.unified_cgroup_hierarchy=1/;
/** Messages at the start are wrapped. */
const onOneLine = (text: string): string => text.replace(/\s+/g, ' ');

for (const [setting, value] of [
  ['KTLS_FILTER_CONTAINER', '0123456789ab'],
  ['KTLS_FILTER_CGROUP', '/system.slice'],
] as const) {
  test(`cgroup v1 with ${setting}: says what to boot with, exit code 5`, async () => {
    const end = await runToEnd({ [setting]: value });
    const said = onOneLine(end.stderr);
    assert.equal(end.code, 5, end.stderr);
    assert.match(said, /cgroup: cgroup v1 \(/);
    assert.match(said, BOOT);
    assert.match(said, new RegExp(`${setting} can't be compared with it`));
  });
}

test('cgroup v1 without such a filter: a warning, and it captures', async () => {
  const service = await startService({ OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' });
  const end = await service.stop();
  assert.equal(end.code, 0, end.stderr);
  assert.match(end.stderr, /warn: cgroup v1 \(.*\): records name no container: boot with/);
});

test('cgroup v1: SIGHUP refuses such a filter, and what was in effect stays', async () => {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-cgroup-'));
  const file = join(folder, 'settings.yaml');
  writeFileSync(file, 'ktls:\n  filter_peer_port: 443\n');
  const exporters = { OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' };
  const service = await startService({ ...exporters, KTLS_CONFIG: file });
  try {
    writeFileSync(file, 'ktls:\n  filter_container: "0123456789ab"\n');
    service.process.kill('SIGHUP');
    await service.says('SIGHUP: nothing was changed: ');
  } finally {
    const end = await service.stop();
    rmSync(folder, { recursive: true });
    assert.equal(end.code, 0, end.stderr);
  }
});
