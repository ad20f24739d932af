// SPDX-License-Identifier: Apache-2.0
import assert from 'node:assert/strict';
import { once } from 'node:events';
import { PassThrough, Writable } from 'node:stream';
import { test } from 'node:test';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { Console } from '../../../src/console/console.ts';
import { recordOf } from './records.ts';

test('prints its head, then a line for each record', () => {
  const output = new PassThrough();
  const console = new Console(
    output,
    (record) => `<${record.eventName}>`,
    'HEAD',
    () => assert.fail('it is open'),
  );
  console.write(recordOf('a'));
  console.write(recordOf('b'));
  assert.equal(String(output.read()), 'HEAD\n<ktls.data>\n<ktls.data>\n');
});

test('prints no head when there is none', () => {
  const output = new PassThrough();
  new Console(
    output,
    () => 'line',
    undefined,
    () => assert.fail('it is open'),
  ).write(recordOf('a'));
  assert.equal(String(output.read()), 'line\n');
});

test('ends when nobody reads it any more, and says so once', async () => {
  let written = 0;
  const output = new Writable({
    write(_chunk, _encoding, done) {
      written += 1;
      done(Object.assign(new Error('nobody reads'), { code: 'EPIPE' }));
    },
    autoDestroy: false,
  });
  let closed = 0;
  const console = new Console(
    output,
    () => 'line',
    undefined,
    () => (closed += 1),
  );
  console.write(recordOf('a'));
  await nextTurn();
  console.write(recordOf('b'));
  output.emit('error', new Error('again'));
  await nextTurn();
  assert.deepEqual([written, closed], [1, 1]);
});

test('has no room while its reader is behind, and says when it has again', async () => {
  const output = new PassThrough({ highWaterMark: 5 });
  const console = new Console(
    output,
    () => 'line',
    undefined,
    () => assert.fail('it is open'),
  );
  let rooms = 0;
  console.onRoom(() => (rooms += 1));
  assert.equal(console.hasRoom(), true);
  console.write(recordOf('a'));
  console.write(recordOf('b'));
  assert.deepEqual([console.hasRoom(), rooms], [false, 0]);
  output.resume();
  await once(output, 'drain');
  assert.deepEqual([console.hasRoom(), rooms], [true, 1]);
});
