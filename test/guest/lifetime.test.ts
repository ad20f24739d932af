// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { type RunningService, type ServiceEnd, startService } from '../support/service.ts';
import { RAW, run } from '../support/workload.ts';
import { bpfIds } from './support/bpf-objects.ts';

const SETTINGS = { OTEL_LOGS_EXPORTER: 'none', KTLS_CONSOLE: 'json' };
const WAITING = 'the tls module is not loaded: waiting for it';
/** What `raw small` makes: 20 messages. */
const CALLS = 40;

/** All programs and maps in the kernel. */
const bpfObjects = (): number[][] => [bpfIds('program'), bpfIds('map')];

/** Hooked functions that an ftrace hook is armed on: trampolines, and kprobes at a function's entry. */
function armedFunctions(): string[] {
  const lines = readFileSync('/sys/kernel/tracing/enabled_functions', 'utf8').split('\n');
  return lines.map((line) => line.split(' ')[0] ?? '').filter((name) => /^tls_|^tcp_shutdown$/.test(name));
}

/** The kernel may free a program a moment after its last user has gone. */
async function assertGone(before: number[][]): Promise<void> {
  for (let attempt = 0; attempt < 100 && bpfObjects().join() !== before.join(); attempt++) await sleep(100);
  assert.deepEqual(bpfObjects(), before);
  assert.deepEqual(armedFunctions(), []);
}

async function assertCaptures(service: RunningService): Promise<ServiceEnd> {
  await run(RAW, ['small']);
  const end = await service.stop();
  assert.equal(end.code, 0, end.stderr);
  const { calls, missed, produced, lost } = end.summary;
  assert.deepEqual({ calls, missed, produced, lost }, { calls: CALLS, missed: 0, produced: CALLS, lost: 0 });
  const lengths = end.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line)['ktls.length']);
  const expected = Array.from({ length: CALLS }, (_, i) => lengths[i - (i % 2)]);
  assert.deepEqual(lengths, expected, 'each message is sent, then received');
  return end;
}

async function unloadTls(): Promise<void> {
  await run('modprobe', ['-r', 'tls']);
  assert.equal(existsSync('/proc/net/tls_stat'), false);
}

test('started before tls is loaded: it waits, and captures from when tls comes', async () => {
  await unloadTls();
  const before = bpfObjects();
  const service = await startService(SETTINGS, WAITING);
  try {
    assert.deepEqual(bpfObjects(), before);
    await run('modprobe', ['tls']);
    await service.says('capturing on kernel');
    await assertCaptures(service);
  } finally {
    service.process.kill('SIGKILL');
    await run('modprobe', ['tls']);
  }
});

test('SIGTERM while it waits for tls: it ends at once, exit code 0', async () => {
  await unloadTls();
  try {
    const service = await startService(SETTINGS, WAITING);
    const end = await service.stop();
    assert.deepEqual([end.code, end.signal], [0, null], end.stderr);
    assert.doesNotMatch(end.stderr, /capturing/);
  } finally {
    await run('modprobe', ['tls']);
  }
});

for (const way of ['fentry', 'kprobe']) {
  test(`${way}: --check loads and attaches, and leaves no program, no map and no hook behind`, async () => {
    const before = bpfObjects();
    const env = { ...process.env, KTLS_ATTACH: way, OTEL_SDK_DISABLED: 'true' };
    const { status, stdout, stderr } = spawnSync('./bin/ktls-otel', ['--check', '--json'], { encoding: 'utf8', env });
    const { rows, exit_code: exitCode } = JSON.parse(stdout) as { rows: Record<string, string>[]; exit_code: number };
    assert.deepEqual([status, exitCode], [0, 0], stdout + stderr);
    const { name, status: said, detail } = rows.at(-1) ?? {};
    assert.deepEqual([name, said], ['load and attach', 'ok']);
    assert.equal(detail, `by ${way} (KTLS_ATTACH=${way}), and detached again`);
    await assertGone(before);
  });

  test(`${way}: SIGTERM while the programs are loaded ends it with 0, and leaves none of these behind`, async () => {
    const before = bpfObjects();
    const service = await startService({ ...SETTINGS, KTLS_ATTACH: way }, 'loading the BPF programs');
    const end = await service.stop();
    assert.deepEqual([end.code, end.signal], [0, null], end.stderr);
    await assertGone(before);
  });

  test(`${way}: SIGTERM leaves no program, no map and no hook behind`, async () => {
    const before = bpfObjects();
    const service = await startService({ ...SETTINGS, KTLS_ATTACH: way });
    assert.notDeepEqual(bpfObjects(), before);
    assert.notDeepEqual(armedFunctions(), []);
    await assertCaptures(service);
    await assertGone(before);
  });

  test(`${way}: kill -9 leaves none either, and the next start captures`, async () => {
    const before = bpfObjects();
    const killed = await startService({ ...SETTINGS, KTLS_ATTACH: way });
    assert.notDeepEqual(armedFunctions(), []);
    const end = await killed.stop('SIGKILL');
    assert.equal(end.signal, 'SIGKILL');
    await assertGone(before);
    await assertCaptures(await startService({ ...SETTINGS, KTLS_ATTACH: way }));
    await assertGone(before);
  });
}
