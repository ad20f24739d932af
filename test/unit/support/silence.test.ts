// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { describe, type TestContext, test } from 'node:test';

const FILES = ['stdout', 'stderr', 'running', 'console'] as const;
type File = (typeof FILES)[number];

const head = (file: string): string => `==> ${file} <==\n`;
const report = (...processes: string[]): string =>
  `${processes.map((text, i) => `${head(`/proc/${i + 200}/cmdline`)}${text}\n`).join('')}${head('/dev/null')}`;

/** What silence.sh says of a guest that runs these processes, and what makes its files old. */
function watch(context: TestContext, contents: Partial<Record<File, string>>) {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-silence-'));
  const age = (seconds: number, ...files: File[]): void => {
    const time = Date.now() / 1000 - seconds;
    for (const file of files) utimesSync(join(folder, file), time, time);
  };
  for (const file of FILES) writeFileSync(join(folder, file), contents[file] ?? '');
  const child = spawn('bash', ['test/guest/machine/silence.sh', folder, '60'], { stdio: ['ignore', 'ignore', 'pipe'] });
  context.after(() => {
    child.kill();
    rmSync(folder, { recursive: true });
  });
  const lines = createInterface({ input: child.stderr })[Symbol.asyncIterator]();
  return { age, says: async () => (await lines.next()).value as string | undefined };
}

describe('a guest that prints nothing', { concurrency: true }, () => {
  test('names what runs after each minute, and begins anew when it prints', async (context) => {
    const running = `${report('node --test a', 'sleep 9')}${report('node --test b', '', 'nginx: worker ')}${head('/proc/9/cmdline')}torn`;
    const { age, says } = watch(context, { running });
    age(1000, 'stderr');
    for (const [seconds, told] of [
      [70, 60],
      [130, 120],
      [65, 60],
    ] as const) {
      age(seconds, 'stdout');
      assert.equal(await says(), `guest: nothing printed for ${told} s; running: node --test b | nginx: worker`);
    }
  });

  test('shows its console while nothing has been reported', async (context) => {
    const { age, says } = watch(context, { console: 'first\r\nKernel panic\r\n' });
    age(70, 'stdout', 'stderr');
    const line = "guest: nothing printed for 60 s; no report of what runs; the console's end: Kernel panic";
    assert.equal(await says(), line);
  });

  test('stands still when what runs is no longer reported', async (context) => {
    const { age, says } = watch(context, { running: report('sleep 9') });
    age(40, 'running');
    age(70, 'stdout', 'stderr');
    assert.equal(await says(), 'guest: nothing printed for 60 s; running: sleep 9');
    assert.match((await says()) ?? '', /^guest: it stands still: no report of what runs for 4\d s$/);
  });
});
