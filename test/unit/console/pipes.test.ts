// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, constants, mkdtempSync, openSync, rmSync } from 'node:fs';
import { Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { getDefaultHighWaterMark } from 'node:stream';
import { type TestContext, test } from 'node:test';

/** Of a pipe, in lines of 64 bytes. */
const PIPE_LINES = 65_536 / 64;
/** 16 KiB up to Node 20, 64 KiB from 22 on. */
const HIGH_WATER_MARK = getDefaultHighWaterMark(false);
const PRINTER = join(__dirname, 'printer.tool.cjs');
const SERVICE = join(__dirname, '../../../ktls-otel.cjs');
const lineOf = (i: number): string => String(i).padStart(63, '0');

// Both ends of a pipe, not of the socket pair that spawn() makes.
function pipe(context: TestContext): { readFd: number; writeFd: number } {
  const folder = mkdtempSync(join(tmpdir(), 'ktls-otel-pipe-'));
  context.after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'pipe');
  execFileSync('mkfifo', [path]);
  const readFd = openSync(path, constants.O_RDONLY | constants.O_NONBLOCK);
  return { readFd, writeFd: openSync(path, constants.O_WRONLY) };
}

type Closed = 'stdout' | 'stderr' | undefined;

/** A printer that waits for begin(). Nobody reads what is closed. */
function startPrinter(
  context: TestContext,
  lines: number,
  closed: Closed,
  patience: 'patient' | 'overdue' = 'patient',
) {
  const [stdout, stderr] = [pipe(context), pipe(context)];
  const child = spawn(process.execPath, [PRINTER, String(lines), patience], {
    stdio: ['pipe', stdout.writeFd, stderr.writeFd, 'pipe'],
  });
  for (const { writeFd } of [stdout, stderr]) closeSync(writeFd);
  // Paused: it takes nothing until the test reads.
  const options = { readable: true, writable: false, pauseOnCreate: true };
  const open = ({ readFd }: typeof stdout): Socket => new Socket({ fd: readFd, ...options });
  const [out, err] = [open(stdout), open(stderr)];
  context.after(() => {
    child.kill();
    for (const end of [out, err]) end.destroy();
  });
  if (closed === 'stdout') out.destroy();
  if (closed === 'stderr') err.destroy();
  const ended = once(child, 'close') as Promise<[code: number | null, signal: string | null]>;
  const reports = createInterface({ input: child.stdio[3] as Socket })[Symbol.asyncIterator]();
  return {
    out,
    err,
    ended,
    begin: () => child.stdin?.end(),
    report: async () => (await reports.next()).value as string | undefined,
  };
}

async function linesOf(output: Socket): Promise<string[]> {
  const chunks: Buffer[] = [];
  for await (const chunk of output) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString().trimEnd().split('\n');
}

const upTo = (count: number): string[] => Array.from({ length: count }, (_, i) => lineOf(i));

test('every line reaches a slow reader, and no more than the high-water mark waits for it', async (context) => {
  const printer = startPrinter(context, 20_000, undefined);
  printer.begin();
  assert.equal(await printer.report(), 'waits');
  const lines = linesOf(printer.out);
  let report = await printer.report();
  while (report === 'waits') report = await printer.report();
  assert.equal(report, `most ${HIGH_WATER_MARK}`);
  assert.deepEqual(await lines, upTo(20_000));
  assert.deepEqual(await printer.ended, [0, null]);
});

test('what the reader has not taken when the process ends is written first', async (context) => {
  const count = PIPE_LINES + 100;
  const printer = startPrinter(context, count, undefined);
  printer.begin();
  assert.equal(await printer.report(), 'most 6400');
  assert.equal(await printer.report(), 'left 6400');
  assert.deepEqual(await linesOf(printer.out), upTo(count));
  assert.deepEqual(await printer.ended, [0, null]);
});

test('a reader that takes nothing does not hold up an end that is overdue', async (context) => {
  const printer = startPrinter(context, PIPE_LINES + 100, undefined, 'overdue');
  printer.begin();
  assert.deepEqual(await printer.ended, [0, null]);
  assert.deepEqual(await linesOf(printer.out), upTo(PIPE_LINES));
});

test('a closed standard output ends the console only', async (context) => {
  const printer = startPrinter(context, 20_000, 'stdout');
  await once(printer.out, 'close');
  printer.begin();
  for (const report of ['waits', 'closed', `most ${HIGH_WATER_MARK}`, 'left 0', undefined]) {
    assert.equal(await printer.report(), report);
  }
  assert.deepEqual(await linesOf(printer.err), ['begins']);
  assert.deepEqual(await printer.ended, [0, null]);
});

test('a reader that goes away gives room back', async (context) => {
  const printer = startPrinter(context, 20_000, undefined);
  printer.begin();
  assert.equal(await printer.report(), 'waits');
  printer.out.destroy();
  assert.equal(await printer.report(), 'closed');
  assert.equal(await printer.report(), `most ${HIGH_WATER_MARK}`);
  assert.equal(await printer.report(), 'left 0');
  assert.deepEqual(await printer.ended, [0, null]);
});

test('a closed standard error ends nothing', async (context) => {
  const printer = startPrinter(context, 20_000, 'stderr');
  await once(printer.err, 'close');
  printer.begin();
  assert.deepEqual(await linesOf(printer.out), upTo(20_000));
  assert.deepEqual(await printer.ended, [0, null]);
});

for (const [closed, argument, code] of [
  ['stdout', '--help', 0],
  ['stderr', '--nonsense', 2],
] as const) {
  test(`the service's ${argument} ends with ${code} when nobody reads its ${closed}`, async (context) => {
    const { readFd, writeFd } = pipe(context);
    closeSync(readFd);
    const child = spawn(process.execPath, [SERVICE, argument], {
      stdio: ['ignore', closed === 'stdout' ? writeFd : 'pipe', closed === 'stderr' ? writeFd : 'pipe'],
    });
    closeSync(writeFd);
    const others = linesOf((closed === 'stdout' ? child.stderr : child.stdout) as Socket);
    assert.deepEqual(await once(child, 'close'), [code, null]);
    assert.deepEqual(await others, ['']);
  });
}
