// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { EventEmitter } from 'node:events';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import type { ToLauncher, ToWorker } from '../../../src/privilege/messages.ts';
import { LauncherSource } from '../../../src/run/launcher-source.ts';
import { OwnLog } from '../../../src/self/own-log.ts';

const NO_SOCKET = -1;
const loaded = loadSettings({ env: {} });

function start() {
  const channel = new EventEmitter();
  const told: ToLauncher[] = [];
  const send = (message: ToLauncher) => told.push(message) > 0;
  const source = new LauncherSource(Object.assign(channel, { send }) as never, NO_SOCKET);
  const signals: string[] = [];
  for (const signal of ['SIGTERM', 'SIGINT']) source.signals.on(signal, () => signals.push(signal));
  const hear = (message: ToWorker): void => void channel.emit('message', message);
  return { channel, told, source, signals, hear };
}

test('the worker says that it listens, and is told its settings', async () => {
  const { told, source, hear } = start();
  assert.deepEqual(told, [{ kind: 'ready' }]);
  hear({ kind: 'settings', version: '1.2.3', ...loaded });
  const { settings, version } = await source.settings();
  assert.deepEqual([settings, version], [loaded.settings, '1.2.3']);
});

test('what is told for the log waits for it', () => {
  const { source, hear } = start();
  const lines: string[] = [];
  hear({ kind: 'log', level: 'info', message: 'first' });
  source.reportTo(new OwnLog('info', (line) => void lines.push(line)));
  hear({ kind: 'log', level: 'warn', message: 'second' });
  assert.deepEqual(lines, ['ktls-otel: info: first\n', 'ktls-otel: warn: second\n']);
});

test('signals are passed on, and the end of the launcher is one', () => {
  const { channel, hear, signals } = start();
  channel.emit('disconnect');
  assert.deepEqual(signals, ['SIGTERM']);
  hear({ kind: 'signal', signal: 'SIGINT' });
  assert.deepEqual(signals, ['SIGTERM', 'SIGINT']);
});

test('once it is asked to end, the end of the launcher is none: it would cut that short', () => {
  const { channel, hear, signals } = start();
  hear({ kind: 'signal', signal: 'SIGINT' });
  channel.emit('disconnect');
  assert.deepEqual(signals, ['SIGINT']);
});

test('a start that the host does not grant is refused as the launcher says', async () => {
  const { told, source, hear } = start();
  const started = source.start(loaded.settings, { spoolFolder: '/spool', takenOver: 3 });
  assert.deepEqual(told.at(-1), { kind: 'start', spoolFolder: '/spool', takenOver: 3 });
  hear({ kind: 'refused', code: 4, message: 'not loaded: EPERM', whatToDo: 'run as root' });
  await assert.rejects(started, { name: 'StartError', code: 4, message: 'not loaded: EPERM', whatToDo: 'run as root' });
});
