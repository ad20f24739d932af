// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { Writable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { consoleFromSettings } from '../../../src/console/console-from-settings.ts';
import { TABLE_HEAD } from '../../../src/console/table.ts';
import { logWriter, type Terminal, waitForNoTerminal } from '../../../src/console/terminal.ts';
import { recordOf } from './records.ts';

/** Takes nothing before it is told to go on: it is full after so many bytes. */
class Stopped extends Writable implements Terminal {
  readonly isTTY: boolean;
  text = '';
  #done: (() => void) | undefined;

  constructor(highWaterMark: number, isTTY = true) {
    super({ highWaterMark, decodeStrings: false });
    this.isTTY = isTTY;
  }

  override _write(chunk: string, _encoding: string, done: () => void): void {
    this.text += chunk;
    this.#done = done;
  }

  /** Takes all that was written; resolves when there is room again. */
  async goOn(): Promise<string[]> {
    while (this.writableLength > 0) {
      this.#done?.();
      await nextTurn();
    }
    return this.text.trimEnd().split('\n');
  }
}

/** The head fits, and one row fills the rest. */
const ROOM = TABLE_HEAD.length + 2;
const LEFT_OUT = '... records left out, since the terminal did not take them: ';

test('a table on a terminal that takes nothing has room, and says how many records it left out', async () => {
  const stream = new Stopped(ROOM);
  const warnings: string[] = [];
  const console = consoleFromSettings('table', {
    hasPatience: true,
    onWarning: (message) => warnings.push(message),
    stream,
  });
  for (let i = 0; i < 5; i++) console?.write(recordOf('a'));
  assert.deepEqual([console?.hasRoom(), console?.dropped], [true, 4]);
  assert.deepEqual(warnings, ['the terminal is stopped or slow: KTLS_CONSOLE leaves records out until it takes them']);
  const [head, row, ...rest] = await stream.goOn();
  assert.equal(head, TABLE_HEAD);
  assert.deepEqual(rest, [`${LEFT_OUT}4`]);
  console?.write(recordOf('a'));
  assert.deepEqual((await stream.goOn()).slice(3), [row]);
});

test('a second time is counted anew', async () => {
  const stream = new Stopped(1);
  const console = consoleFromSettings('json', { hasPatience: true, onWarning: () => {}, stream });
  for (const count of [3, 7]) {
    for (let i = 0; i < count; i++) console?.write(recordOf('a'));
    await stream.goOn();
  }
  const lines = (await stream.goOn()).map((line) => JSON.parse(line)['ktls.console.dropped']);
  assert.deepEqual(lines, [undefined, 2, undefined, 6]);
  assert.equal(console?.dropped, 8);
});

test('where capture waits for it, a table in a pipe has no room instead, and leaves nothing out', async () => {
  const stream = new Stopped(ROOM, false);
  const console = consoleFromSettings('table', {
    hasPatience: true,
    onWarning: () => assert.fail('nothing is left out'),
    stream,
  });
  for (let i = 0; i < 5; i++) console?.write(recordOf('a'));
  assert.equal(console?.hasRoom(), false);
  assert.equal((await stream.goOn()).length, 6);
});

/** As much as waits for the reader of a pipe. */
const PIPE_BYTES = 8 * 1024 * 1024;

test('elsewhere a pipe that nobody reads is full at its bound, to the record, and a gap in JSON is an object', async () => {
  const stream = new Stopped(1, false);
  const warnings: string[] = [];
  const console = consoleFromSettings('json', {
    hasPatience: false,
    onWarning: (message) => warnings.push(message),
    stream,
  });
  console?.write(recordOf('a'));
  const lineBytes = stream.writableLength;
  const most = Math.ceil(PIPE_BYTES / lineBytes);
  for (let i = 1; i < most + 5; i++) console?.write(recordOf('a'));
  assert.deepEqual([stream.writableLength, console?.dropped, console?.hasRoom()], [most * lineBytes, 5, true]);
  assert.deepEqual(warnings, [
    'the reader of standard output is stopped or slow: KTLS_CONSOLE leaves records out until it takes them',
  ]);
  const lines = (await stream.goOn()).map((line) => JSON.parse(line));
  assert.deepEqual([lines.length, lines.at(-1)['ktls.console.dropped']], [most + 1, 5]);
  assert.match(lines.at(-1).time, /^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
});

test('lines of the log are bounded on a terminal, and are not elsewhere', async () => {
  for (const [isTTY, expected] of [
    [true, ['a 0', 'a 1', '... lines of the log left out, since the terminal did not take them: 2']],
    [false, ['a 0', 'a 1', 'a 2', 'a 3']],
  ] as const) {
    const stream = new Stopped(5, isTTY);
    const write = logWriter(stream);
    for (let i = 0; i < 4; i++) write(`a ${i}\n`);
    assert.deepEqual(await stream.goOn(), expected);
  }
});

test('terminals alone are written to without waiting, and are put back at the end when nothing is left', () => {
  const before = process.listeners('exit');
  const said: string[] = [];
  const fake = (name: string, isTTY: boolean, writableLength: number): Terminal =>
    ({ isTTY, writableLength, _handle: { setBlocking: (on: boolean) => said.push(`${name} ${on}`) } }) as never;
  waitForNoTerminal([fake('terminal', true, 0), fake('pipe', false, 0), fake('stopped', true, 1)]);
  assert.deepEqual(said, ['terminal false', 'stopped false']);
  for (const listener of process.listeners('exit').filter((one) => !before.includes(one))) {
    process.off('exit', listener);
    (listener as () => void)();
  }
  assert.deepEqual(said.slice(2), ['terminal true']);
});
