// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import { loadSettings } from '../../../config/load.ts';
import { StartError } from '../../../src/base/start-error.ts';
import { checkSpool, openSpools } from '../../../src/run/spools.ts';
import { append, eventsOf, temporaryFolder } from '../export/spool/spooled.ts';

const settingsOf = (env: Record<string, string>) => loadSettings({ env }).settings;

const open = (env: Record<string, string>, onWarning: (message: string) => void = assert.fail) =>
  openSpools(settingsOf(env), onWarning);

test('without KTLS_SPOOL_DIR there is no spool, and --check says nothing of one', async () => {
  assert.deepEqual([await open({}), checkSpool(settingsOf({}))], [{}, []]);
});

test('each signal that goes to a Collector has a spool of its own, of the size that is set', async (t) => {
  const path = join(temporaryFolder(t), 'spool');
  const { logs, traces } = await open({ KTLS_SPOOL_DIR: path, KTLS_SPOOL_BYTES: '64MiB' });
  assert.deepEqual(readdirSync(path).toSorted(), ['logs', 'traces']);
  assert.deepEqual([logs?.maxBytes, traces?.maxBytes], [67_108_864, 67_108_864]);
  await append(logs as NonNullable<typeof logs>, 'a');
  assert.deepEqual([logs?.live.events, traces?.live.events], [1, 0]);
  await Promise.all([logs?.close(), traces?.close()]);
});

test('a signal that goes nowhere has none', async (t) => {
  const path = temporaryFolder(t);
  const spools = await open({ KTLS_SPOOL_DIR: path, OTEL_TRACES_EXPORTER: 'none' });
  assert.deepEqual([Object.keys(spools), readdirSync(path)], [['logs'], ['logs']]);
  const nothing = { OTEL_LOGS_EXPORTER: 'none', OTEL_TRACES_EXPORTER: 'none' };
  const other = join(temporaryFolder(t), 'spool');
  assert.deepEqual(await open({ KTLS_SPOOL_DIR: other, ...nothing }), {});
});

test('what is encoded for JSON and for protobuf is kept apart, and what is left in the other one is warned of', async (t) => {
  const path = temporaryFolder(t);
  mkdirSync(join(path, 'logs'), { mode: 0o700 });
  writeFileSync(join(path, 'logs', '0000000001.v1'), 'x');
  const warnings: string[] = [];
  const env = { KTLS_SPOOL_DIR: path, OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json' };
  const { logs } = await open(env, (message) => warnings.push(message));
  assert.deepEqual(eventsOf(logs as NonNullable<typeof logs>).takenOver, 0);
  assert.deepEqual(readdirSync(path).toSorted(), ['logs', 'logs-json', 'traces-json']);
  assert.deepEqual(warnings, [
    `${path}/logs has what another run left in another encoding: see OTEL_EXPORTER_OTLP_PROTOCOL`,
  ]);
});

test('a folder that another service uses, and one that can not be read, are errors of the start', async (t) => {
  const path = temporaryFolder(t);
  await open({ KTLS_SPOOL_DIR: path });
  const isStartError = (error: unknown): boolean => error instanceof StartError && error.code === 3;
  await assert.rejects(open({ KTLS_SPOOL_DIR: path }), isStartError);
  const broken = temporaryFolder(t);
  mkdirSync(join(broken, 'logs', '0000000001.v1'), { mode: 0o700, recursive: true });
  await assert.rejects(open({ KTLS_SPOOL_DIR: broken }), (error: StartError) => {
    const message = `KTLS_SPOOL_DIR: ${broken}/logs: what another run left can't be read: EINVAL`;
    assert.deepEqual([error.code, error.message], [3, message]);
    return true;
  });
});

test('--check looks at the folder and makes none', async (t) => {
  const path = join(temporaryFolder(t), 'spool');
  const rows = (): string[] =>
    checkSpool(settingsOf({ KTLS_SPOOL_DIR: path })).map(
      ({ name, status, found, exitCode }) => `${name} ${status} ${found} ${exitCode}`,
    );
  assert.deepEqual(rows(), [`spool ok ${path}, made at the start undefined`]);
  mkdirSync(path, { mode: 0o755 });
  assert.deepEqual(rows(), [`spool ok ${path} undefined`]);
  assert.deepEqual(readdirSync(path), []);
  await open({ KTLS_SPOOL_DIR: path });
  assert.deepEqual(rows(), [`spool ok ${path}, in use by a running ktls-otel undefined`]);
  const link = checkSpool(settingsOf({ KTLS_SPOOL_DIR: `${path}/../spool` }));
  assert.deepEqual(link, [
    {
      name: 'spool',
      status: 'missing',
      found: `KTLS_SPOOL_DIR: ${path}/../spool: it has '..' in it`,
      whatToDo: 'name it without',
      exitCode: 3,
    },
  ]);
});
