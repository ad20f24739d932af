// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type TestContext, test } from 'node:test';
import type { StageOrder } from '../../src/privilege/stage.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };
const CAP_BPF = 39;
/** What the stage becomes: it prints what its threads may do. */
const PRINT = `
  const { readdirSync, readFileSync } = require('node:fs');
  const statuses = readdirSync('/proc/self/task').map((task) => readFileSync('/proc/self/task/' + task + '/status', 'utf8'));
  const linesOf = (status) => status.match(/^(?:Uid|Gid|Cap\\w+|NoNewPrivs|Seccomp):.*$/gm).join().replaceAll('\\t', ' ');
  console.log(JSON.stringify({ threads: [...new Set(statuses.map(linesOf))], argv: process.execArgv, env: process.env.KEPT }));
  process.disconnect();
`;

/** Runs the stage to the end of what it becomes. */
async function become(t: TestContext, order: Omit<StageOrder, 'script'>, mode = 0o755) {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-stage-'));
  t.after(() => rmSync(folder, { recursive: true }));
  const script = join(folder, 'print.cjs');
  writeFileSync(script, PRINT);
  chmodSync(folder, mode);
  const child = spawn(process.execPath, ['dist/worker-stage.cjs', JSON.stringify({ ...order, script })], {
    stdio: ['ignore', 'pipe', 'pipe', 'ipc', 'pipe'],
    env: { ...process.env, KEPT: 'a\tb' },
  });
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) child[name]?.on('data', (text) => (texts[name] += text));
  const [code] = await once(child, 'close');
  return { code, script, ...texts };
}

const statusOf = (id: number, capabilities: string): string =>
  [
    ...[`Uid: ${id} ${id} ${id} ${id}`, `Gid: ${id} ${id} ${id} ${id}`],
    ...['Inh', 'Prm', 'Eff', 'Bnd', 'Amb'].map((set) => `Cap${set}: ${capabilities}`),
    ...['NoNewPrivs: 1', 'Seccomp: 2'],
  ].join();

test('options, environment and descriptors are those of what it becomes', async (t) => {
  const { code, stdout, stderr } = await become(t, { user: undefined, capabilities: [], args: ['--no-warnings'] });
  assert.deepEqual([code, stderr], [0, '']);
  const expected = { threads: [statusOf(0, '0000000000000000')], argv: ['--no-warnings'], env: 'a\tb' };
  assert.deepEqual(JSON.parse(stdout), expected);
});

for (const [name, user, id] of [
  ['root', undefined, 0],
  ['another user', NOBODY, NOBODY.uid],
] as const) {
  test(`as ${name}, a capability that stays is the only one, in all threads`, async (t) => {
    const { stdout } = await become(t, { user, capabilities: [CAP_BPF], args: [] });
    assert.deepEqual(JSON.parse(stdout).threads, [statusOf(id, '0000008000000000')]);
  });
}

test('an installation that the user can not read is named', async (t) => {
  const { code, stderr, script } = await become(t, { user: NOBODY, capabilities: [], args: [] }, 0o700);
  const what = `KTLS_USER: user 65534 can't read ${script}`;
  assert.deepEqual([code, stderr], [3, `ktls-otel: ${what}\ninstall ktls-otel where that user can read it\n`]);
});
