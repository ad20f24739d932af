// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { FilterRules } from '../../../config/filters.ts';
import { loadSettings } from '../../../config/load.ts';
import { reload } from '../../../config/reload.ts';
import { exitCodes } from '../../../src/base/exit-code.ts';
import { StartError } from '../../../src/base/start-error.ts';
import { Reload } from '../../../src/run/reload.ts';
import { OwnLog } from '../../../src/self/own-log.ts';

const hangUp = (): boolean => process.emit('SIGHUP', 'SIGHUP');

function start(env: Record<string, string>) {
  const lines: string[] = [];
  const applied: FilterRules[] = [];
  const { settings } = loadSettings({ env });
  const ownLog = new OwnLog('info', (line) => void lines.push(line));
  const reloads = new Reload(settings, (current) => reload(current, { env }), ownLog);
  reloads.applyTo((rules) => void applied.push(rules));
  return { reloads, lines, applied };
}

test('SIGHUP applies the filters as they are now, and names what waits for the next start', () => {
  const env: Record<string, string> = { KTLS_FILTER_PEER_PORT: '443' };
  const { reloads, lines, applied } = start(env);
  using _ = reloads;
  env.KTLS_FILTER_PEER_PORT = '8443';
  env.KTLS_CAPTURE_BYTES = '1024';
  hangUp();
  assert.deepEqual(
    applied.map(({ peerPort }) => peerPort.include),
    [[{ low: 8443, high: 8443 }]],
  );
  assert.equal(reloads.settings.ktls.filter_peer_port, '8443');
  assert.equal(reloads.settings.ktls.capture_bytes, 32768);
  assert.match(lines.join(''), /waiting for the next start: KTLS_CAPTURE_BYTES/);
});

test('a wrong setting changes nothing', () => {
  const env: Record<string, string> = { KTLS_FILTER_UID: '0' };
  const { reloads, lines, applied } = start(env);
  using _ = reloads;
  env.KTLS_FILTER_UID = '1000';
  env.KTLS_FILTER_PEER_PORT = '0x1bb';
  hangUp();
  assert.deepEqual(applied, []);
  assert.equal(reloads.settings.ktls.filter_uid, '0');
  assert.match(lines.join(''), /nothing was changed: .*KTLS_FILTER_PEER_PORT/s);
});

test('a filter that this host can not compare changes nothing', () => {
  const { settings } = loadSettings({ env: {} });
  const lines: string[] = [];
  const ownLog = new OwnLog('info', (line) => void lines.push(line));
  const refuse = () => {
    throw new StartError(exitCodes.kernel.code, 'cgroup v1', 'boot with v2');
  };
  using reloads = new Reload(settings, refuse, ownLog);
  hangUp();
  assert.equal(reloads.settings, settings);
  assert.deepEqual(lines, ['ktls-otel: error: SIGHUP: nothing was changed: cgroup v1; boot with v2\n']);
});

test('after the end the signal is not listened to', () => {
  const before = process.listenerCount('SIGHUP');
  start({}).reloads[Symbol.dispose]();
  assert.equal(process.listenerCount('SIGHUP'), before);
});
